"""What a page may see of a record: who is rung, who declined and who steers is not everybody's business."""

from __future__ import annotations

from typing import Any

from callrouter.model.booths import HelpRequest
from callrouter.model.casework import Day
from callrouter.model.events import Event, HelpRequested, ReservationCreated, ReservationEnded
from callrouter.model.records import Call, Reservation
from callrouter.model.states import CALLERS, Role
from callrouter.model.views import ChatEntry

#: In the place of a name that somebody isn't told.
_SOMEBODY = "staff"
#: In the place of an id that somebody isn't told.
_UNTOLD = "-"


def call_for(role: Role, call: Call) -> Call:
    """Return the call as somebody of this role may see it.

    Visitors don't learn who of the staff is rung, nor what was reported of them; how everybody's connections
    did is for supervisors. An interpreter learns what they are there for, and not where from or what about.
    """
    if role is Role.SUPERVISOR:
        return call
    call = call.model_copy(update={"media": (), "opened_to": ()})
    if role is Role.INTERPRETER:
        untold = {"location": _UNTOLD, "centre": _UNTOLD, "flag": None, "disposition": None}
        return call.model_copy(update=untold)
    if role not in CALLERS:
        return call
    seats = tuple(seat.model_copy(update={"staff_id": None, "passed": None}) for seat in call.seats)
    return call.model_copy(update={"seats": seats, "flag": None})


def chat_for(principal_id: str, call: Call | None, chat: tuple[ChatEntry, ...]) -> tuple[ChatEntry, ...]:
    """Return the chat as somebody may read it: who came later, what was written since they joined."""
    for each in call.participants if call is not None else ():
        came_later = each.role is Role.INTERPRETER or each.mode is not None
        if each.participant_id == principal_id and came_later:
            return tuple(entry for entry in chat if entry.at >= each.joined_at)
    return chat


def reservation_for(role: Role, reservation: Reservation) -> Reservation:
    """Return the reservation as its person may see it: not who had been offered it before, by name.

    An interpreter learns languages and the kind of call only, neither of the person nor of where they are.
    """
    if role is Role.SUPERVISOR:
        return reservation
    if role is Role.INTERPRETER:
        reservation = reservation.model_copy(
            update={"needs": (), "location": _UNTOLD, "centre": _UNTOLD, "asked_by": None}
        )
    together = reservation.match.together_with and _SOMEBODY
    match = reservation.match.model_copy(update={"passed_over": (), "together_with": together})
    return reservation.model_copy(update={"match": match})


def day_for(role: Role, day: Day) -> Day:
    """Return somebody's own day as they may see it: interpreters aren't told where a call came from."""
    if role is not Role.INTERPRETER:
        return day
    entries = tuple(each.model_copy(update={"location": _UNTOLD}) for each in day.entries)
    return day.model_copy(update={"entries": entries})


def help_for(role: Role, wanted: HelpRequest) -> HelpRequest:
    """Return a request for help as somebody of this role may see it.

    Who comes is told at the station and to supervisors only, and at the station not which call it is about.
    """
    if role is Role.SUPERVISOR:
        return wanted
    untold = "call_id" if role is Role.SERVICE else "acknowledged_by"
    return wanted.model_copy(update={untold: None})


def event_for(role: Role, event: Event) -> Event:
    """Return the event as somebody of this role may see it."""
    if isinstance(event, ReservationCreated | ReservationEnded):
        return event.model_copy(update={"reservation": reservation_for(role, event.reservation)})
    if role is Role.SUPERVISOR:
        return event
    seen: dict[str, Any] = {}
    if isinstance(call := getattr(event, "call", None), Call):
        seen["call"] = call_for(role, call)
    if isinstance(help_ := getattr(event, "help", None), HelpRequest):
        seen["help"] = help_for(role, help_)
    if getattr(event, "why", None) is not None:
        seen["why"] = type(event).model_fields["why"].get_default()
    if role in CALLERS and getattr(event, "by", None) is not None:
        seen["by"] = _SOMEBODY
    elif role is Role.SERVICE and isinstance(event, HelpRequested):
        seen["by"] = None  # the request says whether it was the visitor or an employee
    return event.model_copy(update=seen) if seen else event
