"""The ``callrouter location`` command: what locations do, and their doors; beside a running node."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, TextIO
from zoneinfo import ZoneInfo

import uvloop

from callrouter.model.directory import Directory, Location
from callrouter.model.doors import ClosingReason, Notice
from callrouter.model.refusal import Refusal
from callrouter.model.steering_events import Deed
from callrouter.services.locations import Locations
from callrouter.services.special_days import SpecialDays
from signaling.commands.directories import directory_of
from signaling.commands.options import Commands, add_action, add_beside_node, add_group, line
from signaling.commands.terminal import aligned
from signaling.http.api.special_days import plan_of
from signaling.sessions.clock import now_ms
from signaling.settings import Settings
from signaling.stores import beside_node

#: Who closes and opens, in the journal.
_OPERATOR: Final = "operator"


class LocationAction(StrEnum):
    """What is to be done."""

    LIST = "list"
    CLOSE = "close"
    OPEN = "open"
    HOURS = "hours"


@dataclass(frozen=True, kw_only=True)
class Door:
    """Which location is meant; and of a closing, what visitors read and why."""

    location: str
    reason: ClosingReason | None = None
    line: str = ""
    why: str = ""


def add(commands: Commands) -> None:
    """Add the command."""
    actions = add_group(commands, "location", "tell how locations are, close one for now, or open it", run)
    for action, purpose in (
        (LocationAction.LIST, "tell which locations there are, and whether they take calls"),
        (LocationAction.CLOSE, "close a location for new calls; calls that wait go on waiting"),
        (LocationAction.OPEN, "open a location that was closed by hand"),
        (LocationAction.HOURS, "tell the hours of the coming fourteen days, and why they are so"),
    ):
        command = add_action(actions, action, purpose)
        if action is not LocationAction.LIST:
            command.add_argument("location", metavar="LOCATION", help="as the directory names it")
        if action is LocationAction.CLOSE:
            command.add_argument(
                "--reason",
                type=ClosingReason,
                choices=list(ClosingReason),
                help="what visitors read in their language",
            )
            command.add_argument(
                "--line", type=line, default="", help="what they read as it is, 200 characters at most"
            )
        if action in {LocationAction.CLOSE, LocationAction.OPEN}:
            command.add_argument("--why", type=line, default="", help="for the audit trail")
        add_beside_node(command)


def run(arguments: Namespace, settings: Settings) -> int:
    """Carry out the action, beside a running node."""
    directory = directory_of(settings, demo=arguments.demo)
    door = Door(
        location=getattr(arguments, "location", ""),
        reason=getattr(arguments, "reason", None),
        line=getattr(arguments, "line", ""),
        why=getattr(arguments, "why", ""),
    )
    action = LocationAction(arguments.action)
    return uvloop.run(administer_locations(settings, directory, action, door, out=sys.stdout))


async def administer_locations(
    settings: Settings, directory: Directory, action: LocationAction, door: Door, *, out: TextIO
) -> int:
    """Carry out an action. Returns 0, or 1 if refused.

    Raises ``QueueServerError`` when no node runs on what the settings name.
    """
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
        await locations.load()
        deed = Deed(_OPERATOR, door.why)
        try:
            match action:
                case LocationAction.CLOSE:
                    notice = Notice(reason=door.reason, line=door.line)
                    await locations.close(door.location, deed, notice, seen=0)
                case LocationAction.OPEN:
                    await locations.open(door.location, deed, seen=0)
                case LocationAction.HOURS:
                    plan = plan_of(await special_days.planned(door.location))
                    rows = [("DATE", "HOURS", "WHY", "LINE")]
                    for each in plan.days:
                        hours = f"{each.opens}-{each.closes}" if each.opens else "closed"
                        rows.append((each.day.isoformat(), hours, each.why, each.line or "-"))
                    print("\n".join(aligned(rows)), file=out)
                case LocationAction.LIST:
                    print("\n".join(_table(directory, locations)), file=out)
        except Refusal as refusal:
            known = ", ".join(each.location_id for each in directory.locations)
            print(f"{door.location}: {refusal.code}; locations are {known or 'none'}", file=out)
            return 1
    return 0


def _table(directory: Directory, locations: Locations) -> list[str]:
    rows = [("LOCATION", "STATE", "OPENS", "CLOSED BY", "REASON")]
    for place in directory.locations:
        closing = locations.closing(place)
        state = "open" if locations.is_open(place) else "closed by hand" if closing else "closed"
        reason = (closing.reason or "-") if closing else "-"
        rows.append(
            (place.location_id, state, _opens(place, locations), closing.by if closing else "-", reason)
        )
    return aligned(rows)


def _opens(place: Location, locations: Locations) -> str:
    at = locations.opens_at(place)
    if at is None:
        return "-"
    return f"{datetime.fromtimestamp(at / 1000, tz=UTC).astimezone(ZoneInfo(place.timezone)):%Y-%m-%d %H:%M}"
