"""The rooms of a relay: which legs are in them, what flows between those, and who hears of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial

from callrouter.model.media import Audience, LegSnapshot, LegState, RelaySnapshot, RoomSnapshot, Slots
from callrouter.relay.api import RelayListener
from callrouter.relay.forwarding.forwarder import Forwarder
from callrouter.relay.forwarding.isolation import run_all
from callrouter.relay.rooms.leg import Leg
from callrouter.relay.rooms.room import Room
from callrouter.relay.sdp.offer import SLOTS

_Who = tuple[str, str]


class Switchboard:
    """Makes the routes of a forwarder be what the rooms' rules say, and tells the listener what changed.

    After every change what should flow is compared with what flows: there is no other way to a route.
    """

    def __init__(self, forwarder: Forwarder, listener: RelayListener) -> None:
        self._forwarder = forwarder
        self._listener = listener
        self._rooms: dict[str, Room] = {}
        self._legs: dict[_Who, Leg] = {}
        #: whose slots changed since the listener was told
        self._untold: dict[_Who, None] = {}

    def __iter__(self) -> Iterator[Leg]:
        return iter(list(self._legs.values()))

    def __len__(self) -> int:
        return len(self._legs)

    @property
    def rooms(self) -> int:
        """How many rooms there are."""
        return len(self._rooms)

    def leg(self, room: str, participant: str) -> Leg | None:
        """Return a participant's leg; None for somebody who isn't here."""
        return self._legs.get((room, participant))

    def legs(self, room: str) -> list[Leg]:
        """Return the legs of a room; none for a room that isn't there."""
        return [self._legs[room, participant] for participant in self._rooms.get(room, ())]

    def place(self, leg: Leg, audience: Audience) -> None:
        """Put a leg into its room under these rules, instead of the one before it, or let a renewed one stay.

        Its slots are told in any case: its page has forgotten them.
        """
        self._legs[leg.room, leg.participant] = leg
        room = self._rooms.setdefault(leg.room, Room())
        room.join(leg.participant)
        room.rule(audience)
        leg.slots = None
        leg.video_codec = leg.suitable_codec(self._viewers(leg))
        self._settle(leg.room)

    def remove(self, leg: Leg) -> None:
        """Take a participant out of its room."""
        del self._legs[leg.room, leg.participant]
        room = self._rooms[leg.room]
        room.leave(leg.participant)
        if len(room):
            self._settle(leg.room)
        else:
            del self._rooms[leg.room]

    def rule(self, room: str, audience: Audience) -> None:
        """Put other rules in force; nothing happens in a room that isn't there."""
        if room in self._rooms:
            self._rooms[room].rule(audience)
            self._settle(room)

    def share(self, room: str, participant: str, *, on: bool) -> None:
        """Begin or end sharing; raise ShareTaken while somebody else does."""
        if room in self._rooms:
            self._rooms[room].share(participant, on=on)
            self._settle(room)

    def slots(self, room: str, participant: str) -> Slots:
        """Return who is in this participant's slots; nobody for somebody who isn't here."""
        leg = self.leg(room, participant)
        if leg is None:
            return Slots(people=(None,) * SLOTS)
        return self._rooms[room].slots(participant, leg.media.paused)

    def snapshot(self) -> RelaySnapshot:
        """Return everything kept of calls."""
        return RelaySnapshot(
            rooms=tuple(
                RoomSnapshot(
                    room=name,
                    legs=tuple(
                        LegSnapshot(
                            participant_id=leg.participant,
                            state=leg.told or LegState.CONNECTING,
                            slots=room.slots(leg.participant, leg.media.paused),
                        )
                        for leg in self.legs(name)
                    ),
                    audience=room.audience,
                    sharer=room.sharer,
                    speakers=room.speakers.present,
                )
                for name, room in self._rooms.items()
            )
        )

    def tick(self, now: float) -> None:
        """Tell what time has changed; to be called every 50 ms.

        Raise ExceptionGroup when some of it met a bug, here or in the listener; the rest is told.
        """
        run_all(
            [
                *(partial(self._poll, leg, now) for leg in self),
                *(partial(self._hear, name, room, now) for name, room in self._rooms.items()),
            ]
        )

    def _poll(self, leg: Leg, now: float) -> None:
        state = leg.transport.liveness.poll(now)
        if state is not leg.told:
            unsettled = LegState.GONE in {state, leg.told}
            leg.told = state
            if unsettled:
                self._settle(leg.room)
            self._listener.leg_changed(leg.room, leg.participant, state)
        if leg.media.paused != leg.paused:
            leg.paused = leg.media.paused
            self._settle(leg.room)
        if leg.asks(now):
            self._listener.offer_wanted(leg.room, leg.participant)
        quality = leg.measure(state, now)
        if quality is not None:
            self._listener.quality_measured(leg.room, quality)

    def _hear(self, name: str, room: Room, now: float) -> None:
        speaking = [leg.participant for leg in self.legs(name) if leg.media.voice.speaks(now)]
        if room.speakers.changed(filter(room.is_public, speaking), now):
            self._listener.speakers_changed(name, room.speakers.present)

    def _settle(self, name: str) -> None:
        room = self._rooms[name]
        for leg in self.legs(name):
            # Nothing is sent to who is gone: where it was, there may be somebody else by now (RFC 7675).
            routes = {} if leg.told is LegState.GONE else room.routes(leg.participant)
            wanted = {slot: self._legs[name, publisher].number for slot, publisher in routes.items()}
            for slot in leg.receives.keys() - wanted.keys():
                self._forwarder.remove_route(leg.number, slot)
            for slot, number in wanted.items():
                if leg.receives.get(slot) != number:
                    self._forwarder.add_route(number, leg.number, slot)
            leg.receives = wanted
            leg.must_offer = leg.suitable_codec(self._viewers(leg)) is not leg.video_codec
            slots = room.slots(leg.participant, leg.media.paused)
            if slots != leg.slots:
                leg.slots = slots
                self._tell(leg)

    def _viewers(self, leg: Leg) -> list[Leg]:
        """Return the legs that may receive this one."""
        admits = self._rooms[leg.room].audience.admits
        return [
            viewer
            for viewer in self.legs(leg.room)
            if viewer is not leg and admits(leg.participant, viewer.participant)
        ]

    def _tell(self, leg: Leg) -> None:
        if not self._untold:
            asyncio.get_running_loop().call_soon(self._tell_slots)
        self._untold[leg.room, leg.participant] = None

    def _tell_slots(self) -> None:
        untold, self._untold = self._untold, {}
        legs = [leg for who in untold if (leg := self._legs.get(who)) is not None]
        run_all(
            partial(self._listener.slots_changed, leg.room, leg.participant, leg.slots)
            for leg in legs
            if leg.slots is not None
        )
