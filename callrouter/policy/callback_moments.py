"""When time takes a step with a callback request. Every moment is UTC epoch ms; None = never."""

from __future__ import annotations

from callrouter.model.callbacks import CallbackRequest, CallbackState
from callrouter.model.neighborhoods import CallbackPolicy

_DAY_MS = 86_400_000
#: A request that has become a call is looked after this often, in case nobody heard of the call's end.
_LOOK_AFTER_MS = 60_000
#: Somebody who left the waiting room may come back for at least this long.
SECOND_TRY_MS = 600_000


def wakes_at(request: CallbackRequest, policy: CallbackPolicy) -> int | None:
    """Return when waking the request changes something next, or its call is to be looked after."""
    every = (
        overdue_at(request),
        goes_to_centre_at(request, policy),
        lapses_at(request, policy),
        given_up_at(request, policy),
        phoned_by(request, policy),
        unsuited_at(request),
        reminded_at(request, policy),
        looked_after_at(request),
        erased_at(request, policy),
    )
    return min((moment for moment in every if moment is not None), default=None)


def overdue_at(request: CallbackRequest) -> int | None:
    """Return when everybody who watches is told that it is past due."""
    if request.state is CallbackState.CLOSED or request.overdue_at is not None:
        return None
    # What was agreed on with the citizen isn't late before it begins, nor a try before policy wants it.
    agreed = request.appointment.starts_at if request.appointment is not None else 0
    return max(request.due_at, agreed, request.not_before or 0)


def goes_to_centre_at(request: CallbackRequest, policy: CallbackPolicy) -> int | None:
    """Return when a request that its team lets wait goes to the Regional Service Centre."""
    if request.state is not CallbackState.WAITING or policy.to_centre_s is None:
        return None
    if request.queue == request.centre or request.to_centre_at is not None:
        return None
    return max(request.due_at, request.not_before or 0) + 1000 * policy.to_centre_s


def lapses_at(request: CallbackRequest, policy: CallbackPolicy) -> int | None:
    """Return when somebody who claimed it and did nothing with it has it no longer."""
    if request.state is not CallbackState.CLAIMED or request.held_since is None:
        return None
    return request.held_since + 1000 * policy.claim_s


def given_up_at(request: CallbackRequest, policy: CallbackPolicy) -> int | None:
    """Return when a citizen who was asked to come by video isn't waited for any longer."""
    invitation = request.invitation
    if invitation is None or invitation.arrived_at is not None or request.state is CallbackState.TALKING:
        return None
    if request.wants_other_moment:
        return None
    if request.state is CallbackState.INVITED:
        waited_until = invitation.closes_at
    else:
        waited_until = invitation.starts_at + 1000 * policy.no_show_s
    if invitation.left_at is None:
        return waited_until
    # Who was there may come back for a while.
    return max(waited_until, invitation.left_at + SECOND_TRY_MS)


def phoned_by(request: CallbackRequest, policy: CallbackPolicy) -> int | None:
    """Return when a planned call by phone should have been made, and somebody have said so."""
    if request.state is not CallbackState.PLANNED or request.invitation is not None:
        return None
    if request.appointment is None or request.wants_other_moment:
        return None
    return request.appointment.starts_at + 1000 * policy.no_show_s


def unsuited_at(request: CallbackRequest) -> int | None:
    """Return when the moment comes that doesn't suit the citizen, and nobody agreed on another one."""
    if not request.wants_other_moment or request.call_id is not None or request.appointment is None:
        return None
    return request.appointment.starts_at


def reminded_at(request: CallbackRequest, policy: CallbackPolicy) -> int | None:
    """Return when the citizen is reminded of what was agreed on."""
    appointment = request.appointment
    if request.state is not CallbackState.PLANNED or appointment is None or request.reminded_at is not None:
        return None
    if request.wants_other_moment:
        return None
    return appointment.starts_at - 1000 * policy.reminder_s


def looked_after_at(request: CallbackRequest) -> int | None:
    """Return when it is looked whether its call is still there."""
    if request.call_id is None or request.invitation is None or request.invitation.arrived_at is None:
        return None
    return request.invitation.arrived_at + _LOOK_AFTER_MS


def erased_at(request: CallbackRequest, policy: CallbackPolicy) -> int | None:
    """Return when who its citizen is is erased."""
    if request.closed_at is None or request.erased_at is not None:
        return None
    return request.closed_at + policy.keep_days * _DAY_MS
