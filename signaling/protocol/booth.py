"""A booth: the call it asks for, its devices, help at it, and the station it stands in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from callrouter.model.booths import BoothStanding, DeviceReport
from callrouter.model.doors import Notice
from callrouter.model.records import Id, Language, Record
from callrouter.model.states import BoothTrouble, BoothUse, Need, Subject
from callrouter.model.tiles import TileKind, TileShow
from signaling.protocol.request import ClientMessageBase


class CallRequest(ClientMessageBase):
    """A booth asks for a conversation. Repeating it while the call lives answers the same call."""

    type: Literal["call.request"]
    language: Language
    subject: Subject
    needs: Annotated[tuple[Need, ...], Field(max_length=len(Need))] = ()


class CallRate(ClientMessageBase):
    """A booth rates the conversation it had, once."""

    type: Literal["call.rate"]
    call_id: Id
    rating: Annotated[int, Field(ge=1, le=5)]


class BoothReport(ClientMessageBase):
    """A booth says how its devices and its connection are: at its start, at each change, and each minute."""

    type: Literal["booth.report"]
    report: DeviceReport


class HelpRequest(ClientMessageBase):
    """Ask for somebody to come to the booth: by the booth, or with ``call_id`` by the employee in its call.

    While a request is open at the booth, a repeat is the same request.
    """

    type: Literal["help.request"]
    call_id: Id | None = None


class HelpWithdraw(ClientMessageBase):
    """The booth says that nobody need come any more."""

    type: Literal["help.withdraw"]


class HelpAcknowledge(ClientMessageBase):
    """A supervisor, or a service employee of the location, says that they are on the way."""

    type: Literal["help.acknowledge"]
    help_id: Id


class HelpSettle(ClientMessageBase):
    """A supervisor, or a service employee of the location, says that somebody was there."""

    type: Literal["help.settle"]
    help_id: Id


class OpeningTimes(Record):
    """The hours of the next such weekday (1 = Monday), local time as ``HH:MM``; no times = closed all day."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    opens: str | None
    closes: str | None
    #: Whether that date has other hours than the weekday usually has.
    special: bool = False
    #: What visitors read beside that date, as it was written.
    line: str = ""


class TileView(Record):
    """Something on the web that a booth offers beside the call."""

    kind: TileKind
    url: str
    #: In a frame on the booth, or as a QR code to take along.
    show: TileShow
    #: By language; only of a ``link``.
    titles: dict[Language, str]


class ClosingView(Notice):
    """What a supervisor tells at a location they closed."""

    #: Since when, UTC epoch ms.
    at: int
    #: Who it was, by name; for supervisors alone.
    by: str | None = None


class LocationView(Record):
    """The station a booth stands in."""

    location_id: Id
    name: str
    open: bool
    #: Whether a supervisor closed it for now.
    closed_by_hand: bool
    closing: ClosingView | None = None
    #: When it opens next, UTC epoch ms; null while open, or when unknown.
    opens_at: int | None
    timezone: str
    hours: tuple[OpeningTimes, ...]
    #: Where a visitor can ask to be called back instead; null where nobody does that.
    callback_url: str | None = None
    #: Whether a supervisor may join calls from here: visitors are told before they begin.
    may_be_joined: bool = False
    tiles: tuple[TileView, ...] = ()


class QueuePlaced(Record):
    """A waiting booth's place among those who wait for the same people, and about how long it takes."""

    type: Literal["queue.placed"] = "queue.placed"
    call_id: Id
    #: 1 = next.
    position: int
    #: Null for the next in line, and when nobody can say.
    about_minutes: int | None
    #: Whether it takes longer than ``about_minutes``.
    more_than: bool
    #: Between these it takes in three of five cases; null together, when they would say no more.
    from_minutes: int | None
    to_minutes: int | None
    #: Whether an interpreter is looked for as well by now.
    with_interpreter: bool


class LocationChanged(Record):
    """The booth's location, or one of an employee's or supervisor's, opened or closed."""

    type: Literal["location.changed"] = "location.changed"
    location: LocationView


class BoothsChanged(Record):
    """How all booths stand, for supervisors; ``reported_at``, ``use`` and ``use_since`` are null here."""

    type: Literal["booths.changed"] = "booths.changed"
    booths: tuple[BoothStanding, ...]


class StationBooth(Record):
    """A booth as a service employee there sees it: what goes on, and how it is; never who is there."""

    booth_id: Id
    location: Id
    use: BoothUse | None
    #: Since when, where that is known; UTC epoch ms.
    use_since: int | None
    troubles: tuple[BoothTrouble, ...]
    report: DeviceReport | None
    #: When it was last said; UTC epoch ms.
    reported_at: int | None


class ServicePerson(Record):
    """A service employee of the same location."""

    staff_id: Id
    display_name: str
    on_duty: bool


class StationChanged(Record):
    """How the booths of a service employee's locations stand, and who else is posted there."""

    type: Literal["station.changed"] = "station.changed"
    booths: tuple[StationBooth, ...]
    people: tuple[ServicePerson, ...]
