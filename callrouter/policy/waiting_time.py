"""How long callers will wait: what happens next, played through a few dozen times.

A run takes everybody as they are now, lets conversations end as recent ones did, and gives each person who
becomes free to the best-placed seat that may have them, as the engine would. So people shared between
languages count once, and who needs an interpreter waits for both. The draws hang on ids alone: the same
lineup gives the same forecast, and a call's draws stay its own from one forecast to the next.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from heapq import heapify, heappop, heappush
from random import Random
from typing import NamedTuple

from callrouter.model.commands import Step
from callrouter.model.states import Activity, Role, Status
from callrouter.model.views import Lineup, WaitingSeat, Worker
from callrouter.policy.recent_figures import RecentFigures

_RUNS = 48
#: In large lineups fewer runs do: so many people and seats are played through in all, but for the least.
_MOST_PLAYED = 12_000
_LEAST_RUNS = 12
_LOW, _MIDDLE, _HIGH = 0.2, 0.5, 0.8


class Forecast(NamedTuple):
    """A caller's wait from now until somebody accepts, s."""

    #: As likely to be longer as to be shorter.
    expected_s: float
    #: One in five waits is shorter than ``low_s``, one in five longer than ``high_s``.
    low_s: float
    high_s: float


class _Option(NamedTuple):
    """A step of a seat: from when, by whom and together with whom it can be filled; groups by number."""

    opens_s: float
    groups: frozenset[int]
    companions: frozenset[int] | None


class _Waiting(NamedTuple):
    """A seat with its draws."""

    options: tuple[_Option, ...]
    #: How long it keeps its people, and when its caller gives up, in each run.
    busy_s: tuple[float, ...]
    leaves_s: tuple[float, ...]


def forecast(lineup: Lineup, figures: RecentFigures, call_ids: Collection[str]) -> dict[str, Forecast | None]:
    """Forecast the waits of those of the calls that wait in the lineup.

    None for a call that nobody who is staffed can ever answer.
    """
    wanted = {
        seat.call_id: number
        for number, seat in reversed(list(enumerate(lineup.seats)))
        if seat.role is Role.AGENT and seat.call_id in call_ids
    }
    if not wanted:
        return {}
    runs = max(_LEAST_RUNS, min(_RUNS, _MOST_PLAYED // (len(lineup.people) + len(lineup.seats))))
    scene = _Scene(lineup, figures, runs, wanted=frozenset(wanted.values()))
    starts = [_Run(scene, number).starts() for number in range(runs)]
    found: dict[str, Forecast | None] = {}
    for call_id, number in wanted.items():
        waits = [0.0] if lineup.seats[number].reserved else sorted(start[number] for start in starts)
        found[call_id] = _summary(waits, figures.answer_s)
    return found


def _summary(waits: Sequence[float], answer_s: float) -> Forecast | None:
    if math.isinf(_quantile(waits, _MIDDLE)):
        return None
    return Forecast(
        expected_s=_quantile(waits, _MIDDLE) + answer_s,
        low_s=_quantile(waits, _LOW) + answer_s,
        high_s=_quantile(waits, _HIGH) + answer_s,
    )


class _Scene:
    """What all runs share: groups of people who stand in the same pools, and seats with who can fill them."""

    def __init__(self, lineup: Lineup, figures: RecentFigures, runs: int, *, wanted: frozenset[int]) -> None:
        self._at = lineup.at
        self._runs = runs
        self._figures = figures
        self._answer_s = figures.answer_s
        self._leaving_rate = figures.leaving_rate
        self._handling: dict[tuple[Role, str], Sequence[float]] = {}
        self._busy: dict[tuple[Role, Activity, int], Sequence[float]] = {}
        self._groups = _grouped(lineup.people, lineup.seats)
        self.free_s = [[self._free_s(worker) for worker in workers] for workers in self._groups.values()]
        self._filling: dict[tuple[str, ...], frozenset[int]] = {}
        self.seats = [self._waiting(seat) for seat in lineup.seats]
        #: The seats whose start matters. The others do as well: those behind may take people from them.
        self.wanted = frozenset(number for number in wanted if self.seats[number].options)
        #: Which seats each group can fill, best placed first.
        self.seats_of: list[list[int]] = [[] for _ in self._groups]
        for number, seat in enumerate(self.seats):
            for group in {
                group for option in seat.options for group in (*option.groups, *(option.companions or ()))
            }:
                self.seats_of[group].append(number)

    def _free_s(self, worker: Worker) -> tuple[float, ...]:
        """Return in how many seconds the person is free, in each run."""
        staff = worker.staff
        # To the second, so that most of thousands of people share one list.
        key = (staff.role, staff.activity, (self._at - staff.since) // 1000)
        if key not in self._busy:
            self._busy[key] = self._busy_s(*key)
        values = self._busy[key]
        most_s = math.inf if staff.wrap_up_ends_at is None else (staff.wrap_up_ends_at - self._at) / 1000
        least_s = 0.0 if staff.ready_at is None else (staff.ready_at - self._at) / 1000
        # Whoever is in the same call becomes free with it.
        draws = _draws(staff.call_id or staff.staff_id)[: self._runs]
        return tuple(max(0.0, least_s, min(most_s, _quantile(values, draw))) for draw in draws)

    def _busy_s(self, role: Role, activity: Activity, for_s: int) -> Sequence[float]:
        match activity:
            case Activity.IDLE:
                return (0.0,)
            case Activity.RESERVED:
                # Ringing is as good as memoryless: how long it has rung says little.
                return [self._answer_s + handling for handling in self._handling_s(role, "")]
            case Activity.ON_CALL:
                return self._figures.talk_left_s(role, for_s)
            case Activity.WRAP_UP:
                return self._figures.wrap_up_left_s(role, for_s)

    def _handling_s(self, role: Role, language: str) -> Sequence[float]:
        key = (role, language)
        if key not in self._handling:
            self._handling[key] = self._figures.handling_s(role, language)
        return self._handling[key]

    def _waiting(self, seat: WaitingSeat) -> _Waiting:
        values, rate = self._handling_s(seat.role, seat.language), self._leaving_rate
        busy = _draws(seat.call_id)[: self._runs]
        leaves = _draws(f"leaves {seat.call_id}")[: self._runs]
        return _Waiting(
            options=() if seat.reserved else self._options(seat),
            busy_s=tuple(self._answer_s + _quantile(values, draw) for draw in busy),
            leaves_s=tuple(-math.log(1 - draw) / rate if rate else math.inf for draw in leaves),
        )

    def _options(self, seat: WaitingSeat) -> tuple[_Option, ...]:
        options = []
        for number, step in enumerate(seat.steps):
            option = _Option(
                opens_s=self._opens_s(seat, step) if number >= seat.opened else 0.0,
                groups=self._fill(step.pools),
                companions=self._fill(seat.companion_pools) if step.with_companion else None,
            )
            if option.groups and (option.companions or not step.with_companion):
                options.append(option)
        return tuple(options)

    def _opens_s(self, seat: WaitingSeat, step: Step) -> float:
        return max(0.0, (seat.opened_at + step.after_ms - self._at) / 1000)

    def _fill(self, pools: tuple[str, ...]) -> frozenset[int]:
        """Return the groups that stand in any of the pools."""
        if pools not in self._filling:
            wanted = set(pools)
            self._filling[pools] = frozenset(n for n, group in enumerate(self._groups) if group & wanted)
        return self._filling[pools]


class _Run:
    """One course of events. Times are seconds from now."""

    def __init__(self, scene: _Scene, number: int) -> None:
        self._scene = scene
        self._number = number
        self._now = 0.0
        self._starts = [math.inf] * len(scene.seats)
        self._unknown = len(scene.wanted)
        #: Idle people of each group, and the groups that have any.
        self._idlers = [0] * len(scene.free_s)
        self._idle: set[int] = set()
        self._first = [0] * len(scene.free_s)
        #: What happens when: a person of a group becomes free (1), a seat opens to more people (2).
        self._events: list[tuple[float, int, int]] = []

    def starts(self) -> list[float]:
        """Return when each seat's offer begins that's accepted; infinite for those nobody can fill."""
        for group, people in enumerate(self._scene.free_s):
            self._add_idle(group, sum(free_s[self._number] == 0 for free_s in people))
            self._events += [(at, 1, group) for free_s in people if (at := free_s[self._number])]
        for seat, waiting in enumerate(self._scene.seats):
            self._events += [(option.opens_s, 2, seat) for option in waiting.options if option.opens_s]
            self._fill(seat)
        heapify(self._events)
        while self._unknown and self._events:
            self._now, kind, subject = heappop(self._events)
            if kind == 1:
                self._add_idle(subject, 1)
                self._serve(subject)
            else:
                self._fill(subject)
        return self._starts

    def _add_idle(self, group: int, people: int) -> None:
        self._idlers[group] += people
        if self._idlers[group]:
            self._idle.add(group)
        else:
            self._idle.discard(group)

    def _serve(self, group: int) -> None:
        """Give the people of a group to the seats that may have them."""
        seats = self._scene.seats_of[group]
        while self._first[group] < len(seats) and self._starts[seats[self._first[group]]] < math.inf:
            self._first[group] += 1
        for place in range(self._first[group], len(seats)):
            self._fill(seats[place])
            if group not in self._idle:
                return

    def _fill(self, number: int) -> None:
        """Start the seat if the people it needs are free. Who has left by then keeps nobody busy."""
        if self._starts[number] < math.inf:
            return
        seat = self._scene.seats[number]
        for option in seat.options:
            if option.opens_s > self._now:
                continue
            people = self._free(option)
            if people is None:
                continue
            self._starts[number] = self._now
            self._unknown -= number in self._scene.wanted
            if seat.leaves_s[self._number] > self._now:
                for group in people:
                    self._add_idle(group, -1)
                    heappush(self._events, (self._now + seat.busy_s[self._number], 1, group))
            return

    def _free(self, option: _Option) -> tuple[int, ...] | None:
        """Return the groups that would give a person each now, if those whom the step needs are free.

        Of several the one in the fewest pools, so that whoever can do more is free for the others.
        """
        people = self._idle & option.groups
        if not people:
            return None
        if option.companions is None:
            return (min(people),)
        companions = self._idle & option.companions
        return (min(people), min(companions)) if companions else None


def _grouped(people: Iterable[Worker], seats: Iterable[WaitingSeat]) -> dict[frozenset[str], list[Worker]]:
    """Return who will be available, by those of their pools that count; the fewest pools first."""
    counted = {pool for seat in seats for step in seat.steps for pool in step.pools}
    counted |= {pool for seat in seats for pool in seat.companion_pools}
    groups: dict[frozenset[str], list[Worker]] = {}
    for worker in people:
        pools = counted.intersection(worker.pools)
        if pools and (worker.staff.next_status or worker.staff.status) is Status.READY:
            groups.setdefault(frozenset(pools), []).append(worker)
    return dict(sorted(groups.items(), key=lambda item: (len(item[0]), sorted(item[0]))))


def _quantile(values: Sequence[float], share: float) -> float:
    return values[int(share * len(values))]


@lru_cache(maxsize=16_384)
def _draws(key: str) -> tuple[float, ...]:
    """Return a number between 0 and 1 for each run, spread evenly, in an order of the key's own."""
    order = [(number + 0.5) / _RUNS for number in range(_RUNS)]
    Random(key).shuffle(order)  # noqa: S311 (repeatable on purpose)
    return tuple(order)
