"""One relay process: rooms of participants who see and hear each other through one UDP port."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import Final

from callrouter.model.media import Audience, RelaySnapshot, Slots
from callrouter.relay.api import RelayListener
from callrouter.relay.forwarding.counters import RelayStats
from callrouter.relay.forwarding.forwarder import Forwarder
from callrouter.relay.forwarding.isolation import run_all
from callrouter.relay.rooms.leg import Leg, new_ice_credentials, new_media_parameters
from callrouter.relay.rooms.switchboard import Switchboard
from callrouter.relay.sdp.candidates import announceable, bindable, candidate_lines
from callrouter.relay.sdp.offer import Offer
from callrouter.relay.sdp.offer_parser import parse_offer
from callrouter.relay.transport.consent import PeerIce
from callrouter.relay.transport.dtls import Certificate, generate_certificate
from callrouter.relay.transport.leg_transport import LegTransport
from callrouter.relay.transport.port import MediaPort

#: seconds between two rounds of feedback, retries and liveness
TICK: Final = 0.05


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
        self._forwarder = Forwarder()
        self._counters = self._forwarder.stats()
        self._port = MediaPort(self._counters)
        self._switchboard = Switchboard(self._forwarder, listener)
        self._handshakes: dict[int, asyncio.Task[None]] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._numbers = itertools.count(1)
        self._certificate: Certificate | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ticker: asyncio.TimerHandle | None = None

    @property
    def port(self) -> int:
        """The port number, of UDP and TCP; 0 unless started."""
        return self._port.number

    async def start(self) -> None:
        """Bind one UDP port, the same on each host, and make the certificate; OSError if it is taken."""
        self._loop = asyncio.get_running_loop()
        self._certificate = generate_certificate()
        await self._port.open(self._hosts, self._wanted_port, self._loop)
        self._ticker = self._loop.call_later(TICK, self._tick)

    async def connect(self, room: str, participant: str, sdp_offer: str, audience: Audience) -> str:
        """Answer a participant's offer, under these rules; RuntimeError unless started."""
        if self._loop is None or self._certificate is None:
            raise RuntimeError("the relay isn't started")
        offer = parse_offer(sdp_offer)
        leg = self._switchboard.leg(room, participant)
        if leg is not None and offer.continues(leg.offer) and not leg.transport.liveness.ended:
            self._restart_ice(leg, offer)
        else:
            if leg is not None:
                self._drop_leg(leg, reason="replaced")
            leg = self._new_leg(room, participant, offer, self._certificate, self._loop)
        self._switchboard.place(leg, audience)
        candidates = candidate_lines(self._announced, self.port)
        return leg.answer(fingerprint=self._certificate.fingerprint, candidates=candidates)

    async def set_audience(self, room: str, audience: Audience) -> None:
        """Rule who receives whom from now on; nothing happens in a room that isn't there."""
        self._switchboard.rule(room, audience)

    async def share(self, room: str, participant: str, *, on: bool) -> None:
        """Show the others what `participant` shares, or stop; one at a time: raise ShareTaken.

        Nothing happens for a participant that isn't there.
        """
        self._switchboard.share(room, participant, on=on)

    async def disconnect(self, room: str, participant: str) -> None:
        """Remove a participant and its leg; nothing happens if it isn't there."""
        leg = self._switchboard.leg(room, participant)
        if leg is not None:
            self._disconnect(leg)

    async def close_room(self, room: str) -> None:
        """Disconnect everybody in a room, and forget it; nothing happens if there is nobody."""
        for leg in self._switchboard.legs(room):
            self._disconnect(leg)

    def slots(self, room: str, participant: str) -> Slots:
        """Return who is in this participant's slots; nobody for somebody who isn't connected."""
        return self._switchboard.slots(room, participant)

    def snapshot(self) -> RelaySnapshot:
        """Return everything kept of calls."""
        return self._switchboard.snapshot()

    def stats(self) -> RelayStats:
        """Return the figures of this relay."""
        return RelayStats(
            legs=len(self._switchboard),
            rooms=self._switchboard.rooms,
            unplayable=sum(leg.media.unplayable for leg in self._switchboard),
            **asdict(self._counters),
        )

    async def close(self) -> None:
        """Disconnect everybody, free the port and wait for every task; the listener hears no more."""
        for leg in self._switchboard:
            self._disconnect(leg)
        while self._closing:
            await asyncio.gather(*self._closing)
        if self._ticker is not None:
            self._ticker.cancel()
            self._ticker = None
        await self._port.close()
        self._loop = None

    def _restart_ice(self, leg: Leg, offer: Offer) -> None:
        """Renew the ICE credentials of a leg when the re-offer has new ones; everything else goes on.

        The old user fragment is forgotten, so that checks made under it can't move the path (RFC 8445 2.4).
        """
        if offer.ice_ufrag != leg.offer.ice_ufrag:
            self._port.forget_ufrag(leg.transport.ice_ufrag)
            leg.transport.ice_ufrag, leg.transport.ice_pwd = new_ice_credentials()
            leg.transport.peer = _peer_ice(offer, leg.transport.ice_ufrag)
            self._port.add(leg.transport)
        leg.renew(offer)

    def _new_leg(
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
            peer=_peer_ice(offer, ufrag),
            outgoing=self._port.outgoing,
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
        self._port.add(transport)
        self._handshakes[number] = loop.create_task(leg.secure(time.monotonic))
        return leg

    def _disconnect(self, leg: Leg) -> None:
        self._drop_leg(leg, reason="disconnected")
        self._switchboard.remove(leg)

    def _drop_leg(self, leg: Leg, *, reason: str) -> None:
        """Take a leg out at once, and let its goodbye happen in the background."""
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
        parts = (self._forwarder.tick, self._switchboard.tick, self._port.tick)
        try:
            run_all(partial(part, now) for part in parts)
        except ExceptionGroup as errors:
            self._loop.call_exception_handler({"message": "a tick met bugs", "exception": errors})


def _peer_ice(offer: Offer, ours: str) -> PeerIce:
    return PeerIce(f"{offer.ice_ufrag}:{ours}", offer.ice_pwd)
