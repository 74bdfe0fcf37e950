"""What a node knows of one relay: whether it is attached, and who is connected there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from callrouter.model.media import (
    Audience,
    LegQuality,
    LegState,
    LegSummary,
    RelayRecord,
    RelaySnapshot,
    RoomSnapshot,
    Slots,
)


@dataclass
class KnownLeg:
    """A participant's connection. ``slots``: None until the relay has said it."""

    state: LegState = LegState.CONNECTING
    slots: Slots | None = None


@dataclass
class KnownRoom:
    """A call's media on one relay. Whoever was disconnected by another node may still stand in it."""

    legs: dict[str, KnownLeg] = field(default_factory=dict)
    #: By whose rules it goes; None: another node may have said something else since.
    audience: Audience | None = None
    speakers: tuple[str, ...] = ()
    #: Whether what the relay says of it has not been passed on, as the call was unknown.
    untold: bool = True
    #: When it is closed because its call lives elsewhere; by the event loop's clock.
    closes_at: float | None = None


class RelayObserver(Protocol):
    """Who is told what a relay says, after it has been noted."""

    def attached(self, relay: KnownRelay) -> None:
        """Tell that it can be asked, and that all its rooms may be other than they were."""

    def detached(self, relay: KnownRelay) -> None:
        """Tell that it can't be reached."""

    def vanished(self, relay: KnownRelay) -> None:
        """Tell that nobody is where it was."""

    def slots_changed(self, relay: KnownRelay, room: str, participant: str) -> None:
        """Tell that somebody has others in their slots."""

    def leg_changed(self, relay: KnownRelay, room: str, participant: str) -> None:
        """Tell that somebody's leg is in another state."""

    def speakers_changed(self, relay: KnownRelay, room: str) -> None:
        """Tell that others speak."""

    def offer_wanted(self, relay: KnownRelay, room: str, participant: str) -> None:
        """Tell that somebody must offer again."""

    def quality_measured(self, relay: KnownRelay, room: str, quality: LegQuality) -> None:
        """Tell how a leg did."""

    def leg_ended(self, relay: KnownRelay, room: str, summary: LegSummary) -> None:
        """Tell how a leg did that is no more."""


class KnownRelay:
    """One relay as it tells of itself; a ``ControlListener``.

    Rooms to look after are marked, and taken by one task.
    """

    def __init__(self, record: RelayRecord, observer: RelayObserver) -> None:
        self.relay_id = record.relay_id
        self.control_url = record.control_url
        self.rooms: dict[str, KnownRoom] = {}
        self.is_attached = False
        #: Whether this node has ever reached it.
        self.was_attached = False
        self._observer = observer
        self._marked: dict[str, None] = {}
        self._work = asyncio.Event()

    def mark(self, rooms: Iterable[str]) -> None:
        """Have rooms looked after."""
        self._marked.update(dict.fromkeys(rooms))
        self._work.set()

    def doubt(self, room: str) -> None:
        """Have a room ruled anew: somebody may have put other rules in force than this node knows."""
        if room in self.rooms:
            self.rooms[room].audience = None
        self.mark([room])

    async def marked(self) -> tuple[str, ...]:
        """Take all rooms to look after, as soon as there are any."""
        while not self._marked:
            self._work.clear()
            await self._work.wait()
        rooms, self._marked = tuple(self._marked), {}
        return rooms

    def attached(self, snapshot: RelaySnapshot) -> None:
        """See ``ControlListener``; so are the others."""
        self.is_attached = self.was_attached = True
        self.rooms = {room.room: _known(room) for room in snapshot.rooms}
        self.mark(self.rooms)
        self._observer.attached(self)

    def detached(self) -> None:
        """Keep what was known: media goes on."""
        self.is_attached = False
        self._observer.detached(self)

    def vanished(self) -> None:
        """Hear that the process is gone."""
        self._observer.vanished(self)

    def slots_changed(self, room: str, participant: str, slots: Slots) -> None:
        """Note who is in somebody's slots."""
        known = self.rooms.setdefault(room, KnownRoom())
        known.legs.setdefault(participant, KnownLeg()).slots = slots
        # Told whenever somebody connects: who connected them may have known of other rules, and be gone.
        self.doubt(room)
        self._observer.slots_changed(self, room, participant)

    def leg_changed(self, room: str, participant: str, state: LegState) -> None:
        """Note how a leg is."""
        known = self.rooms.setdefault(room, KnownRoom())
        known.legs.setdefault(participant, KnownLeg()).state = state
        self._observer.leg_changed(self, room, participant)

    def speakers_changed(self, room: str, speakers: tuple[str, ...]) -> None:
        """Note who speaks."""
        if room in self.rooms:
            self.rooms[room].speakers = speakers
            self._observer.speakers_changed(self, room)

    def offer_wanted(self, room: str, participant: str) -> None:
        """Pass it on."""
        self._observer.offer_wanted(self, room, participant)

    def quality_measured(self, room: str, quality: LegQuality) -> None:
        """Pass it on."""
        self._observer.quality_measured(self, room, quality)

    def leg_ended(self, room: str, summary: LegSummary) -> None:
        """Pass it on. The participant may have a new leg already."""
        self._observer.leg_ended(self, room, summary)


def _known(room: RoomSnapshot) -> KnownRoom:
    return KnownRoom(
        legs={leg.participant_id: KnownLeg(leg.state, leg.slots) for leg in room.legs},
        audience=room.audience,
        speakers=room.speakers,
    )
