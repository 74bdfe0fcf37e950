"""Reports over local days equal the sum of what was counted, whichever of the days are kept added up."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from redis.asyncio import Redis

from callrouter.model.reports import DayReport, Figures, Filter, Step
from callrouter.model.statistics import (
    INTERVAL_MS,
    KIND_OF,
    SEVERAL,
    CallCell,
    PersonCell,
    PersonFigures,
    Tally,
)
from callrouter.policy.local_time import Zones
from callrouter.policy.rollup import Dimension, Table
from callrouter.queueing import DAY_MS, Journal, Position, StatisticsStore
from callrouter.services.reports import Reports, ReportWanted
from callrouter.services.statistics import StatisticsKeeper

pytestmark = pytest.mark.valkey

AMSTERDAM, BONAIRE = ZoneInfo("Europe/Amsterdam"), ZoneInfo("America/Kralendijk")
ZONES = Zones({"utrecht": AMSTERDAM, "assen": AMSTERDAM, "bonaire": BONAIRE}, AMSTERDAM)
#: Of the Sunday in between, an hour comes twice in Europe.
FROM_DAY, TO_DAY = date(2026, 10, 24), date(2026, 10, 26)
FIRST_AT = int(datetime(2026, 10, 20, tzinfo=UTC).timestamp() * 1000)
DAYS = 9
LAST = FIRST_AT + DAYS * DAY_MS


def _drawn(seed: int) -> Tally:
    """Draw figures of all kinds over some days, in three places and by two people."""
    dice = random.Random(seed)  # noqa: S311  (it shall be the same again)
    counted = Tally()
    for _ in range(1500):
        starts_at = FIRST_AT + dice.randrange(DAYS * 96) * INTERVAL_MS
        if dice.random() < 0.2:
            cell: Any = PersonCell(
                starts_at, dice.choice(("ann", "bob")), dice.choice(list(PersonFigures.model_fields))
            )
        else:
            figure = dice.choice(list(KIND_OF))
            place = dice.choice(("utrecht", "utrecht", "assen", "bonaire"))
            number = dice.randrange(SEVERAL[figure]) if figure in SEVERAL else None
            told = dice.choice(("nl", "nl", "ar")), dice.choice(("question", "report"))
            cell = CallCell(starts_at, place, *told, figure, number)
        counted[cell] += dice.choice((1, 2, 3_000_000_000))
    return counted


def _when(cell: CallCell | PersonCell) -> datetime:
    zone = BONAIRE if isinstance(cell, CallCell) and cell.location == "bonaire" else AMSTERDAM
    return datetime.fromtimestamp(cell.starts_at / 1000, zone)


def _recount(counted: Tally, from_day: date, to_day: date, only: Filter) -> Iterator[tuple[CallCell, int]]:
    """Yield the cells of these days that the filter lets through."""
    for cell, count in counted.items():
        if isinstance(cell, CallCell) and from_day <= _when(cell).date() <= to_day:
            wanted = only.model_dump(exclude_none=True)
            if all(getattr(cell, name) == value for name, value in wanted.items()):
                yield cell, count


def _summed(cells: Iterator[tuple[CallCell, int]] | list[tuple[CallCell, int]]) -> Figures:
    told: dict[str, dict[str, Any]] = {"calls": {}, "interpreting": {}, "callbacks": {}}
    for cell, count in cells:
        kind = told[KIND_OF[cell.figure]]
        if cell.number is None:
            kind[cell.figure] = kind.get(cell.figure, 0) + count
        else:
            several = kind.setdefault(cell.figure, [0] * SEVERAL[cell.figure])
            several[cell.number] += count
    return Figures.model_validate(told, strict=False)


@pytest.fixture
def store(client: Redis) -> StatisticsStore:
    return StatisticsStore(client)


async def _count(store: StatisticsStore, counted: Tally, *, since: int = 0) -> None:
    before = await store.position()
    await store.record(before, Position(f"{LAST + since}-1", LAST + since), counted)


FILTERS = [
    Filter(),
    Filter(location="utrecht"),
    Filter(language="nl"),
    Filter(subject="report"),
    Filter(location="assen", language="ar"),
    Filter(language="ar", subject="report"),
    Filter(location="bonaire", language="nl", subject="question"),
]


@pytest.mark.parametrize("added_up", [0, 5, DAYS])
async def test_a_report_equals_a_recount(client: Redis, store: StatisticsStore, added_up: int) -> None:
    counted = _drawn(added_up)
    keeper = StatisticsKeeper(store, Journal(client), zones=ZONES)
    await _count(store, counted)
    await keeper.add_up(before=FIRST_AT + added_up * DAY_MS)
    assert list((await store.days.marks()).values()).count(None) == added_up
    for only in FILTERS:
        wanted = ReportWanted(from_day=FROM_DAY, to_day=TO_DAY, only=only)
        _check(await Reports(store, ZONES).report(wanted), counted, only)


def _check(report: DayReport, counted: Tally, only: Filter) -> None:
    cells = list(_recount(counted, FROM_DAY, TO_DAY, only))
    assert report.total == _summed(cells)
    span = timedelta(days=3)
    assert report.before == _summed(_recount(counted, FROM_DAY - span, TO_DAY - span, only))
    assert {moment.day: moment.figures for moment in report.over_time} == {
        day: _summed([each for each in cells if _when(each[0]).date() == day])
        for day in {_when(cell).date() for cell, _ in cells}
    }
    _check_shares(report, cells)
    _check_hours(report, cells)
    _check_people(report, counted)


def _check_shares(report: DayReport, cells: list[tuple[CallCell, int]]) -> None:
    for shares, dimension in (
        (report.by_location, "location"),
        (report.by_language, "language"),
        (report.by_subject, "subject"),
    ):
        assert {share.value: share.figures for share in shares} == {
            value: _summed([each for each in cells if getattr(each[0], dimension) == value])
            for value in {getattr(cell, dimension) for cell, _ in cells}
        }


def _check_hours(report: DayReport, cells: list[tuple[CallCell, int]]) -> None:
    told = {
        (each.weekday, each.hour, figure): count
        for each in report.hours
        for figure in ("offered", "answered", "abandoned", "answered_wait_ms")
        if (count := getattr(each, figure))
    }
    expected: Counter[tuple[int, int, str]] = Counter()
    for cell, count in cells:
        if cell.figure in {"offered", "answered", "abandoned", "answered_wait_ms"}:
            when = _when(cell)
            expected[when.isoweekday(), when.hour, cell.figure] += count
    assert told == expected


def _check_people(report: DayReport, counted: Tally) -> None:
    expected: Counter[tuple[str, str]] = Counter()
    for cell, count in counted.items():
        if isinstance(cell, PersonCell) and FROM_DAY <= _when(cell).date() <= TO_DAY:
            expected[cell.staff_id, cell.figure] += count
    told = {
        (row.staff_id, figure): count
        for row in report.people
        for figure, count in row.figures.model_dump().items()
        if count
    }
    assert told == expected


async def test_a_table_equals_a_recount(client: Redis, store: StatisticsStore) -> None:
    counted = _drawn(9)
    await _count(store, counted)
    await StatisticsKeeper(store, Journal(client), zones=ZONES).add_up(before=LAST)
    for only, by in product(FILTERS, ((), ("language",), ("language", "subject"), tuple(Dimension))):
        expected: Counter[tuple[str, ...]] = Counter()
        for cell, count in _recount(counted, FROM_DAY, TO_DAY, only):
            apart = (str(getattr(cell, each)) for each in by)
            expected[str(_when(cell).date()), *apart] += count * (cell.figure == "offered")
        wanted = ReportWanted(from_day=FROM_DAY, to_day=TO_DAY, only=only)
        for table in (Table.CALLS, Table.HOURS):
            rows = await Reports(store, ZONES).rows(wanted, table, frozenset(map(Dimension, by)))
            told = {
                (str(date.fromordinal(key.day)), *(getattr(key, each) for each in by)): of["offered"]
                for key, of in rows
            }
            if table is Table.HOURS:
                told = {key: sum(hours) for key, hours in told.items()}
            assert {key: count for key, count in told.items() if count} == +expected


async def test_hours_of_a_day_are_told_apart(store: StatisticsStore) -> None:
    counted = _drawn(1)
    await _count(store, counted)
    wanted = ReportWanted(from_day=date(2026, 10, 25), to_day=date(2026, 10, 25), step=Step.HOUR)
    report = await Reports(store, ZONES).report(wanted)
    cells = list(_recount(counted, wanted.from_day, wanted.to_day, Filter()))
    assert {(each.day, each.hour): each.figures for each in report.over_time} == {
        (wanted.from_day, hour): _summed([each for each in cells if _when(each[0]).hour == hour])
        for hour in {_when(cell).hour for cell, _ in cells}
    }
    assert report.total == _summed(cells)


@pytest.mark.parametrize(
    ("step", "starts"),
    [
        (Step.WEEK, [date(2026, 10, 19), date(2026, 10, 26)]),
        (Step.MONTH, [date(2026, 10, 1)]),
    ],
)
async def test_days_are_gathered_into_weeks_and_months(
    store: StatisticsStore, step: Step, starts: list[date]
) -> None:
    counted = _drawn(2)
    await _count(store, counted)
    report = await Reports(store, ZONES).report(
        ReportWanted(from_day=date(2026, 10, 21), to_day=date(2026, 10, 28), step=step)
    )
    assert [moment.day for moment in report.over_time] == starts
    offered = sum(moment.figures.calls.offered for moment in report.over_time)
    assert offered == report.total.calls.offered


async def test_a_day_that_is_added_to_is_added_up_anew(client: Redis, store: StatisticsStore) -> None:
    keeper = StatisticsKeeper(store, Journal(client), zones=ZONES)
    once = CallCell(FIRST_AT + DAY_MS // 2, "utrecht", "nl", "question", "offered")
    await _count(store, Tally({once: 1}))
    await keeper.add_up(before=LAST)
    await _count(store, Tally({once: 1}), since=5)
    wanted = ReportWanted(from_day=date(2026, 10, 20), to_day=date(2026, 10, 20))
    reports = Reports(store, ZONES)
    for _ in range(2):
        assert (await reports.report(wanted)).total.calls.offered == 2
        await keeper.add_up(before=LAST)
    assert set((await store.days.marks()).values()) == {None}


async def test_a_day_that_was_added_to_since_it_was_read_isnt_kept(store: StatisticsStore) -> None:
    cell = CallCell(FIRST_AT, "utrecht", "nl", "question", "offered")
    await _count(store, Tally({cell: 1}))
    mark = (await store.days.marks())[FIRST_AT]
    assert mark is not None
    await _count(store, Tally({cell: 1}), since=5)
    assert not await store.days.keep(FIRST_AT, mark, {"calls": b""})
    assert await store.days.read(FIRST_AT, ["calls"]) is None


async def test_an_event_of_a_clock_far_ahead_takes_no_day_off_the_reports(
    client: Redis, store: StatisticsStore
) -> None:
    counted = _drawn(3)
    await _count(store, counted)
    await StatisticsKeeper(store, Journal(client), zones=ZONES).add_up(before=LAST + 900 * DAY_MS)
    report = await Reports(store, ZONES).report(ReportWanted(from_day=FROM_DAY, to_day=TO_DAY))
    assert report.total == _summed(_recount(counted, FROM_DAY, TO_DAY, Filter()))


async def test_a_report_says_that_events_of_its_days_were_lost(client: Redis, store: StatisticsStore) -> None:
    cell = CallCell(FIRST_AT, "utrecht", "nl", "question", "offered")
    before = await store.position()
    await store.record(before, Position(f"{LAST}-1", LAST), Tally({cell: 1}), lost=[FIRST_AT])
    reports, keeper = Reports(store, ZONES), StatisticsKeeper(store, Journal(client), zones=ZONES)
    for _ in range(2):
        lost = await reports.report(ReportWanted(from_day=date(2026, 10, 20), to_day=date(2026, 10, 20)))
        fine = await reports.report(ReportWanted(from_day=date(2026, 10, 24), to_day=date(2026, 10, 24)))
        assert (lost.incomplete, fine.incomplete) == (True, False)
        await keeper.add_up(before=LAST)
