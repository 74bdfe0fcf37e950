"""One relay process: rooms of participants who see and hear each other through one UDP port."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from callrouter.model.media import (
    Audience,
    LegSnapshot,
    LegState,
    RelaySnapshot,
    RoomSnapshot,
    Slots,
)
from callrouter.relay.api import RelayListener
from callrouter.relay.candidates import announceable, bindable, candidate_lines
from callrouter.relay.counters import RelayStats
from callrouter.relay.dtls import Certificate, generate_certificate
from callrouter.relay.forwarder import Forwarder
from callrouter.relay.leg import Leg, new_ice_credentials, new_media_parameters
from callrouter.relay.leg_transport import LegTransport
from callrouter.relay.offer import SLOTS, Offer, parse_offer
from callrouter.relay.port import MediaPort
from callrouter.relay.room import Room
from callrouter.relay.srtp import PacketBuffer

#: seconds between two rounds of feedback, retries and liveness
TICK: Final = 0.05

_Who = tuple[str, str]


class RelayEngine:
    """A media relay in this process (`callrouter.relay.api.Relay`).

    `hosts` are the IP addresses to bind, `announced` those that browsers are told instead, behind a NAT for
    example, or when a wildcard is bound. Raise ValueError if nobody could reach it like that.
    All methods belong to the event loop that `start` ran on.
    """

    def __init__(
        self, *, hosts: Sequence[str], announced: Sequence[str] = (), port: int = 0, listener: RelayListener
    ) -> None:
        self._hosts = bindable(hosts)
        self._announced = announceable(hosts, announced)
        self._wanted_port = port
        self._listener = listener
        self._inbound, self._outbound = PacketBuffer(), PacketBuffer()
        self._forwarder = Forwarder()
        self._counters = self._forwarder.stats()
        self._port = MediaPort(self._inbound, self._counters)
        self._rooms: dict[str, Room] = {}
        self._legs: dict[_Who, Leg] = {}
        #: whose slots changed since the listener was told
        self._untold: dict[_Who, None] = {}
        self._handshakes: dict[int, asyncio.Task[None]] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._numbers = itertools.count(1)
        self._certificate: Certificate | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ticker: asyncio.TimerHandle | None = None

    @property
    def port(self) -> int:
        """The UDP port number; 0 unless started."""
        return self._port.number

    async def start(self) -> None:
        """Bind one UDP port, the same on each host, and make the certificate; OSError if it is taken."""
        self._loop = asyncio.get_running_loop()
        self._certificate = generate_certificate()
        self._port.open(self._hosts, self._wanted_port, self._loop)
        self._ticker = self._loop.call_later(TICK, self._tick)

    async def connect(self, room: str, participant: str, sdp_offer: str, audience: Audience) -> str:
        """Answer a participant's offer, under these rules; RuntimeError unless started."""
        if self._loop is None or self._certificate is None:
            raise RuntimeError("the relay isn't started")
        offer = parse_offer(sdp_offer)
        leg = self._legs.get((room, participant))
        if leg is not None and offer.continues(leg.offer) and not leg.transport.liveness.ended:
            self._restart_ice(leg, offer)
        else:
            if leg is not None:
                self._drop_leg(leg, reason="replaced")
            leg = self._add_leg(room, participant, offer, self._certificate, self._loop)
            self._rooms.setdefault(room, Room()).join(participant)
        leg.slots = None
        self._rooms[room].rule(audience)
        leg.video_codec = leg.suitable_codec(self._viewers(leg))
        self._settle(room)
        candidates = candidate_lines(self._announced, self.port)
        return leg.answer(fingerprint=self._certificate.fingerprint, candidates=candidates)

    async def set_audience(self, room: str, audience: Audience) -> None:
        """Rule who receives whom from now on; nothing happens in a room that isn't there."""
        if room in self._rooms:
            self._rooms[room].rule(audience)
            self._settle(room)

    async def share(self, room: str, participant: str, *, on: bool) -> None:
        """Show the others what `participant` shares, or stop; one at a time: raise ShareTaken.

        Nothing happens for a participant that isn't there.
        """
        if room in self._rooms:
            self._rooms[room].share(participant, on=on)
            self._settle(room)

    async def disconnect(self, room: str, participant: str) -> None:
        """Remove a participant and its leg; nothing happens if it isn't there."""
        self._disconnect(room, participant)

    async def close_room(self, room: str) -> None:
        """Disconnect everybody in a room, and forget it; nothing happens if there is nobody."""
        for participant in list(self._rooms.get(room, ())):
            self._disconnect(room, participant)

    def slots(self, room: str, participant: str) -> Slots:
        """Return who is in this participant's slots; nobody for somebody who isn't connected."""
        if room not in self._rooms:
            return Slots(people=(None,) * SLOTS)
        return self._rooms[room].slots(participant)

    def snapshot(self) -> RelaySnapshot:
        """Return everything kept of calls."""
        return RelaySnapshot(
            rooms=tuple(
                RoomSnapshot(
                    room=name,
                    legs=tuple(
                        LegSnapshot(
                            participant_id=participant,
                            state=self._legs[name, participant].told or LegState.CONNECTING,
                            slots=room.slots(participant),
                        )
                        for participant in room
                    ),
                    audience=room.audience,
                    sharer=room.sharer,
                )
                for name, room in self._rooms.items()
            )
        )

    def stats(self) -> RelayStats:
        """Return the figures of this relay."""
        return RelayStats(
            legs=len(self._legs),
            rooms=len(self._rooms),
            unplayable=sum(leg.media.unplayable for leg in self._legs.values()),
            **asdict(self._counters),
        )

    async def close(self) -> None:
        """Disconnect everybody, free the port and wait for every task; the listener hears no more."""
        for room, participant in list(self._legs):
            self._disconnect(room, participant)
        while self._closing:
            await asyncio.gather(*self._closing)
        if self._ticker is not None:
            self._ticker.cancel()
            self._ticker = None
        self._port.close()
        self._loop = None

    def _restart_ice(self, leg: Leg, offer: Offer) -> None:
        """Renew the ICE credentials of a leg when the re-offer has new ones; everything else goes on.

        The old user fragment is forgotten, so that checks made under it can't move the path (RFC 8445 2.4).
        """
        if offer.ice_ufrag != leg.offer.ice_ufrag:
            self._port.forget_ufrag(leg.transport.ice_ufrag)
            leg.transport.ice_ufrag, leg.transport.ice_pwd = new_ice_credentials()
            self._port.add(leg.transport)
        leg.renew(offer)

    def _add_leg(
        self,
        room: str,
        participant: str,
        offer: Offer,
        certificate: Certificate,
        loop: asyncio.AbstractEventLoop,
    ) -> Leg:
        now, number = time.monotonic(), next(self._numbers)
        ufrag, pwd = new_ice_credentials()
        transport = LegTransport(
            ice_ufrag=ufrag,
            ice_pwd=pwd,
            inbound=self._inbound,
            outbound=self._outbound,
            counters=self._counters,
            certificate=certificate,
            now=now,
        )
        parameters = new_media_parameters(offer)
        leg = Leg(
            number=number,
            room=room,
            participant=participant,
            parameters=parameters,
            transport=transport,
            media=self._forwarder.add_leg(number, parameters, transport),
            now=now,
        )
        self._legs[room, participant] = leg
        self._port.add(transport)
        self._handshakes[number] = loop.create_task(leg.secure(time.monotonic))
        return leg

    def _disconnect(self, name: str, participant: str) -> None:
        leg = self._legs.get((name, participant))
        if leg is None:
            return
        self._drop_leg(leg, reason="disconnected")
        room = self._rooms[name]
        room.leave(participant)
        if len(room):
            self._settle(name)
        else:
            del self._rooms[name]

    def _settle(self, name: str) -> None:
        """Route what a room's rules say now, and let those hear of it whose slots changed."""
        room = self._rooms[name]
        for viewer in room:
            leg = self._legs[name, viewer]
            wanted = {
                slot: self._legs[name, publisher].number for slot, publisher in room.routes(viewer).items()
            }
            for slot in leg.receives.keys() - wanted.keys():
                self._forwarder.remove_route(leg.number, slot)
            for slot, publisher in wanted.items():
                if leg.receives.get(slot) != publisher:
                    self._forwarder.add_route(publisher, leg.number, slot)
            leg.receives = wanted
            leg.must_offer = leg.suitable_codec(self._viewers(leg)) is not leg.video_codec
            slots = room.slots(viewer)
            if slots != leg.slots:
                leg.slots = slots
                self._tell(name, viewer)

    def _viewers(self, leg: Leg) -> list[Leg]:
        """Return the legs that may receive this one."""
        room = self._rooms[leg.room]
        admitted = [
            who for who in room if who != leg.participant and room.audience.admits(leg.participant, who)
        ]
        return [self._legs[leg.room, who] for who in admitted]

    def _tell(self, room: str, participant: str) -> None:
        if self._loop is not None and not self._untold:
            self._loop.call_soon(self._tell_slots)
        self._untold[room, participant] = None

    def _tell_slots(self) -> None:
        untold, self._untold = self._untold, {}
        for room, participant in untold:
            leg = self._legs.get((room, participant))
            if leg is not None and leg.slots is not None:
                self._listener.slots_changed(room, participant, leg.slots)

    def _drop_leg(self, leg: Leg, *, reason: str) -> None:
        """Take a leg out at once, and let its goodbye happen in the background."""
        del self._legs[leg.room, leg.participant]
        self._forwarder.remove(leg.number)
        self._port.remove(leg.transport)
        leg.transport.shut()
        handshake = self._handshakes.pop(leg.number)
        now = time.monotonic()
        if self._loop is not None:
            self._loop.call_soon(self._listener.leg_ended, leg.room, leg.summary(now))
        task = asyncio.ensure_future(leg.close(handshake, reason=reason, now=now))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _tick(self) -> None:
        if self._loop is None:
            return
        self._ticker = self._loop.call_later(TICK, self._tick)
        now = time.monotonic()
        self._forwarder.tick(now)
        for leg in list(self._legs.values()):
            state = leg.transport.liveness.poll(now)
            if state is not leg.told:
                leg.told = state
                self._listener.leg_changed(leg.room, leg.participant, state)
            if leg.asks(now):
                self._listener.offer_wanted(leg.room, leg.participant)
            quality = leg.measure(state, now)
            if quality is not None:
                self._listener.quality_measured(leg.room, quality)
