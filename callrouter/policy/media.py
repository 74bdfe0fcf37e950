"""Who receives whom in a call's media, and what a relay must be told to make its rooms as the calls are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from callrouter.model.joining import JoinMode
from callrouter.model.media import Audience
from callrouter.model.records import Call
from callrouter.model.states import SeatState


def audience_of(call: Call) -> Audience:
    """Return who receives whom.

    A visitor who is on hold is apart from the others; a supervisor is received by those their mode says.
    """
    hosts = tuple(
        seat.staff_id
        for seat in call.seats
        if seat.hosts and seat.state is SeatState.TAKEN and seat.staff_id is not None
    )
    heard_by = {
        each.participant_id: hosts if each.mode is JoinMode.WHISPER else ()
        for each in call.participants
        if each.mode not in {None, JoinMode.BARGE}
    }
    return Audience(apart=(call.booth_id,) if call.held_at is not None else (), heard_by=heard_by)


@dataclass(frozen=True, slots=True)
class CloseRoom:
    """Disconnect everybody: the call ended, or its media lives elsewhere."""


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Disconnect somebody who is no participant any more."""

    participant_id: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Rule anew who receives whom."""

    audience: Audience


Upkeep = CloseRoom | Disconnect | Rule


def upkeep(
    call: Call | None, participants: Collection[str], audience: Audience | None, *, elsewhere: bool
) -> tuple[Upkeep, ...]:
    """Return what makes a relay's room as its call is.

    ``participants`` are connected there under ``audience`` (None: nobody knows). ``call`` is None for one
    that nobody knows; ``elsewhere``: its media lives on another relay, and all have had time to go there.
    """
    if call is None or call.ended_at is not None or elsewhere:
        return (CloseRoom(),)
    parties = {participant.participant_id for participant in call.participants}
    gone = tuple(Disconnect(participant_id) for participant_id in sorted(set(participants) - parties))
    wanted = audience_of(call)
    return gone if wanted == audience else (*gone, Rule(wanted))
