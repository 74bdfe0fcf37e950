"""What steps of a callback request are made of: who has it, what was tried, how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from callrouter.model.callbacks import (
    Attempt,
    AttemptResult,
    CallbackOutcome,
    CallbackRequest,
    CallbackState,
    Channel,
)
from callrouter.model.messages import Letter
from callrouter.model.neighborhoods import CallbackPolicy
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode

#: What a new agreement makes of an older one.
FRESH: Mapping[str, object] = {
    "call_id": None,
    "reminded_at": None,
    "wants_other_moment": False,
}


#: Tries that were in vain as the citizen didn't answer or come.
_THEIRS = frozenset({AttemptResult.NO_ANSWER, AttemptResult.NO_SHOW})


class Outcome(NamedTuple):
    """What a step made of a request, and what its citizen is to be written."""

    request: CallbackRequest
    letters: tuple[Letter, ...] = ()


def holder(request: CallbackRequest) -> str:
    """Return who holds a request. Raises ValueError for one that nobody holds."""
    if request.staff_id is None:
        raise ValueError("nobody holds this request")
    return request.staff_id


def held(request: CallbackRequest, staff_id: str, at: int) -> CallbackRequest:
    """Return the request as work of ``staff_id`` since ``at``, with nothing agreed on."""
    work = {"state": CallbackState.CLAIMED, "staff_id": staff_id, "held_since": at}
    return request.model_copy(update={**work, "invitation": None, "appointment": None, **FRESH})


def held_by(request: CallbackRequest, by: str, at: int) -> CallbackRequest:
    """Return the request as its holder's; a waiting one is claimed on the way."""
    if request.state is CallbackState.WAITING:
        return held(request, by, at)
    if request.staff_id != by:
        raise Refusal(RefusalCode.ALREADY_TAKEN)
    return request


def waiting(request: CallbackRequest) -> CallbackRequest:
    """Return the request as nobody's, in its queue."""
    free = {"state": CallbackState.WAITING, "staff_id": None, "held_since": None}
    return request.model_copy(update={**free, "invitation": None, "appointment": None, **FRESH})


def closed(request: CallbackRequest, outcome: CallbackOutcome, by: str, at: int) -> CallbackRequest:
    """Return the request as over."""
    over = {"state": CallbackState.CLOSED, "outcome": outcome, "closed_at": at, "closed_by": by}
    return waiting(request).model_copy(update=over)


def with_attempt(
    request: CallbackRequest,
    result: AttemptResult,
    at: int,
    *,
    channel: Channel,
    attempt_id: str | None = None,
) -> CallbackRequest:
    """Return the request with one more try in vain."""
    attempt = Attempt(at=at, channel=channel, result=result, by=holder(request), attempt_id=attempt_id)
    return request.model_copy(update={"attempts": (*request.attempts, attempt)})


def tried(again: CallbackRequest, policy: CallbackPolicy, at: int) -> Outcome:
    """Let a request with one more try in vain wait for the next one, or give it up after the last.

    What the service itself spoiled uses up none of the citizen's tries.
    """
    done = sum(attempt.result in _THEIRS for attempt in again.attempts)
    if done >= policy.most_attempts:
        closed_for_good = closed(again, CallbackOutcome.NOT_REACHED, holder(again), at)
        return Outcome(closed_for_good, (Letter.GIVEN_UP,))
    gap_s = policy.gaps_s[max(0, min(done, len(policy.gaps_s)) - 1)]
    free = waiting(again).model_copy(update={"not_before": at + 1000 * gap_s})
    return Outcome(free, (Letter.MISSED,))
