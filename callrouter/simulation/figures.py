"""From what happened to figures: per replication first, then over replications, with how sure they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean, quantiles, stdev

from callrouter.model.records import Record
from callrouter.model.statistics import WAIT_CLASSES_S, CallFigures
from callrouter.policy.service_level import Target, abandon_rate, service_level
from callrouter.policy.statistics import wait_class
from callrouter.simulation.outcome import CallOutcome, Outcome

#: Two-sided 95 % quantiles of Student's t for 1 … 30 degrees of freedom; beyond, the normal one plus a bit.
_T95 = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)
_P50, _P90 = 49, 89

Chosen = Callable[[CallOutcome], bool]


class Figure(Record):
    """A mean over replications and half of its 95 % confidence interval; None where nothing is known."""

    mean: float | None
    half: float | None
    replications: int

    @property
    def known(self) -> bool:
        """Whether there is a mean."""
        return self.mean is not None


class CallSums(Record):
    """Figures of some calls of one replication. Waits are of the answered, s; None = there were none."""

    offered: int
    answered: int
    abandoned: int
    waiting: int
    service_level: float | None
    mean_wait_s: float | None
    p50_wait_s: float | None
    p90_wait_s: float | None
    #: Over all who were answered or gave up, s.
    mean_until_s: float | None
    abandon_rate: float | None
    missed_offers: int
    #: Of the answered: with an interpreter, without the one they needed, by the person of last time.
    interpreted: int
    interpreter_missing: int
    preferred: int


def figure(values: Iterable[float | None]) -> Figure:
    """Summarize one value per replication; those without are left out."""
    known = [value for value in values if value is not None]
    if not known:
        return Figure(mean=None, half=None, replications=0)
    if len(known) == 1:
        return Figure(mean=known[0], half=None, replications=1)
    freedom = len(known) - 1
    t95 = _T95[freedom - 1] if freedom <= len(_T95) else 1.96 + 2.5 / freedom
    return Figure(mean=fmean(known), half=t95 * stdev(known) / math.sqrt(len(known)), replications=len(known))


def difference(base: Sequence[float | None], other: Sequence[float | None]) -> Figure:
    """Summarize what ``other`` has more than ``base``, pair by pair: the two of a pair share their chance."""
    return figure(
        b - a if a is not None and b is not None else None for a, b in zip(base, other, strict=True)
    )


def call_sums(outcome: Outcome, target: Target, chosen: Chosen = lambda _: True) -> CallSums:
    """Add up the chosen calls of one replication; the service level is the service's own, by ``target``."""
    return sums([call for call in outcome.calls if chosen(call)], target)


def sums(calls: Sequence[CallOutcome], target: Target) -> CallSums:
    """Add up calls of one replication, as ``call_sums`` does."""
    answered = [call for call in calls if call.answered_at is not None]
    abandoned = [call for call in calls if call.abandoned]
    waits = sorted((call.wait_ms or 0) / 1000 for call in answered)
    given_up = [(call.wait_ms or 0) / 1000 for call in abandoned]
    settled = len(answered) + len(abandoned)
    cuts = quantiles(waits, n=100, method="inclusive") if len(waits) > 1 else []
    counted = CallFigures(
        offered=len(calls),
        answered=len(answered),
        abandoned=len(abandoned),
        answered_waits=_classes(answered),
        abandoned_waits=_classes(abandoned),
    )
    return CallSums(
        offered=len(calls),
        answered=len(answered),
        abandoned=len(abandoned),
        waiting=len(calls) - settled,
        service_level=service_level(counted, target),
        mean_wait_s=fmean(waits) if waits else None,
        p50_wait_s=cuts[_P50] if cuts else None,
        p90_wait_s=cuts[_P90] if cuts else None,
        mean_until_s=fmean([*waits, *given_up]) if settled else None,
        abandon_rate=abandon_rate(counted),
        missed_offers=sum(call.missed for call in calls),
        interpreted=sum(1 for call in answered if call.interpreted),
        interpreter_missing=sum(1 for call in answered if call.interpreter_missing),
        preferred=sum(1 for call in answered if call.preferred),
    )


def _classes(calls: Iterable[CallOutcome]) -> tuple[int, ...]:
    counts = [0] * (len(WAIT_CLASSES_S) + 1)
    for call in calls:
        counts[wait_class(call.wait_ms or 0)] += 1
    return tuple(counts)


def occupancy(outcome: Outcome) -> Mapping[str, float | None]:
    """Return each group's share of ready time that calls and wrap-ups took; a reservation is not work yet."""
    busy: dict[str, int] = {}
    staffed: dict[str, int] = {}
    for person in outcome.people:
        busy[person.group] = busy.get(person.group, 0) + person.on_call_ms + person.wrap_up_ms
        staffed[person.group] = staffed.get(person.group, 0) + person.staffed_ms
    return {group: busy[group] / staffed[group] if staffed[group] else None for group in staffed}


def person_occupancies(outcome: Outcome) -> Mapping[str, float | None]:
    """Return the same share person by person."""
    return {
        person.staff_id: (person.on_call_ms + person.wrap_up_ms) / person.staffed_ms
        if person.staffed_ms
        else None
        for person in outcome.people
    }
