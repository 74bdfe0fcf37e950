"""What is to be expected of a staffing, next to who worked then: the same calls for both, many times over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from callrouter.model.records import Language, Record
from callrouter.model.states import Role
from callrouter.model.statistics import CallFigures
from callrouter.policy.service_level import Target, abandon_rate, service_level, speed_of_answer_s, summed
from callrouter.simulation.figures import CallSums, Figure, difference, figure, sums
from callrouter.simulation.floor import Floor
from callrouter.simulation.outcome import CallOutcome, Outcome
from callrouter.simulation.play import Play
from callrouter.simulation.trial import Trial, cast_of, draw_past_calls


class Counted(Record):
    """What was counted in the week itself; None where there is nothing to divide."""

    offered: int
    service_level: float | None
    mean_wait_s: float | None
    abandon_rate: float | None


class Outlook(Record):
    """What is to be expected of a staffing. Waits, s, are of the answered; shares are 0 to 1."""

    offered: Figure
    service_level: Figure
    mean_wait_s: Figure
    p90_wait_s: Figure
    abandon_rate: Figure


class LanguageOutlook(Record):
    """One language, or None for all: as counted, as played with who worked then, as played with the staffing.

    ``difference`` is taken call by call the same, so it is surer than the two it lies between.
    """

    language: Language | None
    counted: Counted
    before: Outlook
    after: Outlook
    difference: Outlook


class Busy(Record):
    """Which share of their time at work conversations and wrap-ups take people of a role."""

    role: Role
    before: Figure
    after: Figure


class TrialResult(Record):
    """What came of it, all languages first, then by calls."""

    replications: int
    target: Target
    formula_in_words: str
    languages: tuple[LanguageOutlook, ...]
    busy: tuple[Busy, ...]


_Sums = Mapping[str | None, CallSums]
_Busy = Mapping[Role, float | None]


class TrialRun:
    """Plays a trial, one replication after the other; what it gives can be told after any of them."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._before = cast_of(trial, trial.week.staffing or trial.staffing)
        self._after = (
            self._before if trial.staffing == trial.week.staffing else cast_of(trial, trial.staffing)
        )
        self._sums: list[tuple[_Sums, _Sums]] = []
        self._busy: list[tuple[_Busy, _Busy]] = []

    def replications(self) -> Iterator[int]:
        """Play; yields after each replication how many were played."""
        for number in range(self._trial.replications):
            visitors = draw_past_calls(self._trial.week, self._after.floor, self._trial.seed, number)
            before = Play(self._before, visitors).run()
            after = before if self._after is self._before else Play(self._after, visitors).run()
            self._sums.append((self._summed(before), self._summed(after)))
            self._busy.append((_busy(before, self._before.floor), _busy(after, self._after.floor)))
            yield number + 1

    def result(self) -> TrialResult:
        """Return what the replications played so far give."""
        target = self._trial.service.target
        counted = self._counted()
        names = sorted(counted, key=lambda name: (name is not None, -counted[name].offered, name or ""))
        return TrialResult(
            replications=len(self._sums),
            target=target,
            formula_in_words=target.formula.in_words,
            languages=tuple(self._language(name, counted[name]) for name in names),
            busy=tuple(
                Busy(
                    role=role,
                    before=figure(before.get(role) for before, _ in self._busy),
                    after=figure(after.get(role) for _, after in self._busy),
                )
                for role in (Role.AGENT, Role.INTERPRETER)
            ),
        )

    def _summed(self, outcome: Outcome) -> _Sums:
        by_language: defaultdict[str | None, list[CallOutcome]] = defaultdict(list)
        for call in outcome.calls:
            if self._trial.location in {None, call.location}:
                by_language[call.language].append(call)
                by_language[None].append(call)
        return {name: sums(calls, self._trial.service.target) for name, calls in by_language.items()}

    def _counted(self) -> dict[str | None, Counted]:
        figures: defaultdict[str | None, list[CallFigures]] = defaultdict(list)
        for each in self._trial.week.figures:
            if self._trial.location in {None, each.location}:
                figures[each.language].append(each.figures)
                figures[None].append(each.figures)
        found = {name: summed(CallFigures, many) for name, many in figures.items()}
        return {
            name: Counted(
                offered=whole.offered,
                service_level=service_level(whole, self._trial.service.target),
                mean_wait_s=speed_of_answer_s(whole),
                abandon_rate=abandon_rate(whole),
            )
            for name, whole in found.items()
        }

    def _language(self, name: str | None, counted: Counted) -> LanguageOutlook:
        before = [sums.get(name) for sums, _ in self._sums]
        after = [sums.get(name) for _, sums in self._sums]
        return LanguageOutlook(
            language=name,
            counted=counted,
            before=_outlook(before),
            after=_outlook(after),
            difference=Outlook(
                **{
                    field: difference(_values(before, field), _values(after, field))
                    for field in Outlook.model_fields
                }
            ),
        )


def _outlook(values: Sequence[CallSums | None]) -> Outlook:
    return Outlook(**{field: figure(_values(values, field)) for field in Outlook.model_fields})


def _values(values: Sequence[CallSums | None], field: str) -> list[float | None]:
    return [None if each is None else getattr(each, field) for each in values]


def _busy(outcome: Outcome, floor: Floor) -> _Busy:
    roles = {group.name: group.role for group in floor.people}
    busy: defaultdict[Role, int] = defaultdict(int)
    staffed: defaultdict[Role, int] = defaultdict(int)
    for person in outcome.people:
        busy[roles[person.group]] += person.on_call_ms + person.wrap_up_ms
        staffed[roles[person.group]] += person.staffed_ms
    return {role: busy[role] / total if total else None for role, total in staffed.items()}
