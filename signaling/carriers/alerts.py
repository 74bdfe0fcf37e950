"""By what others are told of alerts: a webhook, and mail. Nothing of anybody is in either."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import aiohttp

from callrouter.model.alerts import AlertNotice, NoticeOf
from callrouter.model.directory import Directory
from callrouter.model.messages import Carrier, Writing
from callrouter.services.postman import Carries, NotDeliveredError

_TIMEOUT: Final = aiohttp.ClientTimeout(total=20)
#: ``sha256=`` and, in hexadecimal, the HMAC-SHA256 of the body under the deployment's secret.
SIGNATURE: Final = "Callrouter-Signature"


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """Posts notices as JSON, signed; any answer below 300 means that it was taken."""

    url: str = field(repr=False)
    secret: str = field(repr=False)

    async def tell(self, notice: AlertNotice) -> None:
        """Hand a notice over. Raises NotDeliveredError."""
        body = json.dumps(
            {
                "type": f"alert.{notice.of}",
                "notice_id": notice.notice_id,
                "at": notice.at,
                "alert": notice.alert.model_dump(
                    mode="json", exclude={"notify", "undelivered", "acknowledged_by"}
                ),
            }
        ).encode()
        signed = hmac.new(self.secret.encode(), body, "sha256").hexdigest()
        headers = {"Content-Type": "application/json", SIGNATURE: f"sha256={signed}"}
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT) as session,
                session.post(self.url, data=body, headers=headers, allow_redirects=False) as response,
            ):
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise NotDeliveredError(for_good=False) from None
        if status >= HTTPStatus.MULTIPLE_CHOICES:
            raise NotDeliveredError(for_good=False)


@dataclass(frozen=True, kw_only=True)
class AlertMail:
    """Writes notices to one address, in Dutch and in English."""

    to: str
    carrier: Carries
    directory: Directory

    async def tell(self, notice: AlertNotice) -> None:
        """Hand a notice over. Raises NotDeliveredError."""
        nl, en = (_words(notice, self._about(notice), words) for words in (_NL, _EN))
        writing = Writing(
            message_id=notice.notice_id,
            carrier=Carrier.MAIL,
            to=self.to,
            subject=nl,
            text=f"{nl}.\n{en}.\n",
        )
        await self.carrier.carry(writing)

    def _about(self, notice: AlertNotice) -> str:
        alert = notice.alert
        named = {each.location_id: each.name for each in self.directory.locations}
        named |= {each.team_id: each.name for each in self.directory.teams}
        named |= {each.centre_id: each.name for each in self.directory.centres}
        place = alert.location or alert.centre
        parts = (place and named.get(place, place), alert.language, alert.booth_id)
        return ", ".join(part for part in parts if part)


_NL: Final = {
    "raised": "Melding",
    "cleared": "Voorbij",
    "longest_wait": "langste wachttijd {value} s (grens {threshold} s)",
    "queue_length": "{value} wachtenden (grens {threshold})",
    "service_level": "{value} % op tijd beantwoord (grens {threshold} %)",
    "language_unstaffed": "al {value} s wacht iemand in een taal die nu niemand spreekt",
    "location_unstaffed": "open, en beschikbare medewerkers: {value} (minstens {threshold})",
    "callback_overdue": "terugbelverzoeken te laat: {value}",
    "booth_offline": "cabine al {value} s zonder verbinding",
    "relay_lost": "mediarelays beschikbaar: {value} (minstens {threshold})",
    "relays_full": "{value} % van de mediarelays bezet (grens {threshold} %)",
}
_EN: Final = {
    "raised": "Alert",
    "cleared": "Over",
    "longest_wait": "longest wait {value} s (limit {threshold} s)",
    "queue_length": "{value} waiting (limit {threshold})",
    "service_level": "{value} % answered in time (limit {threshold} %)",
    "language_unstaffed": "for {value} s somebody waits in a language nobody speaks now",
    "location_unstaffed": "open, and employees available: {value} (at least {threshold})",
    "callback_overdue": "callback requests past due: {value}",
    "booth_offline": "booth without connection for {value} s",
    "relay_lost": "media relays available: {value} (at least {threshold})",
    "relays_full": "{value} % of the media relays taken (limit {threshold} %)",
}


def _words(notice: AlertNotice, about: str, words: dict[str, str]) -> str:
    alert = notice.alert
    until = alert.raised_at if notice.of is NoticeOf.RAISED else notice.at
    value = alert.value if alert.value is not None else (until - (alert.since or until)) // 1000
    said = words[alert.kind].format(value=value, threshold=alert.threshold)
    return f"{words[notice.of]}: {said}" + (f" ({about})" if about else "")
