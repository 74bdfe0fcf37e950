"""What recent calls were like: how long they took, how soon offers were accepted, how fast callers gave up.

Folded from the journal, event by event; what it keeps is bounded, and older observations fade.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import NamedTuple, TypeVar

from callrouter.model.events import CallEnded, CallJoined, Event, ReservationEnded, StaffChanged
from callrouter.model.states import Activity, ReservationOutcome, Role

_MOST_SAMPLES = 200
#: What an observation is worth by the time the next one is made, where only sums are kept.
_FADING = 0.99
#: So many of its own samples a language needs to count for as much as all languages do.
_LANGUAGE_WORTH = 5
#: Where fewer samples than this are left, the tail is taken to be exponential: five of its quantiles.
_FEW = 5
_EXPONENTIAL = (0.105, 0.357, 0.693, 1.204, 2.303)


class Handling(NamedTuple):
    """One conversation of one person, s."""

    talk_s: float
    wrap_up_s: float


#: What is assumed before anything was seen: 300 s with a coefficient of variation of 0.8.
_PRIOR = tuple(Handling(total - 30, 30) for total in (220, 360, 130, 730, 60))
#: One assumed sample is dropped for so many seen.
_SEEN_FOR_ASSUMED = 8
_ASSUMED_PATIENCE_S = 300.0
_ASSUMED_ACCEPTS = 3.0
_ASSUMED_ANSWER_S = 8.0


@dataclass(frozen=True)
class RecentFigures:
    """What was observed. Starts from plain assumptions, which the first dozens of calls replace."""

    #: The last handlings of each role, and of each role in each language; the newest last.
    by_role: Mapping[Role, tuple[Handling, ...]] = field(default_factory=dict)
    by_language: Mapping[tuple[Role, str], tuple[Handling, ...]] = field(default_factory=dict)
    #: Conversations whose wrap-up goes on: person to talk, s.
    wrapping_up: Mapping[str, float] = field(default_factory=dict)
    #: Faded sums: time callers waited and how many of them left; time offers rang and how many were accepted.
    waited_s: float = 0.0
    left: float = 0.0
    rung_s: float = 0.0
    accepted: float = 0.0

    @property
    def leaving_rate(self) -> float:
        """The rate at which a waiting caller gives up, per second."""
        return self.left / (self.waited_s + _ASSUMED_PATIENCE_S)

    @property
    def answer_s(self) -> float:
        """How long it rings until somebody accepts, offers nobody accepts included."""
        return (self.rung_s + _ASSUMED_ACCEPTS * _ASSUMED_ANSWER_S) / (self.accepted + _ASSUMED_ACCEPTS)

    def handling_s(self, role: Role, language: str) -> tuple[float, ...]:
        """Return how long conversations with their wrap-up take: equally likely values in ascending order."""
        everywhere = [sum(handling) for handling in self._handlings(role)]
        mean = fmean(everywhere)
        own = [sum(handling) for handling in self.by_language.get((role, language), ())]
        factor = (sum(own) / mean + _LANGUAGE_WORTH) / (len(own) + _LANGUAGE_WORTH)
        return tuple(sorted(factor * total for total in everywhere))

    def talk_left_s(self, role: Role, talked_s: float) -> tuple[float, ...]:
        """Return how long until somebody who has talked this long is free again: values as in handling_s."""
        handlings = self._handlings(role)
        left = [sum(handling) - talked_s for handling in handlings if handling.talk_s > talked_s]
        return _with_tail(left, fmean(sum(handling) for handling in handlings))

    def wrap_up_left_s(self, role: Role, spent_s: float) -> tuple[float, ...]:
        """Return how long a wrap-up that has lasted this long goes on: values as in handling_s."""
        wrap_ups = [handling.wrap_up_s for handling in self._handlings(role)]
        left = [wrap_up - spent_s for wrap_up in wrap_ups if wrap_up > spent_s]
        return _with_tail(left, fmean(wrap_ups))

    def _handlings(self, role: Role) -> tuple[Handling, ...]:
        seen = self.by_role.get(role, ())
        return (*_PRIOR[: max(0, len(_PRIOR) - len(seen) // _SEEN_FOR_ASSUMED)], *seen)


def learn(figures: RecentFigures, event: Event) -> RecentFigures:
    """Return the figures after one more event of the journal."""
    match event:
        case CallJoined(call=call) if call.answered_at == event.at:
            return _waited(figures, event.at - call.queued_at, left=0)
        case CallEnded(call=call) if call.answered_at is None:
            return _waited(figures, event.at - call.queued_at, left=1)
        case ReservationEnded(reservation=offer) if (
            offer.role is Role.AGENT and event.outcome is not ReservationOutcome.CANCELED
        ):
            return replace(
                figures,
                rung_s=_FADING * figures.rung_s + (event.at - offer.created_at) / 1000,
                accepted=_FADING * figures.accepted + (event.outcome is ReservationOutcome.ACCEPTED),
            )
        case StaffChanged():
            return _stretch_ended(figures, event)
        case _:
            return figures


def _waited(figures: RecentFigures, waited_ms: int, *, left: int) -> RecentFigures:
    return replace(
        figures,
        waited_s=_FADING * figures.waited_s + waited_ms / 1000,
        left=_FADING * figures.left + left,
    )


def _stretch_ended(figures: RecentFigures, event: StaffChanged) -> RecentFigures:
    was, staff = event.was, event.staff
    if was is None:
        return figures
    lasted_s = (event.at - was.since) / 1000
    wrapping_up = dict(figures.wrapping_up)
    if was.activity is Activity.ON_CALL:
        if staff.activity is Activity.WRAP_UP:
            wrapping_up[staff.staff_id] = lasted_s
            return replace(figures, wrapping_up=wrapping_up)
        handling = Handling(lasted_s, 0)
    elif was.activity is Activity.WRAP_UP and staff.staff_id in wrapping_up:
        handling = Handling(wrapping_up.pop(staff.staff_id), lasted_s)
    else:
        return figures
    return replace(
        figures,
        wrapping_up=wrapping_up,
        by_role=_with_sample(figures.by_role, staff.role, handling),
        by_language=_with_sample(figures.by_language, (staff.role, was.language or ""), handling),
    )


_Key = TypeVar("_Key")


def _with_sample(
    samples: Mapping[_Key, tuple[Handling, ...]], key: _Key, handling: Handling
) -> Mapping[_Key, tuple[Handling, ...]]:
    return {**samples, key: (*samples.get(key, ()), handling)[-_MOST_SAMPLES:]}


def _with_tail(left: list[float], mean: float) -> tuple[float, ...]:
    """Return the values left, eked out by an exponential tail where they are few."""
    if len(left) < _FEW:
        tail = (sum(left) + mean) / (len(left) + 1)
        left = [*left, *(tail * quantile for quantile in _EXPONENTIAL)]
    return tuple(sorted(left))
