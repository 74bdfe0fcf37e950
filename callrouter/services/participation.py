"""Who takes part in a call, and so may write, be seen and be heard in it."""

from __future__ import annotations

from callrouter.model.records import Call
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.queueing import QueueEngine


async def call_of(engine: QueueEngine, call_id: str, participant_id: str) -> Call:
    """Return a live call this person takes part in. Raises Refusal ``not_a_participant``."""
    call = (await engine.view(participant_id)).call
    if call is None or call.call_id != call_id or call.ended_at is not None:
        raise Refusal(RefusalCode.NOT_A_PARTICIPANT)
    if all(participant.participant_id != participant_id for participant in call.participants):
        raise Refusal(RefusalCode.NOT_A_PARTICIPANT)  # handed it over, and wraps up
    return call
