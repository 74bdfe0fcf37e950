"""What employees record of calls, and everybody's own day."""

from __future__ import annotations

from callrouter.model.casework import Day
from signaling.handlers.services import Caller, Services
from signaling.protocol.client import (
    CallClassify,
    CallFlag,
    DayRead,
    DispositionState,
    NoteRead,
    NoteWrite,
    WrapUpFinish,
)
from signaling.protocol.server import DayListed, NoteTold, RequestDone
from signaling.sessions.projection import day_for


async def state_disposition(message: DispositionState, by: Caller, services: Services) -> RequestDone:
    """Keep how the call was finished."""
    await services.casework.state(by.principal_id, message.call_id, message.disposition)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def finish_wrap_up(message: WrapUpFinish, by: Caller, services: Services) -> RequestDone:
    """State how the call was finished and be free for the next."""
    await services.casework.finish(by.principal_id, message.call_id, message.disposition)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def classify(message: CallClassify, by: Caller, services: Services) -> RequestDone:
    """Correct what the call is about."""
    await services.engine.classify_call(by.principal_id, message.call_id, message.subject)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def flag(message: CallFlag, by: Caller, services: Services) -> RequestDone:
    """Report how the visitor behaves."""
    await services.engine.flag_call(by.principal_id, message.call_id, message.kind)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def write_note(message: NoteWrite, by: Caller, services: Services) -> RequestDone:
    """Keep the own note."""
    await services.engine.write_note(by.principal_id, message.call_id, message.text, message.revision)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def read_note(message: NoteRead, by: Caller, services: Services) -> NoteTold:
    """Tell the notes on the own call, or the own note on one of before."""
    view = await services.engine.view(by.principal_id)
    if view.call is not None and view.call.call_id == message.call_id:
        notes = view.notes
    else:
        note = await services.engine.note(by.principal_id, message.call_id)
        notes = () if note is None else (note,)
    return NoteTold(request_id=message.request_id, call_id=message.call_id, notes=notes)


async def read_day(message: DayRead, by: Caller, services: Services) -> DayListed:
    """Tell what the own work was."""
    day = await services.engine.day(by.principal_id, message.from_at, message.to_at)
    return day_listed(message.request_id, day_for(by.role, day))


def day_listed(request_id: str, day: Day) -> DayListed:
    """Return somebody's day as pages are told it."""
    return DayListed(
        request_id=request_id,
        entries=day.entries,
        noted=day.noted,
        calls=day.calls,
        talk_ms=day.talk_ms,
        missed=day.missed,
    )
