"""One relay process: rooms of participants who see and hear each other through one UDP port."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final, Protocol

from callrouter.model.media import LegState
from callrouter.relay.candidates import announceable, bindable, candidate_lines
from callrouter.relay.counters import RelayStats
from callrouter.relay.dtls import Certificate, generate_certificate
from callrouter.relay.forwarder import Forwarder
from callrouter.relay.leg import Leg, new_ice_credentials, new_media_parameters
from callrouter.relay.leg_transport import LegTransport
from callrouter.relay.offer import SLOTS, Offer, parse_offer
from callrouter.relay.port import MediaPort
from callrouter.relay.slots import SlotTable
from callrouter.relay.srtp import PacketBuffer

#: seconds between two rounds of feedback, retries and liveness
TICK: Final = 0.05

_Who = tuple[str, str]


class RelayListener(Protocol):
    """Who is told what happens. Called from the event loop, after the call that caused it has returned."""

    def slots_changed(self, room: str, participant: str, slots: tuple[str | None, ...]) -> None:
        """Tell who is in this participant's slots now; the index is the slot."""

    def leg_changed(self, room: str, participant: str, state: LegState) -> None:
        """Tell the new state of this participant's leg."""


class RelayEngine:
    """A media relay; room and participant are opaque.

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
        self._rooms: dict[str, SlotTable] = {}
        self._legs: dict[_Who, Leg] = {}
        #: room -> who is on hold there
        self._apart: dict[str, str] = {}
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

    async def connect(self, room: str, participant: str, sdp_offer: str) -> str:
        """Answer a participant's offer and put it into the others' slots; return the SDP answer.

        Connecting again replaces the participant's leg and everybody keeps the slots; a re-offer of the same
        connection (an ICE restart) keeps the leg as well. Raise OfferRejected and change nothing for an offer
        that can't be answered, RuntimeError unless started.
        """
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
        return leg.answer(
            fingerprint=self._certificate.fingerprint, candidates=candidate_lines(self._announced, self.port)
        )

    def slots(self, room: str, participant: str) -> tuple[str | None, ...]:
        """Return who is in this participant's slots; all None for somebody who isn't connected."""
        table = self._rooms.get(room)
        return table.of(participant) if table is not None else (None,) * SLOTS

    def set_apart(self, room: str, participant: str | None) -> None:
        """Keep this participant's media from the others of a room, and theirs from it; None = nobody's.

        Everybody keeps their slots, so that coming together again renegotiates nothing. It may be said before
        anybody has connected.
        """
        before = self._apart.get(room)
        if before == participant:
            return
        if participant is None:
            del self._apart[room]
        else:
            self._apart[room] = participant
        table = self._rooms.get(room, ())
        for viewer in table:
            for slot, occupant in enumerate(self.slots(room, viewer)):
                if {viewer, occupant} & {before, participant}:
                    self._fill(room, viewer, slot, occupant)

    def disconnect(self, room: str, participant: str) -> None:
        """Remove a participant and its leg; nothing happens if it isn't there."""
        leg = self._legs.get((room, participant))
        if leg is None:
            return
        self._drop_leg(leg, reason="disconnected")
        table = self._rooms[room]
        for viewer, slot in table.leave(participant):
            self._fill(room, viewer, slot, table.of(viewer)[slot])
            self._tell_slots(room, viewer)
        if not len(table):
            del self._rooms[room]

    def close_room(self, room: str) -> None:
        """Disconnect everybody in a room, and forget it; nothing happens if there is nobody."""
        self._apart.pop(room, None)
        for participant in list(self._rooms.get(room, ())):
            self.disconnect(room, participant)

    def stats(self) -> RelayStats:
        """Return the figures of this relay."""
        return RelayStats(legs=len(self._legs), rooms=len(self._rooms), **asdict(self._counters))

    async def close(self) -> None:
        """Disconnect everybody, free the port and wait for every task; the listener hears no more."""
        for room in list(self._rooms):
            self.close_room(room)
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
        self._tell_slots(leg.room, leg.participant)

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
        self._place(leg)
        return leg

    def _place(self, leg: Leg) -> None:
        """Route a new leg: into the slots of its room, and the others into its own."""
        table = self._rooms.setdefault(leg.room, SlotTable(SLOTS))
        changed = {viewer for viewer, _ in table.join(leg.participant)} | {leg.participant}
        for slot, occupant in enumerate(table.of(leg.participant)):
            self._fill(leg.room, leg.participant, slot, occupant)
        for viewer in table:
            if leg.participant in table.of(viewer):
                self._fill(leg.room, viewer, table.of(viewer).index(leg.participant), leg.participant)
        for viewer in table:
            if viewer in changed:
                self._tell_slots(leg.room, viewer)

    def _fill(self, room: str, viewer: str, slot: int, occupant: str | None) -> None:
        subscriber = self._legs[room, viewer].number
        apart = self._apart.get(room)
        if occupant is None or apart in {viewer, occupant}:
            self._forwarder.remove_route(subscriber, slot)
        else:
            self._forwarder.add_route(self._legs[room, occupant].number, subscriber, slot)

    def _drop_leg(self, leg: Leg, *, reason: str) -> None:
        """Take a leg out at once, and let its goodbye happen in the background."""
        del self._legs[leg.room, leg.participant]
        self._forwarder.remove(leg.number)
        self._port.remove(leg.transport)
        leg.transport.shut()
        handshake = self._handshakes.pop(leg.number)
        task = asyncio.ensure_future(leg.close(handshake, reason=reason, now=time.monotonic()))
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

    def _tell_slots(self, room: str, participant: str) -> None:
        if self._loop is not None:
            self._loop.call_soon(self._hear_slots, room, participant, self.slots(room, participant))

    def _hear_slots(self, room: str, participant: str, slots: tuple[str | None, ...]) -> None:
        if (room, participant) in self._legs:
            self._listener.slots_changed(room, participant, slots)
