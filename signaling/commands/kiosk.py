"""The ``callrouter kiosk`` command: how booths are, and which device may be which; beside a running node."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, TextIO

import uvloop

from callrouter.model.booths import BoothStanding
from callrouter.model.directory import Directory
from callrouter.model.refusal import Refusal
from callrouter.services.booths import Booths
from callrouter.services.locations import Locations
from callrouter.services.special_days import SpecialDays
from signaling.commands.directories import directory_of
from signaling.commands.options import Commands, add_action, add_beside_node, add_group
from signaling.commands.terminal import aligned
from signaling.sessions.clock import now_ms
from signaling.settings import Settings
from signaling.stores import beside_node

#: Who offers and revokes, in the journal.
_OPERATOR: Final = "operator"


class KioskAction(StrEnum):
    """What is to be done."""

    LIST = "list"
    ENROL = "enrol"
    REVOKE = "revoke"


def add(commands: Commands) -> None:
    """Add the command."""
    actions = add_group(commands, "kiosk", "tell how booths are, let a device be one, or be one no more", run)
    for action, purpose in (
        (KioskAction.LIST, "tell which booths there are and how they do"),
        (KioskAction.ENROL, "make a code that lets one device be a booth; typed in at its screen"),
        (KioskAction.REVOKE, "let no device be a booth any more; its page ends at once"),
    ):
        command = add_action(actions, action, purpose)
        if action is not KioskAction.LIST:
            command.add_argument(
                "booth", metavar="BOOTH", help="as the directory names it, like booth:room-1"
            )
        add_beside_node(command)


def run(arguments: Namespace, settings: Settings) -> int:
    """Carry out the action, beside a running node."""
    directory = directory_of(settings, demo=arguments.demo)
    action, booth = KioskAction(arguments.action), getattr(arguments, "booth", "")
    return uvloop.run(administer(settings, directory, action, booth, out=sys.stdout))


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
