"""Booths as devices: what they report, the help that is wanted at them, and which device is which booth.

Every command is one atomic script, safe to repeat; each raises ``QueueUnavailableError`` when the server
doesn't answer. Codes and tokens are secrets of which the server only ever sees a digest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final

from redis.asyncio import Redis

from callrouter.model.booths import DeviceReport, HelpRequest, KeptBooth
from callrouter.model.states import BoothUse, HelpEnd
from callrouter.queueing.keys import Keys
from callrouter.queueing.scripts import ScriptName, Scripts

#: Somebody is wanted for this long, unless somebody says otherwise.
HELP_LAPSES_MS: Final = 15 * 60_000
#: Somebody is on the way for this long: whoever comes to the booth after that must be able to ask anew.
HELP_ARRIVES_MS: Final = 5 * 60_000
#: What a booth said is kept this long, so that one that vanished is missed.
REPORT_TTL_MS: Final = 30 * 86_400_000
#: A code is typed in at the booth soon after it was made.
CODE_TTL_MS: Final = 15 * 60_000
#: A device stays the booth for this long after it was last used.
DEVICE_TTL_MS: Final = 365 * 86_400_000
_BOOTHS_A_SCRIPT: Final = 500
#: What a script tells of each booth.
_FIELDS: Final = 7


class BoothRegistry:
    """The booths of one deployment. ``now`` replaces the server's clock in tests."""

    def __init__(
        self, client: Redis, *, namespace: str = "callrouter", now: Callable[[], int] | None = None
    ) -> None:
        self._run = Scripts(client, Keys(namespace), now).run

    async def report(self, booth_id: str, location: str, report: DeviceReport) -> bool:
        """Keep what a booth says of itself; True when that is other than before."""
        answer = await self._run(
            ScriptName.REPORT_BOOTH, booth_id, location, report.model_dump_json(), REPORT_TTL_MS
        )
        return bool(answer[0])

    async def read(self, booth_ids: Sequence[str]) -> tuple[KeptBooth, ...]:
        """Tell how these booths stand, in their order."""
        found: list[KeptBooth] = []
        for first in range(0, len(booth_ids), _BOOTHS_A_SCRIPT):
            names = booth_ids[first : first + _BOOTHS_A_SCRIPT]
            answer = await self._run(ScriptName.READ_BOOTHS, *names)
            found += (
                _kept(name, answer[place : place + _FIELDS])
                for name, place in zip(names, range(0, len(answer), _FIELDS), strict=True)
            )
        return tuple(found)

    async def request_help(self, booth_id: str, location: str, nonce: str) -> HelpRequest:
        """Ask for somebody to come to a booth; while that is open, it is the same request."""
        return _help(
            (await self._run(ScriptName.REQUEST_HELP, booth_id, location, "", nonce, HELP_LAPSES_MS))[0]
        )

    async def request_help_in_call(self, call_id: str, by: str, nonce: str) -> HelpRequest:
        """Ask for somebody to come to the booth of a call one takes part in.

        Raises ``Refusal``: ``no_such_call``, ``not_a_participant``, ``wrong_state`` when it ended.
        """
        return _help((await self._run(ScriptName.REQUEST_HELP, by, "", call_id, nonce, HELP_LAPSES_MS))[0])

    async def acknowledge_help(self, help_id: str, by: str) -> HelpRequest:
        """Say that somebody is on the way.

        Raises ``Refusal``: ``no_such_help`` when it is over, ``already_taken`` when it is somebody else.
        """
        return _help((await self._run(ScriptName.ACKNOWLEDGE_HELP, help_id, by, HELP_ARRIVES_MS))[0])

    async def end_help(self, booth_id: str, reason: HelpEnd, by: str, help_id: str = "") -> None:
        """Say that nobody is wanted at a booth any more; ``help_id`` = of this request only."""
        await self._run(ScriptName.END_HELP, booth_id, reason, by, help_id)

    async def offer_enrolment(self, booth_id: str, code: str, by: str) -> None:
        """Let one device become this booth with ``code``, within ``CODE_TTL_MS``; an older code is void."""
        await self._run(ScriptName.OFFER_ENROLMENT, booth_id, _digest(code), CODE_TTL_MS, by)

    async def enrol(self, code: str, token: str, key: str, *, before: str = "") -> str:
        """Let who shows ``token`` be the booth that the code is for, and return that; nobody else is it then.

        ``key``: by which the device proves itself; it is kept with the token. A device is one booth: what it
        was by the token that it showed ``before``, it is no longer.

        Raises ``Refusal``: ``wrong_code``.
        """
        answer = await self._run(
            ScriptName.ENROL_BOOTH,
            _digest(code),
            _digest(token),
            DEVICE_TTL_MS,
            key,
            before and _digest(before),
        )
        return str(answer[0])

    async def revoke(self, booth_id: str, by: str) -> bool:
        """Let nobody be this booth; False when nobody was."""
        return bool((await self._run(ScriptName.REVOKE_BOOTH, booth_id, by))[0])


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _help(text: str) -> HelpRequest:
    return HelpRequest.kept(text)


def _kept(booth_id: str, fields: Sequence[str | int]) -> KeptBooth:
    online, enrolled, report, reported_at, wanted, use, use_since = fields
    return KeptBooth(
        booth_id=booth_id,
        online=bool(online),
        enrolled=bool(enrolled),
        report=DeviceReport.kept(str(report)) if report else None,
        reported_at=int(reported_at) if reported_at else None,
        help=_help(str(wanted)) if wanted else None,
        use=BoothUse(str(use)),
        use_since=int(use_since) if use_since else None,
    )
