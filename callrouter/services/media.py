"""The media of calls: who may connect, and who is told what the relay does."""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol

from callrouter.model.events import CallEnded, CallLeft, Event
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.queueing import QueueEngine
from callrouter.relay import LegState, RelayEngine

#: An offer may arrive, or be worked on, while the call's end is told; so ends are remembered for a while.
_REMEMBERED_ENDS = 1000


class MediaAudience(Protocol):
    """Who passes on what the relay says to the pages."""

    def slots_changed(self, call_id: str, participant_id: str, slots: tuple[str | None, ...]) -> None:
        """Tell ``participant_id`` who is received in which slot."""

    def leg_changed(self, call_id: str, participant_id: str, told: frozenset[str], state: LegState) -> None:
        """Tell ``told``, all in the call's media, how the connection of ``participant_id`` fares."""


class MediaService:
    """Connects the participants of a call, and only them, and disconnects them when they leave."""

    def __init__(self, engine: QueueEngine, audience: MediaAudience) -> None:
        self._engine = engine
        self._audience = audience
        self._connected: dict[str, set[str]] = {}
        self._ended: OrderedDict[str, None] = OrderedDict()
        self._relay: RelayEngine | None = None

    def use(self, relay: RelayEngine) -> None:
        """Set the relay; relay and service know each other, so one has to come later."""
        self._relay = relay

    async def connect(self, call_id: str, participant_id: str, sdp_offer: str) -> str:
        """Answer a participant's offer.

        Raises Refusal ``not_a_participant``, and OfferRejected for an SDP the relay doesn't answer.
        """
        call = (await self._engine.view(participant_id)).call
        if call is None or call.call_id != call_id or call.ended_at is not None:
            raise Refusal(RefusalCode.NOT_A_PARTICIPANT)
        self._connected.setdefault(call_id, set()).add(participant_id)
        answer = await self._require_relay().connect(call_id, participant_id, sdp_offer)
        if participant_id not in self._connected.get(call_id, ()) or call_id in self._ended:
            self._end(call_id, participant_id)
            raise Refusal(RefusalCode.NOT_A_PARTICIPANT)
        return answer

    def follow(self, event: Event) -> None:
        """Disconnect whoever left."""
        match event:
            case CallLeft():
                self._end(event.call.call_id, event.participant_id)
            case CallEnded():
                self._ended[event.call.call_id] = None
                if len(self._ended) > _REMEMBERED_ENDS:
                    self._ended.popitem(last=False)
                self._connected.pop(event.call.call_id, None)
                self._require_relay().close_room(event.call.call_id)
            case _:
                pass

    def _end(self, call_id: str, participant_id: str) -> None:
        self._connected.get(call_id, set()).discard(participant_id)
        self._require_relay().disconnect(call_id, participant_id)

    def slots_changed(self, room: str, participant: str, slots: tuple[str | None, ...]) -> None:
        """Hear from the relay who is in whose slots."""
        self._audience.slots_changed(room, participant, slots)

    def leg_changed(self, room: str, participant: str, state: LegState) -> None:
        """Hear from the relay how a connection fares."""
        told = frozenset(self._connected.get(room, ()))
        self._audience.leg_changed(room, participant, told, state)

    def _require_relay(self) -> RelayEngine:
        if self._relay is None:
            message = "MediaService.use() was not called"
            raise RuntimeError(message)
        return self._relay
