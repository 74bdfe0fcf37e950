"""The media of calls: who may connect to which relay, and who is told what the relays say."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import suppress
from typing import Final, Protocol, assert_never

from callrouter.model.events import Event, MediaMoved, MediaReplaced
from callrouter.model.media import LegQuality, LegState, LegSummary, Slots
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.model.views import MediaHome
from callrouter.policy.media import CloseRoom, Disconnect, Rule, Upkeep, audience_of, upkeep
from callrouter.queueing import QueueEngine, RelayRegistry
from callrouter.relay import RelayLost
from callrouter.services.known_calls import KnownCalls
from callrouter.services.known_relay import KnownRelay
from callrouter.services.leg_records import LegRecords
from callrouter.services.participation import takes_part
from callrouter.services.relay_pool import MakeControl, RelayPool

#: How long connecting may take, a relay that dies meanwhile included. A page tries again after that.
_CONNECT_S: Final = 3.0
_RETRY_S: Final = 0.1
#: A room whose call moved is closed after this long: till then pages hear each other there.
_MOVING_S: Final = 5.0


class MediaUnavailableError(Exception):
    """No relay takes the call now, or the one it lives on doesn't answer; worth trying again."""


class MediaPages(Protocol):
    """Who passes on to the pages what the relays say."""

    def slots_changed(self, call_id: str, participant_id: str, slots: Slots) -> None:
        """Tell ``participant_id`` who is received in which slot."""

    def media_replaced(self, call_id: str, participant_id: str, session_id: str) -> None:
        """Tell the participant's pages which session has the media now."""

    def leg_changed(self, call_id: str, participant_id: str, told: Collection[str], state: LegState) -> None:
        """Tell ``told``, all in the call's media, how the connection of ``participant_id`` fares."""

    def speakers_changed(self, call_id: str, told: Collection[str], speakers: tuple[str, ...]) -> None:
        """Tell ``told`` who speaks."""

    def offer_wanted(self, call_id: str, participant_id: str) -> None:
        """Tell ``participant_id`` to offer again on the same connection."""

    def quality_measured(self, call_id: str, centres: Collection[str], quality: LegQuality) -> None:
        """Tell a participant, and supervisors of the call's centres, how the participant's connection did."""


class MediaService:
    """Connects the participants of a call, and only them, and disconnects them when they leave.

    Everything it knows comes from the queue, the relays' snapshots and what both tell afterwards, so it may
    be killed at any time, and several may do the same at once.
    """

    def __init__(
        self, engine: QueueEngine, registry: RelayRegistry, pages: MediaPages, make_control: MakeControl
    ) -> None:
        self._engine = engine
        self._registry = registry
        self._pages = pages
        self._calls = KnownCalls(registry)
        #: Runs beside this service.
        self.records = LegRecords(engine)
        self._pool = RelayPool(registry, make_control, self, self._look_after)

    async def run(self) -> None:
        """Keep to all relays, for ever."""
        await self._pool.run()

    async def close(self) -> None:
        """Let go of the relays; media goes on. Not while ``run`` does."""
        await self._pool.close()

    def relays_attached(self) -> int:
        """Return how many relays this node could give a call to at once."""
        return sum(relay.is_attached for relay in self._pool.relays)

    # What pages ask -------------------------------------------------------------------------

    async def connect(self, call_id: str, participant_id: str, session_id: str, sdp_offer: str) -> str:
        """Answer an offer of one of a participant's sessions; another session's media ends.

        Raises Refusal ``not_a_participant``, OfferRejected for an SDP that no relay answers, and
        MediaUnavailableError.
        """
        try:
            async with asyncio.timeout(_CONNECT_S):
                answer = await self._try_to_connect(call_id, participant_id, sdp_offer)
                while answer is None:
                    await asyncio.sleep(_RETRY_S)
                    answer = await self._try_to_connect(call_id, participant_id, sdp_offer)
        except TimeoutError:
            raise MediaUnavailableError from None
        # Whoever took the media over is told by the journal, as other pages may be at other nodes.
        await self._engine.take_media(call_id, participant_id, session_id)
        return answer

    async def share(self, call_id: str, participant_id: str, *, on: bool) -> None:
        """Show the others what a participant shares, or stop.

        Raises Refusal ``not_a_participant``, ShareTaken and MediaUnavailableError.
        """
        home = await self._home(call_id, participant_id)
        relay = self._pool.relay(home.relay_id)
        if relay is None:
            raise MediaUnavailableError
        try:
            await self._pool.control(relay).share(call_id, participant_id, on=on)
        except RelayLost:
            raise MediaUnavailableError from None

    async def _try_to_connect(self, call_id: str, participant_id: str, sdp_offer: str) -> str | None:
        """Return the answer of the relay the call lives on; None: try again, it may live elsewhere now."""
        audience = audience_of((await self._home(call_id, participant_id)).call)
        record = await self._registry.assign(call_id)
        if record is None or not self._registry.reaches(record):
            return None
        relay = self._pool.reach(record)
        control = self._pool.control(relay)
        try:
            answer = await control.connect(call_id, participant_id, sdp_offer, audience)
            # What happened meanwhile may have been heard before there was anybody to disconnect or to hold.
            home = await self._home(call_id, participant_id)
            if home.relay_id == relay.relay_id and audience_of(home.call) != audience:
                await control.set_audience(call_id, audience_of(home.call))
        except RelayLost:
            return None
        except Refusal:
            with suppress(RelayLost):
                await control.disconnect(call_id, participant_id)
            raise
        finally:
            # The rules sent from here may have crossed newer ones, or be the last that was heard of us.
            relay.doubt(call_id)
        return answer if home.relay_id == relay.relay_id else None

    async def _home(self, call_id: str, participant_id: str) -> MediaHome:
        home = (await self._calls.read([call_id])).get(call_id)
        if home is None or not takes_part(home.call, participant_id):
            raise Refusal(RefusalCode.NOT_A_PARTICIPANT)
        return home

    # What the queue says --------------------------------------------------------------------

    def follow(self, event: Event) -> None:
        """Disconnect whoever left, keep apart whoever is on hold, follow calls to other relays."""
        self._pool.follow(event)
        if isinstance(event, MediaReplaced):
            self._pages.media_replaced(event.call_id, event.participant_id, event.session_id)
        call = self._calls.hear(event)
        if call is None:
            return
        for relay in self._pool.relays:
            room = relay.rooms.get(call.call_id)
            if room is None:
                continue
            relay.mark([call.call_id])
            if isinstance(event, MediaMoved):
                room.untold = True
                if event.relay_id is None:
                    for participant_id in room.legs:
                        self._tell_leg(call.call_id, participant_id, room.legs, LegState.GONE)

    def doubt(self) -> None:
        """Look at every room anew: what was told of calls may never have been."""
        self._calls.doubt()
        for relay in self._pool.relays:
            for room in tuple(relay.rooms):
                relay.doubt(room)

    # What a room needs ----------------------------------------------------------------------

    async def _look_after(self, relay: KnownRelay, call_id: str) -> None:
        """Make a relay's room as its call is; tell the pages what nobody could be told before."""
        if relay.rooms.get(call_id) is None:
            return
        if self._calls.call(call_id) is None or not self._calls.has_home(call_id):
            await self._calls.read([call_id])
        needed = self._needed(relay, call_id)
        if needed:
            # Whoever has just joined may be connected before this node heard of it, or of who may hear them.
            await self._calls.read([call_id])
            needed = self._needed(relay, call_id)
        for each in needed:
            await self._carry_out(each, relay, call_id)
        room = relay.rooms.get(call_id)
        if room is not None and room.untold and self._calls.is_home(call_id, relay.relay_id):
            room.untold = False
            self._tell_room(relay, call_id, room.legs)

    def _needed(self, relay: KnownRelay, call_id: str) -> tuple[Upkeep, ...]:
        room = relay.rooms.get(call_id)
        if room is None:
            return ()
        loop = asyncio.get_running_loop()
        if not self._calls.lives_elsewhere(call_id, relay.relay_id):
            room.closes_at = None
        elif room.closes_at is None:
            room.closes_at = loop.time() + _MOVING_S
            loop.call_at(room.closes_at, relay.mark, [call_id])
        over = room.closes_at is not None and loop.time() >= room.closes_at
        return upkeep(self._calls.call(call_id), room.legs, room.audience, elsewhere=over)

    async def _carry_out(self, needed: Upkeep, relay: KnownRelay, call_id: str) -> None:
        control = self._pool.control(relay)
        match needed:
            case CloseRoom():
                await control.close_room(call_id)
                relay.rooms.pop(call_id, None)
            case Disconnect(participant_id):
                await control.disconnect(call_id, participant_id)
                if call_id in relay.rooms:
                    relay.rooms[call_id].legs.pop(participant_id, None)
            case Rule(audience):
                if call_id in relay.rooms:
                    relay.rooms[call_id].audience = audience  # first, as doubts may come before the answer
                await control.set_audience(call_id, audience)
            case _:
                assert_never(needed)

    # What the pages are told ----------------------------------------------------------------

    def tell_again(self, participant_id: str) -> None:
        """Tell a participant whose page is new, or was away, who is in which slot and how each fares."""
        for relay in self._pool.relays:
            for call_id, room in relay.rooms.items():
                if participant_id in room.legs and self._calls.is_home(call_id, relay.relay_id):
                    self._tell_room(relay, call_id, [participant_id])

    def _tell_room(self, relay: KnownRelay, call_id: str, told: Collection[str]) -> None:
        room = relay.rooms[call_id]
        for participant_id in told:
            slots = room.legs[participant_id].slots
            if slots is not None:
                self._pages.slots_changed(call_id, participant_id, slots)
            for other, leg in room.legs.items():
                self._tell_leg(call_id, other, [participant_id], leg.state)
        self._pages.speakers_changed(call_id, told, room.speakers)

    def _tell_leg(self, call_id: str, participant_id: str, told: Collection[str], state: LegState) -> None:
        """Tell how a leg fares, but not to whom its participant isn't shown."""
        call = self._calls.call(call_id)
        if call is not None:
            audience = audience_of(call)
            seen = [who for who in told if who == participant_id or audience.admits(participant_id, who)]
            self._pages.leg_changed(call_id, participant_id, seen, state)

    # What relays say ------------------------------------------------------------------------

    def attached(self, relay: KnownRelay) -> None:
        """See RelayObserver; so are the others. Its rooms are looked after, as they are all marked."""

    def detached(self, relay: KnownRelay) -> None:  # noqa: ARG002
        """Hear that a relay can't be reached for now; media goes on."""
        self._pool.detached()

    def vanished(self, relay: KnownRelay) -> None:
        """Give up a relay whose process is gone."""
        self._pool.vanished(relay)

    def slots_changed(self, relay: KnownRelay, room: str, participant: str) -> None:
        """Pass it on, if the call's media is known to live there."""
        slots = relay.rooms[room].legs[participant].slots
        if slots is not None and self._is_told(relay, room):
            self._pages.slots_changed(room, participant, slots)

    def leg_changed(self, relay: KnownRelay, room: str, participant: str) -> None:
        """Pass it on."""
        if self._is_told(relay, room):
            legs = relay.rooms[room].legs
            self._tell_leg(room, participant, legs, legs[participant].state)

    def speakers_changed(self, relay: KnownRelay, room: str) -> None:
        """Pass it on."""
        if self._is_told(relay, room):
            self._pages.speakers_changed(room, relay.rooms[room].legs, relay.rooms[room].speakers)

    def offer_wanted(self, relay: KnownRelay, room: str, participant: str) -> None:
        """Pass it on."""
        if self._calls.is_home(room, relay.relay_id):
            self._pages.offer_wanted(room, participant)

    def quality_measured(self, relay: KnownRelay, room: str, quality: LegQuality) -> None:
        """Pass it on."""
        if self._calls.is_home(room, relay.relay_id):
            call = self._calls.call(room)
            self._pages.quality_measured(room, () if call is None else call.centres, quality)

    def leg_ended(self, relay: KnownRelay, room: str, summary: LegSummary) -> None:
        """Keep it with the call."""
        self.records.add(relay.relay_id, room, summary)

    def _is_told(self, relay: KnownRelay, call_id: str) -> bool:
        """Say whether news of a room go to the pages; if not yet, all of it does later."""
        if self._calls.is_home(call_id, relay.relay_id):
            return True
        relay.rooms[call_id].untold = True
        return False
