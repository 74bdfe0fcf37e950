"""A planned conversation as an entry for calendars (RFC 5545, RFC 5546)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

_LENGTH: Final = timedelta(minutes=30)
_MAKER: Final = "-//callrouter//callbacks//EN"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What stands in a calendar. The same ``uid`` with a higher ``revision`` replaces an earlier entry."""

    uid: str
    revision: int
    #: When it was written, and when the conversation begins; UTC epoch ms.
    at: int
    starts_at: int
    title: str
    description: str
    #: Whether it takes the earlier entry away.
    canceled: bool = False


def calendar_file(entry: Entry) -> str:
    """Return a calendar file with one entry."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.revision)
    event.add("dtstamp", _moment(entry.at))
    event.add("dtstart", _moment(entry.starts_at))
    event.add("dtend", _moment(entry.starts_at) + _LENGTH)
    event.add("summary", entry.title)
    event.add("description", entry.description)
    event.add("status", "CANCELLED" if entry.canceled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if entry.canceled else "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at // 1000, tz=UTC)
