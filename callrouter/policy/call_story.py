"""How one call went, from what the journal told of it: for the one line in the log, and its trace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from callrouter.model.events import (
    CallHeld,
    DispositionStated,
    Event,
    MediaMoved,
    ReservationEnded,
)
from callrouter.model.records import Call, Reservation
from callrouter.model.states import HOSTS, ReservationOutcome, Role
from callrouter.policy.call_trace import Attribute, Span, root_of, stretch, trace_id_of

#: How long after its end a call's last words are waited for: how connections did, and how it was finished.
SETTLES_MS: Final = 10_000


@dataclass
class _Stay:
    """Somebody in the call; ``left_at`` None: still."""

    participant_id: str
    role: Role
    joined_at: int
    left_at: int | None = None


@dataclass
class CallStory:
    """What was heard of a call. ``first`` and ``last``: the events by which it began here, and ended."""

    first: str
    call: Call
    last: str | None = None
    disposition: str | None = None
    moved_to: list[str] = field(default_factory=list)
    _offers: list[tuple[Reservation, ReservationOutcome, int]] = field(default_factory=list)
    _stays: dict[tuple[str, int], _Stay] = field(default_factory=dict)
    _held_ms: int = 0
    _held_since: int | None = None

    @property
    def ended_at(self) -> int | None:
        """When the call ended, UTC epoch ms."""
        return self.call.ended_at

    def hear(self, event: Event) -> None:
        """Take in an event of this call, in the journal's order."""
        match event:
            case ReservationEnded():
                self._offers.append((event.reservation, event.outcome, event.at))
            case DispositionStated():
                self.disposition = event.disposition
            case MediaMoved() if event.relay_id is not None:
                self.moved_to.append(event.relay_id)
            case CallHeld():
                self._note_hold(event.call.held_at, event.at)
            case _:
                pass
        call = getattr(event, "call", None)
        if isinstance(call, Call):
            self._note_people(call, event.at)
            self.call = call
            if call.ended_at is not None and self.last is None:
                self.last = event.event_id
                self._note_hold(None, event.at)

    def line(self) -> dict[str, Attribute | list[str] | None]:
        """Return the call as one line: ids, words of our own, and figures; times in seconds."""
        call, ended_at = self.call, self.call.ended_at or self.call.queued_at
        outcomes = [outcome for _, outcome, _ in self._offers]
        accepted = [each for each, outcome, _ in self._offers if outcome is ReservationOutcome.ACCEPTED]
        hosts = [each for each in self._stays.values() if each.role in HOSTS]
        interpreters = [each for each in self._stays.values() if each.role is Role.INTERPRETER]
        sought = [seat for seat in call.seats if seat.role is Role.INTERPRETER]
        scores = [leg.worst_score for leg in call.media if leg.worst_score is not None]
        return {
            "call": call.call_id,
            "trace_id": f"{trace_id_of(call.call_id):032x}",
            "centre": call.centre,
            "location": call.location,
            "language": call.language,
            "reason": call.end_reason,
            "disposition": self.disposition or call.disposition,
            "waited_s": _s((call.answered_at or ended_at) - call.queued_at),
            "talked_s": None if call.answered_at is None else _s(ended_at - call.answered_at),
            "held_s": _s(self._held_ms),
            "offers": len(outcomes),
            "missed": outcomes.count(ReservationOutcome.TIMED_OUT),
            "declined": outcomes.count(ReservationOutcome.DECLINED),
            "rang_s": _s(sum(at - each.created_at for each, _, at in self._offers)),
            "step": accepted[0].match.step if accepted else None,
            "steps": accepted[0].match.steps if accepted else None,
            "centres_asked": len(set(call.centres)),
            "seats": len(call.seats),
            "people": len({each.participant_id for each in self._stays.values()}),
            "hosts": len({each.participant_id for each in hosts}),
            "interpreters_sought": len(sought),
            "interpreters_joined": len({each.participant_id for each in interpreters}),
            "interpreted_s": _s(sum((each.left_at or ended_at) - each.joined_at for each in interpreters)),
            "moved_to": list(self.moved_to),
            "legs": len(call.media),
            "worst_score": min(scores, default=None),
            "loss_up": max((leg.loss_up for leg in call.media), default=None),
            "loss_down": max((leg.loss_down for leg in call.media), default=None),
            "interrupted_s": round(sum(leg.interrupted_s for leg in call.media), 1),
            "end_event": self.last or "",
        }

    def spans(self) -> list[Span]:
        """Return the call's trace as the journal knows it: the whole, and its stretches."""
        call = self.call
        ended_at = call.ended_at or call.queued_at
        of = {"began_ms": call.queued_at, "ended_ms": ended_at}
        whole = stretch(
            call.call_id,
            "call",
            **of,
            call=call.call_id,
            centre=call.centre,
            location=call.location,
            language=call.language,
            reason=call.end_reason,
            disposition=self.disposition or call.disposition,
            offers=len(self._offers),
        )
        found = [
            Span(**{**vars(whole), "span_id": root_of(call.call_id), "parent": None}),
            stretch(call.call_id, "queued", began_ms=call.queued_at, ended_ms=call.answered_at or ended_at),
        ]
        if call.answered_at is not None:
            found.append(stretch(call.call_id, "talking", began_ms=call.answered_at, ended_ms=ended_at))
        for offer, outcome, at in self._offers:
            found.append(
                stretch(
                    call.call_id,
                    "ringing",
                    offer.reservation_id,
                    began_ms=offer.created_at,
                    ended_ms=at,
                    role=offer.role,
                    language=offer.language,
                    outcome=outcome,
                    step=offer.match.step,
                )
            )
        found += (
            stretch(
                call.call_id,
                "interpreting",
                str(stay.joined_at),
                began_ms=stay.joined_at,
                ended_ms=stay.left_at or ended_at,
            )
            for stay in self._stays.values()
            if stay.role is Role.INTERPRETER
        )
        return found

    def _note_people(self, call: Call, at: int) -> None:
        present = {(each.participant_id, each.joined_at) for each in call.participants}
        for each in call.participants:
            key = each.participant_id, each.joined_at
            self._stays.setdefault(key, _Stay(each.participant_id, each.role, each.joined_at))
        for key, stay in self._stays.items():
            if stay.left_at is None and key not in present:
                stay.left_at = at

    def _note_hold(self, held_at: int | None, at: int) -> None:
        if held_at is None and self._held_since is not None:
            self._held_ms += at - self._held_since
        self._held_since = held_at


def call_of(event: Event) -> str | None:
    """Return the id of the call an event is about, if it is about one."""
    call = getattr(event, "call", None)
    if isinstance(call, Call):
        return call.call_id
    if isinstance(event, ReservationEnded):
        return event.reservation.call_id
    if isinstance(event, DispositionStated):
        return event.call_id
    return None


def _s(ms: int) -> float:
    return round(ms / 1000, 1)
