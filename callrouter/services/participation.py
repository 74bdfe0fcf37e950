"""Who takes part in a call, and so may write, be seen and be heard in it."""

from __future__ import annotations

from callrouter.model.records import Call
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.queueing import QueueEngine


async def call_of(engine: QueueEngine, call_id: str, participant_id: str) -> Call:
    """Return a live call this person takes part in. Raises Refusal ``not_a_participant``."""
    call = (await engine.view(participant_id)).call
    if call is None or call.call_id != call_id or not takes_part(call, participant_id):
        raise Refusal(RefusalCode.NOT_A_PARTICIPANT)
    return call


def takes_part(call: Call, participant_id: str) -> bool:
    """Say whether somebody is in a live call: not who handed it over, and wraps up."""
    return call.ended_at is None and any(
        participant.participant_id == participant_id for participant in call.participants
    )
