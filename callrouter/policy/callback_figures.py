"""What a step of a callback request adds to the statistics; all of it stands in that step's event."""

from __future__ import annotations

from typing import Final

from callrouter.model.callback_events import CallbackChanged
from callrouter.model.callbacks import AttemptResult, CallbackOutcome, CallbackState, Channel
from callrouter.model.statistics import CallCell, Tally, interval_of

_State = CallbackState
_ASKED: Final = {Channel.VIDEO: "asked_for_video", Channel.PHONE: "asked_for_phone"}
_CLOSED: Final = {
    CallbackOutcome.SPOKEN_BY_VIDEO: "spoken_by_video",
    CallbackOutcome.SPOKEN_BY_PHONE: "spoken_by_phone",
    CallbackOutcome.ANSWERED_IN_WRITING: "answered_in_writing",
    CallbackOutcome.NOT_REACHED: "not_reached",
    CallbackOutcome.CANCELED: "callbacks_canceled",
    CallbackOutcome.REFERRED: "referred",
    CallbackOutcome.NEEDLESS: "needless",
}
_SPOKEN: Final = frozenset(
    {
        CallbackOutcome.SPOKEN_BY_VIDEO,
        CallbackOutcome.SPOKEN_BY_PHONE,
        CallbackOutcome.ANSWERED_IN_WRITING,
    }
)
_IN_VAIN: Final = {
    AttemptResult.NO_ANSWER: "no_answers",
    AttemptResult.NO_SHOW: "no_shows",
    AttemptResult.KEPT_WAITING: "kept_waiting",
    AttemptResult.INTERRUPTED: "interrupted",
}
#: In which state a request was that such a step added a try in vain to; others leave the tries as they were.
_TRYING: Final = {
    "missed_call": frozenset(_State) - {_State.TALKING, _State.CLOSED},
    "wake": frozenset({_State.INVITED, _State.PLANNED}),
    "ask_phone": frozenset({_State.INVITED, _State.PLANNED}),
    "end": frozenset({_State.INVITED, _State.PLANNED, _State.TALKING}),
}


def of_callback(event: CallbackChanged) -> Tally:
    """Return what the step adds; counted for the team, which a request keeps wherever it goes."""
    request, at = event.request, event.at
    place = request.team or request.centre
    figures = [_ASKED[request.wishes.channel]] if event.was is None else []
    if event.step == "wake" and request.overdue_at == at:
        figures.append("past_due")
    over = request.state is _State.CLOSED and event.was is not _State.CLOSED
    if over and request.outcome is not None:
        figures.append(_CLOSED[request.outcome])
        if request.outcome is not CallbackOutcome.CANCELED:
            figures.append("in_time" if at <= request.due_at else "late")
    tried = _tries_in_vain(event)
    if tried:
        figures.append(_IN_VAIN[request.attempts[-1].result])
    cell = CallCell(interval_of(at), place, request.language, request.subject, "")
    counted = Tally({cell._replace(figure=figure): 1 for figure in figures})
    spoken = (over and request.outcome in _SPOKEN) or (event.step == "talk" and event.was != request.state)
    if len(request.attempts) == int(tried) and event.was is not _State.TALKING and (tried or spoken):
        counted[cell._replace(figure="first_contacts")] = 1
        counted[cell._replace(figure="first_contact_ms")] = max(0, at - request.requested_at)
    return counted


def _tries_in_vain(event: CallbackChanged) -> bool:
    """Whether this step added a try to reach the citizen that came to nothing."""
    request = event.request
    if event.was not in _TRYING.get(event.step, ()) or not request.attempts:
        return False
    # What waits and was tried in vain by phone may wait as before.
    moved = event.step == "missed_call" or request.state is not event.was
    return moved and request.attempts[-1].at == event.at
