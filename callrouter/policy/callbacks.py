"""The life of a callback request: which step leads where, what is told of it, and when time takes one.

All rules stand here, as pure functions of the request, the step and the moment; the queue's server keeps
what comes out if nobody else changed the request meanwhile. What always holds:

- it is somebody's (``staff_id``) in exactly the states ``HELD``, and has an outcome exactly when closed
- an invitation exists only while invited, planned by video or talking; a call only while the citizen is there
- while it is open it wakes by itself (``callback_moments``), until it is past due and everybody was told
- no step leads out of ``CLOSED``; erasing, and knowing that the citizen called it off, leave it there
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from callrouter.model.callback_steps import (
    Arrive,
    AskCentre,
    AskOtherMoment,
    AskPhone,
    CallbackStep,
    Cancel,
    Claim,
    Close,
    Dismiss,
    End,
    Erase,
    HandOver,
    InviteNow,
    Leave,
    MissedCall,
    Note,
    Plan,
    PutBack,
    Relieve,
    Talk,
    Wake,
)
from callrouter.model.callbacks import (
    HELD,
    Appointment,
    AttemptResult,
    CallbackOutcome,
    CallbackRequest,
    CallbackState,
    Channel,
    Invitation,
    Withdrawn,
)
from callrouter.model.messages import Letter
from callrouter.model.neighborhoods import CallbackPolicy
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.policy import callback_moments as moments
from callrouter.policy.callback_changes import (
    FRESH,
    Outcome,
    closed,
    held,
    held_by,
    holder,
    tried,
    waiting,
    with_attempt,
)

_State = CallbackState
_DAY_MS = 86_400_000
#: Whoever had this from us needs no letter that says so.
_HEARD = frozenset({CallbackOutcome.SPOKEN_BY_PHONE, CallbackOutcome.ANSWERED_IN_WRITING})
#: Who closes a request that its citizen cancels.
_CITIZEN = "citizen"


def advance(request: CallbackRequest, step: CallbackStep, policy: CallbackPolicy, *, at: int) -> Outcome:
    """Carry a step out at ``at`` (UTC epoch ms); a step that changes nothing returns the request itself.

    Raises Refusal: ``request_closed``, ``wrong_state``, ``already_taken``, ``not_yours``, ``no_such_moment``,
    ``too_far_ahead``, ``changed_meanwhile``.
    """
    if request.state is _State.CLOSED and not isinstance(step, Erase | Dismiss):
        raise Refusal(RefusalCode.REQUEST_CLOSED)
    outcome = _TRANSITIONS[type(step)](request, step, policy, at)
    if outcome.request == request:
        return Outcome(request)
    return Outcome(outcome.request.model_copy(update={"revision": request.revision + 1}), outcome.letters)


# Steps -------------------------------------------------------------------------------------------


def _claim(request: CallbackRequest, step: Claim, _policy: CallbackPolicy, at: int) -> Outcome:
    if request.state in HELD:
        if request.staff_id == step.by:
            return Outcome(request)
        raise Refusal(RefusalCode.ALREADY_TAKEN)
    return Outcome(held(request, step.by, at))


def _put_back(request: CallbackRequest, step: PutBack, _policy: CallbackPolicy, at: int) -> Outcome:
    if request.state is _State.WAITING:
        return Outcome(request)
    _check_holder(request, step.by, steward=step.steward)
    _check_no_call(request)
    return Outcome(waiting(request), _called_off(request, at))


def _hand_over(request: CallbackRequest, step: HandOver, _policy: CallbackPolicy, at: int) -> Outcome:
    if request.state is not _State.WAITING:
        _check_holder(request, step.by, steward=step.steward)
        _check_no_call(request)
    moved = waiting(request).model_copy(update={"queue": step.queue})
    if step.staff_id is not None:
        moved = held(moved, step.staff_id, at)
    return Outcome(moved, _called_off(request, at))


def _invite_now(request: CallbackRequest, step: InviteNow, policy: CallbackPolicy, at: int) -> Outcome:
    mine = held_by(request, step.by, at)
    if mine.invitation is not None and mine.invitation.invitation_id == step.invitation_id:
        return Outcome(request)
    _check_no_call(mine)
    invitation = Invitation(
        invitation_id=step.invitation_id,
        opens_at=at,
        closes_at=at + 1000 * policy.invited_s,
        starts_at=at,
    )
    invited = {**FRESH, "state": _State.INVITED, "invitation": invitation, "appointment": None}
    invited["not_before"] = None
    return Outcome(mine.model_copy(update=invited), (Letter.INVITATION,))


def _plan(request: CallbackRequest, step: Plan, policy: CallbackPolicy, at: int) -> Outcome:
    if step.starts_at <= at:
        raise Refusal(RefusalCode.NO_SUCH_MOMENT)
    if step.starts_at > at + policy.most_days_ahead * _DAY_MS:
        raise Refusal(RefusalCode.TOO_FAR_AHEAD)
    mine = held_by(request, step.by, at)
    _check_no_call(mine)
    appointment = Appointment(starts_at=step.starts_at, channel=step.channel)
    if mine.appointment == appointment and not mine.wants_other_moment:
        return Outcome(request)
    invitation = None
    if step.channel is Channel.VIDEO:
        invitation = Invitation(
            invitation_id=step.invitation_id,
            opens_at=step.starts_at - 1000 * policy.early_s,
            closes_at=step.starts_at + 1000 * policy.no_show_s,
            starts_at=step.starts_at,
        )
    planned = {**FRESH, "state": _State.PLANNED, "appointment": appointment, "invitation": invitation}
    planned |= {"not_before": None, "overdue_at": None}
    if step.starts_at - 1000 * policy.reminder_s <= at:
        planned["reminded_at"] = at  # so soon that what says so is reminder enough
    letter = Letter.PLANNED if step.channel is Channel.VIDEO else Letter.PHONE_PLANNED
    return Outcome(mine.model_copy(update=planned), (letter,))


def _missed_call(request: CallbackRequest, step: MissedCall, policy: CallbackPolicy, at: int) -> Outcome:
    if any(attempt.attempt_id == step.attempt_id for attempt in request.attempts):
        return Outcome(request)
    mine = held_by(request, step.by, at)
    _check_no_call(mine)
    channel = Channel.VIDEO if mine.invitation is not None else Channel.PHONE
    again = with_attempt(mine, step.result, at, channel=channel, attempt_id=step.attempt_id)
    return tried(again, policy, at)


def _close(request: CallbackRequest, step: Close, _policy: CallbackPolicy, at: int) -> Outcome:
    mine = held_by(request, step.by, at)
    _check_no_call(mine)
    expected = bool(_called_off(mine, at)) and step.outcome not in _HEARD
    return Outcome(closed(mine, step.outcome, step.by, at), (Letter.CLOSED,) if expected else ())


def _note(request: CallbackRequest, _step: Note, _policy: CallbackPolicy, at: int) -> Outcome:
    return Outcome(request.model_copy(update={"noted_at": max(at, 1 + (request.noted_at or 0))}))


def _cancel(request: CallbackRequest, _step: Cancel, _policy: CallbackPolicy, at: int) -> Outcome:
    if request.state is _State.TALKING:
        raise Refusal(RefusalCode.WRONG_STATE)
    over = closed(request, CallbackOutcome.CANCELED, _CITIZEN, at)
    if request.staff_id is not None:
        withdrawn = Withdrawn(staff_id=request.staff_id, appointment=request.appointment)
        over = over.model_copy(update={"withdrawn": withdrawn})
    return Outcome(over, (Letter.CANCELED,))


def _dismiss(request: CallbackRequest, step: Dismiss, _policy: CallbackPolicy, _at: int) -> Outcome:
    if request.withdrawn is not None and request.withdrawn.staff_id != step.by:
        raise Refusal(RefusalCode.NOT_YOURS)
    return Outcome(request.model_copy(update={"withdrawn": None}))


def _ask_other_moment(
    request: CallbackRequest, step: AskOtherMoment, _policy: CallbackPolicy, _at: int
) -> Outcome:
    if request.state is not _State.PLANNED:
        raise Refusal(RefusalCode.WRONG_STATE)
    wishes = request.wishes.model_copy(update={"days": step.days, "parts": step.parts})
    return Outcome(request.model_copy(update={"wishes": wishes, "wants_other_moment": True}))


def _ask_phone(request: CallbackRequest, _step: AskPhone, _policy: CallbackPolicy, at: int) -> Outcome:
    if request.state not in {_State.INVITED, _State.PLANNED} or request.invitation is None:
        raise Refusal(RefusalCode.WRONG_STATE)
    wishes = request.wishes.model_copy(update={"channel": Channel.PHONE})
    back = held(request.model_copy(update={"wishes": wishes}), holder(request), at)
    return Outcome(with_attempt(back, AttemptResult.KEPT_WAITING, at, channel=Channel.VIDEO))


def _ask_centre(request: CallbackRequest, _step: AskCentre, _policy: CallbackPolicy, _at: int) -> Outcome:
    if request.call_id is None or request.state is _State.TALKING:
        raise Refusal(RefusalCode.WRONG_STATE)
    return Outcome(request.model_copy(update={"queue": request.centre}))


def _arrive(request: CallbackRequest, step: Arrive, _policy: CallbackPolicy, at: int) -> Outcome:
    if request.invitation is None or request.state not in {_State.INVITED, _State.PLANNED}:
        raise Refusal(RefusalCode.WRONG_STATE)
    if request.call_id == step.call_id:
        return Outcome(request)
    if request.staff_id != step.officer:
        raise Refusal(RefusalCode.CHANGED_MEANWHILE)
    invitation = request.invitation.model_copy(update={"arrived_at": at})
    return Outcome(request.model_copy(update={"invitation": invitation, "call_id": step.call_id}))


def _leave(request: CallbackRequest, step: Leave, _policy: CallbackPolicy, at: int) -> Outcome:
    if request.call_id != step.call_id or request.invitation is None or request.state is _State.TALKING:
        return Outcome(request)
    closes_at = max(request.invitation.closes_at, at + moments.SECOND_TRY_MS)
    left = {"arrived_at": None, "left_at": at, "closes_at": closes_at}
    left["waited_ms"] = at - (request.invitation.arrived_at or at)
    invitation = request.invitation.model_copy(update=left)
    return Outcome(request.model_copy(update={"invitation": invitation, "call_id": None}))


def _talk(request: CallbackRequest, step: Talk, _policy: CallbackPolicy, _at: int) -> Outcome:
    if request.call_id != step.call_id or request.state not in {_State.INVITED, _State.PLANNED}:
        return Outcome(request)
    return Outcome(request.model_copy(update={"state": _State.TALKING}))


def _end(request: CallbackRequest, step: End, _policy: CallbackPolicy, at: int) -> Outcome:
    # Whether or not it was heard that they talk: that they did is known now.
    if request.call_id != step.call_id:
        return Outcome(request)
    if not step.interrupted:
        return Outcome(closed(request, CallbackOutcome.SPOKEN_BY_VIDEO, step.by, at))
    back = held(request, holder(request), at)
    return Outcome(with_attempt(back, AttemptResult.INTERRUPTED, at, channel=Channel.VIDEO))


def _erase(request: CallbackRequest, step: Erase, _policy: CallbackPolicy, at: int) -> Outcome:
    if request.erased_at is not None:
        return Outcome(request)
    _check_no_call(request)
    if request.state is not _State.CLOSED:
        request = closed(request, CallbackOutcome.CANCELED, step.by, at)
    return Outcome(request.model_copy(update={"erased_at": at, "withdrawn": None}))


def _relieve(request: CallbackRequest, step: Relieve, _policy: CallbackPolicy, at: int) -> Outcome:
    """Move what can wait: a citizen who comes, is there or talks is left to whom they expect."""
    theirs = request.staff_id == step.staff_id and request.call_id is None
    later = request.appointment is not None and request.appointment.starts_at >= step.until
    if not theirs or later or request.state not in {_State.CLAIMED, _State.PLANNED}:
        return Outcome(request)
    if step.to is None:
        return Outcome(waiting(request), _called_off(request, at))
    return Outcome(request.model_copy(update={"staff_id": step.to, "held_since": at}))


def _wake(request: CallbackRequest, _step: Wake, policy: CallbackPolicy, at: int) -> Outcome:
    """Carry out everything that is due; waking early changes nothing."""
    letters: tuple[Letter, ...] = ()
    if _come(moments.overdue_at(request), at):
        request = request.model_copy(update={"overdue_at": at})
    if _come(moments.goes_to_centre_at(request, policy), at):
        request = request.model_copy(update={"queue": request.centre, "to_centre_at": at})
    if _come(moments.lapses_at(request, policy), at):
        request = waiting(request)
    if _come(moments.given_up_at(request, policy), at):
        request, letters = _not_there(request, policy, at)
    if _come(moments.unsuited_at(request), at):
        request, letters = waiting(request), (Letter.CALLED_OFF,)
    if _come(moments.phoned_by(request, policy), at):
        request = held(request, holder(request), at)
    if _come(moments.reminded_at(request, policy), at):
        request = request.model_copy(update={"reminded_at": at})
        letters = (*letters, Letter.REMINDER)
    return Outcome(request, letters)


def _not_there(request: CallbackRequest, policy: CallbackPolicy, at: int) -> Outcome:
    """Wait for a citizen no longer: who came, and met nobody, isn't who stayed away."""
    came = request.invitation is not None and request.invitation.left_at is not None
    if came:
        back = held(request, holder(request), at)
        return Outcome(with_attempt(back, AttemptResult.KEPT_WAITING, at, channel=Channel.VIDEO))
    return tried(with_attempt(request, AttemptResult.NO_SHOW, at, channel=Channel.VIDEO), policy, at)


# What steps check --------------------------------------------------------------------------------


def _come(moment: int | None, at: int) -> bool:
    return moment is not None and moment <= at


def _check_holder(request: CallbackRequest, by: str, *, steward: bool) -> None:
    if not steward and request.staff_id != by:
        raise Refusal(RefusalCode.NOT_YOURS)


def _check_no_call(request: CallbackRequest) -> None:
    """Refuse what would leave a citizen alone who waits or talks: that is done in the call."""
    if request.call_id is not None:
        raise Refusal(RefusalCode.WRONG_STATE)


def _called_off(request: CallbackRequest, at: int) -> tuple[Letter, ...]:
    """Return what a citizen is told who expects a conversation that is now not to be."""
    appointment, invitation = request.appointment, request.invitation
    expected = (appointment is not None and appointment.starts_at > at) or (
        invitation is not None and invitation.closes_at > at
    )
    return (Letter.CALLED_OFF,) if expected else ()


_Transition = Callable[[CallbackRequest, Any, CallbackPolicy, int], Outcome]

_TRANSITIONS: dict[type[CallbackStep], _Transition] = {
    Claim: _claim,
    PutBack: _put_back,
    HandOver: _hand_over,
    InviteNow: _invite_now,
    Plan: _plan,
    MissedCall: _missed_call,
    Close: _close,
    Note: _note,
    Dismiss: _dismiss,
    Cancel: _cancel,
    AskOtherMoment: _ask_other_moment,
    AskPhone: _ask_phone,
    AskCentre: _ask_centre,
    Arrive: _arrive,
    Leave: _leave,
    Talk: _talk,
    End: _end,
    Wake: _wake,
    Relieve: _relieve,
    Erase: _erase,
}
