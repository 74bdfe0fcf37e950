"""The ``callrouter kiosk`` command: how booths are, and which device may be which; beside a running node."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, TextIO

from callrouter.model.booths import BoothStanding
from callrouter.model.directory import Directory
from callrouter.model.refusal import Refusal
from callrouter.services.booths import Booths
from callrouter.services.locations import Locations
from callrouter.services.special_days import SpecialDays
from signaling.sessions.clock import now_ms
from signaling.settings import Settings
from signaling.stores import beside_node
from signaling.terminal import aligned

#: Who offers and revokes, in the journal.
_OPERATOR: Final = "operator"


class KioskAction(StrEnum):
    """What is to be done."""

    LIST = "list"
    ENROL = "enrol"
    REVOKE = "revoke"


async def administer(
    settings: Settings, directory: Directory, action: KioskAction, booth: str, *, out: TextIO
) -> int:
    """Carry out an action on a booth, whose name needs no ``booth:`` before it. Returns 0, or 1 if refused.

    Raises ``QueueServerError`` when no node runs on what the settings name.
    """
    booth_id = booth if booth.startswith("booth:") else f"booth:{booth}"
    async with beside_node(settings) as stores:
        special_days = SpecialDays(stores.documents, directory, now=now_ms)
        await special_days.load()
        locations = Locations(
            stores.engine,
            directory,
            respect_hours=settings.respect_hours,
            now=now_ms,
            special_days=special_days,
        )
        booths = Booths(stores.booths, directory, locations, now=now_ms)
        try:
            if action is KioskAction.LIST:
                print("\n".join(_table(await booths.standings())), file=out)
            elif action is KioskAction.ENROL:
                code, expires_at = await booths.offer_enrolment(booth_id, _OPERATOR)
                until = datetime.fromtimestamp(expires_at / 1000, tz=UTC).astimezone()
                print(f"{code}\ntype it in at {booth_id} before {until:%H:%M}; it is good once", file=out)
            else:
                was = await booths.revoke(booth_id, _OPERATOR)
                print(f"{booth_id}: {'revoked' if was else 'no device was enrolled'}", file=out)
        except Refusal:
            known = ", ".join(each.booth_id for each in directory.booths)
            print(f"{booth_id} is not in the directory; it has {known or 'no booths'}", file=out)
            return 1
    return 0


def _table(standings: Iterable[BoothStanding]) -> list[str]:
    rows = [("BOOTH", "LOCATION", "ENROLLED", "STATE", "TROUBLE")]
    for each in standings:
        state = "online" if each.online else "offline" if each.reported_at else "never used"
        enrolled = "yes" if each.enrolled else "no"
        rows.append((each.booth_id, each.location, enrolled, state, ", ".join(each.troubles) or "-"))
    return aligned(rows)
