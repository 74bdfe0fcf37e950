"""The media of calls: who may connect, and who is told what the relay does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Protocol

from callrouter.model.events import CallEnded, CallHeld, CallLeft, Event
from callrouter.model.media import Audience, LegQuality, LegSummary, Slots
from callrouter.model.records import Call
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.queueing import QueueEngine
from callrouter.relay import LegState, RelayEngine, RelayListener


class MediaAudience(Protocol):
    """Who passes on what the relay says to the pages."""

    def slots_changed(self, call_id: str, participant_id: str, slots: Slots) -> None:
        """Tell ``participant_id`` who is received in which slot."""

    def media_replaced(self, call_id: str, participant_id: str, session_id: str) -> None:
        """Tell the participant's pages which session has the media now."""

    def leg_changed(self, call_id: str, participant_id: str, told: frozenset[str], state: LegState) -> None:
        """Tell ``told``, all in the call's media, how the connection of ``participant_id`` fares."""


class MediaService:
    """Connects the participants of a call, and only them, and disconnects them when they leave."""

    def __init__(
        self,
        engine: QueueEngine,
        audience: MediaAudience,
        make_relay: Callable[[RelayListener], RelayEngine],
    ) -> None:
        self._engine = engine
        self._audience = audience
        self._relay = make_relay(self)
        #: call -> participant -> how their connection fares
        self._legs: dict[str, dict[str, LegState]] = {}
        #: Calls of which an event said who receives whom: a view may be older than that.
        self._followed: dict[str, Audience] = {}
        self._asked: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the relay. Raises OSError when its port is taken."""
        await self._relay.start()

    async def close(self) -> None:
        """End all media."""
        await asyncio.gather(*self._asked)
        await self._relay.close()

    async def connect(self, call_id: str, participant_id: str, session_id: str, sdp_offer: str) -> str:
        """Answer an offer of one of a participant's sessions; another session's media ends.

        Raises Refusal ``not_a_participant``, and OfferRejected for an SDP the relay doesn't answer.
        """
        call = await self._must_take_part(call_id, participant_id)
        audience = self._followed.get(call_id) or audience_of(call)
        answer = await self._relay.connect(call_id, participant_id, sdp_offer, audience)
        self._legs.setdefault(call_id, {})[participant_id] = LegState.CONNECTING
        try:
            # Whoever left in between may have been followed already, before there was anything to end.
            call = await self._must_take_part(call_id, participant_id)
            await self._relay.set_audience(call_id, self._followed.get(call_id) or audience_of(call))
        except BaseException:
            self._end(call_id, participant_id)
            raise
        self._audience.media_replaced(call_id, participant_id, session_id)
        return answer

    async def share(self, call_id: str, participant_id: str, *, on: bool) -> None:
        """Show the others what a participant shares, or stop.

        Raises Refusal ``not_a_participant``, and ShareTaken while somebody else shares.
        """
        await self._must_take_part(call_id, participant_id)
        await self._relay.share(call_id, participant_id, on=on)

    async def _must_take_part(self, call_id: str, participant_id: str) -> Call:
        call = (await self._engine.view(participant_id)).call
        if call is None or call.call_id != call_id or call.ended_at is not None:
            raise Refusal(RefusalCode.NOT_A_PARTICIPANT)
        if all(participant.participant_id != participant_id for participant in call.participants):
            raise Refusal(RefusalCode.NOT_A_PARTICIPANT)  # handed it over, and wraps up
        return call

    def _follow_hold(self, call: Call) -> None:
        audience = self._followed[call.call_id] = audience_of(call)
        self._ask(self._relay.set_audience(call.call_id, audience))

    def _ask(self, what: Coroutine[None, None, None]) -> None:
        """Ask something of the relay, in the order of asking."""
        task = asyncio.get_running_loop().create_task(what)
        self._asked.add(task)
        task.add_done_callback(self._asked.discard)

    def follow(self, event: Event) -> None:
        """Disconnect whoever left, and keep apart whoever is on hold."""
        match event:
            case CallLeft():
                self._end(event.call.call_id, event.participant_id)
                self._follow_hold(event.call)
            case CallHeld():
                self._follow_hold(event.call)
            case CallEnded():
                self._followed.pop(event.call.call_id, None)
                self._legs.pop(event.call.call_id, None)
                self._ask(self._relay.close_room(event.call.call_id))
            case _:
                pass

    def tell_again(self, participant_id: str) -> None:
        """Tell a participant whose page is new, or was away, who is in which slot and how each fares."""
        for call_id, legs in self._legs.items():
            if participant_id in legs:
                slots = self._relay.slots(call_id, participant_id)
                self._audience.slots_changed(call_id, participant_id, slots)
                for other, state in legs.items():
                    self._audience.leg_changed(call_id, other, frozenset({participant_id}), state)

    def slots_changed(self, room: str, participant: str, slots: Slots) -> None:
        """Hear from the relay who is in whose slots."""
        self._audience.slots_changed(room, participant, slots)

    def leg_changed(self, room: str, participant: str, state: LegState) -> None:
        """Hear from the relay how a connection fares."""
        legs = self._legs.get(room, {})
        if participant in legs:
            legs[participant] = state
        self._audience.leg_changed(room, participant, frozenset(legs), state)

    def speakers_changed(self, room: str, speakers: tuple[str, ...]) -> None:
        """Hear from the relay who speaks."""

    def offer_wanted(self, room: str, participant: str) -> None:
        """Hear from the relay that somebody must offer again."""

    def quality_measured(self, room: str, quality: LegQuality) -> None:
        """Hear from the relay how a connection has done lately."""

    def leg_ended(self, room: str, summary: LegSummary) -> None:
        """Hear from the relay how a connection has done."""

    def _end(self, call_id: str, participant_id: str) -> None:
        legs = self._legs.get(call_id, {})
        legs.pop(participant_id, None)
        if not legs:
            self._legs.pop(call_id, None)
        self._ask(self._relay.disconnect(call_id, participant_id))


def audience_of(call: Call) -> Audience:
    """Return who receives whom: a visitor who is on hold is apart from the others."""
    return Audience(apart=(call.booth_id,) if call.held_at is not None else ())
