"""Statistics of real calls: what a morning adds up to."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from callrouter.model.states import AwayReason
from callrouter.model.statistics import (
    INTERVAL_MS,
    WAIT_CLASSES_S,
    CallFigures,
    Grouping,
    Interval,
    PersonFigures,
    interval_of,
)
from callrouter.queueing import Journal, StatisticsStore
from callrouter.services.statistics import Statistics, StatisticsKeeper
from tests.queueing.house import START, House

pytestmark = pytest.mark.valkey

_NAMESPACE = "callrouter"
#: The morning begins with a quarter of an hour.
_MORNING = interval_of(START) + INTERVAL_MS


@pytest.fixture
def house(client: Redis) -> House:
    return House(client, _NAMESPACE)


@pytest.fixture
def store(client: Redis) -> StatisticsStore:
    return StatisticsStore(client)


@pytest.fixture
def keeper(client: Redis, store: StatisticsStore) -> StatisticsKeeper:
    return StatisticsKeeper(store, Journal(client), gather_s=0)


async def _until(house: House, second: float) -> None:
    """Let time pass until so many seconds of the morning are over."""
    await house.passes(_MORNING + int(second * 1000) - house.clock.now)


async def _queues(house: House, call_id: str) -> None:
    await house.booth(call_id)
    await house.engine.request_call(house.request(call_id))


async def _becomes_ready(house: House, staff_id: str) -> None:
    house.clock.now -= 1  # the house lets a moment pass before
    await house.ready(staff_id)


async def _a_morning(house: House) -> None:
    engine = house.engine
    await _until(house, 0)
    await house.connects("ann")
    await _until(house, 30)
    await _becomes_ready(house, "ann")
    await _until(house, 60)
    await _queues(house, "c1")
    await _until(house, 68)
    await engine.accept("c1/agent#1", "ann")
    await _until(house, 100)
    await _queues(house, "c2")
    await _until(house, 120)
    await _queues(house, "c3")
    await _until(house, 130)
    await engine.leave_call("c3", "booth:c3")
    await _until(house, 880)
    await engine.leave_call("c1", "booth:c1")
    # Ann wraps up for 30 s, is rung for c2 and misses it after 20 s.
    await _until(house, 1000)
    await house.connects("bob")
    await _becomes_ready(house, "bob")
    await _until(house, 1005)
    await engine.accept("c2/agent#2", "bob")
    await _until(house, 1010)
    await _becomes_ready(house, "ann")
    await _until(house, 1020)
    await _queues(house, "c4")
    await _until(house, 1022)
    await engine.decline("c4/agent#1", "ann")
    await _until(house, 1024)
    await house.away("ann", AwayReason.BREAK)
    await _until(house, 1035)
    await engine.leave_call("c2", "booth:c2")
    await _until(house, 1040)
    await engine.finish_wrap_up("bob", "c2", None)
    await _until(house, 1045)
    await engine.accept("c4/agent#2", "bob")
    await _until(house, 1100)
    await engine.transfer_call("c4", house.seat("second"), by="bob")
    await _until(house, 1110)
    await engine.leave_call("c4", "booth:c4")
    # Bob wraps up until 1130.
    await _until(house, 1200)
    await house.away("bob")


def _classes(*seconds: float) -> tuple[int, ...]:
    lower = (0, *WAIT_CLASSES_S)
    upper = (*WAIT_CLASSES_S, 1_000_000)
    return tuple(
        sum(low < second <= high for second in seconds) for low, high in zip(lower, upper, strict=True)
    )


_FIRST_QUARTER = Interval(
    starts_at=_MORNING,
    calls={
        "station-1": {
            "nl": {
                "question": CallFigures(
                    offered=3,
                    answered=1,
                    abandoned=1,
                    ended=2,
                    answered_wait_ms=8_000,
                    answered_waits=_classes(8),
                    abandoned_wait_ms=10_000,
                    abandoned_waits=_classes(10),
                    talks=1,
                    talk_ms=812_000,
                )
            }
        }
    },
    people={
        "ann": PersonFigures(
            answered=1,
            away_ms=30_000,
            idle_ms=30_000,
            reserved_ms=8_000,
            on_call_ms=812_000,
            wrap_up_ms=20_000,
        )
    },
)
_SECOND_QUARTER = Interval(
    starts_at=_MORNING + INTERVAL_MS,
    calls={
        "station-1": {
            "nl": {
                "question": CallFigures(
                    offered=1,
                    answered=2,
                    missed=1,
                    declined=1,
                    transferred=1,
                    transfers_abandoned=1,
                    ended=2,
                    answered_wait_ms=905_000 + 25_000,
                    answered_waits=_classes(905, 25),
                    talks=2,
                    talk_ms=30_000 + 55_000,
                    wrap_ups=3,
                    wrap_up_ms=30_000 + 5_000 + 30_000,
                )
            }
        }
    },
    people={
        "ann": PersonFigures(
            missed=1,
            declined=1,
            wrap_up_ms=10_000,
            reserved_ms=20_000 + 2_000,
            away_ms=80_000,
            idle_ms=10_000 + 2_000,
        ),
        "bob": PersonFigures(
            answered=2,
            reserved_ms=5_000 + 5_000,
            on_call_ms=30_000 + 55_000,
            wrap_up_ms=5_000 + 30_000,
            idle_ms=70_000,
        ),
    },
)


async def test_a_morning_adds_up(house: House, store: StatisticsStore, keeper: StatisticsKeeper) -> None:
    await _a_morning(house)
    await keeper.catch_up()
    assert await store.read(_MORNING, _MORNING + 2 * INTERVAL_MS) == (_FIRST_QUARTER, _SECOND_QUARTER)


async def test_a_report_of_a_morning(house: House, store: StatisticsStore, keeper: StatisticsKeeper) -> None:
    await _a_morning(house)
    await keeper.catch_up()
    report = Statistics(store).report
    to_at = _MORNING + 2 * INTERVAL_MS
    whole = await report(_MORNING, to_at, by=())
    (calls,) = whole.calls
    assert (calls.starts_at, calls.location, calls.language) == (None, None, None)
    assert (calls.figures.offered, calls.figures.answered, calls.figures.abandoned) == (4, 3, 1)
    assert calls.figures.answered_waits == _classes(8, 905, 25)
    assert {row.staff_id: row.figures.wrap_up_ms for row in whole.people} == {"ann": 30_000, "bob": 35_000}
    assert whole.incomplete == ()
    detailed = await report(_MORNING, to_at)
    assert [(row.starts_at, row.location, row.language) for row in detailed.calls] == [
        (_MORNING, "station-1", "nl"),
        (_MORNING + INTERVAL_MS, "station-1", "nl"),
    ]
    assert [row.figures for row in (await report(_MORNING, _MORNING + 1)).calls] == [
        _FIRST_QUARTER.calls["station-1"]["nl"]["question"]
    ]


async def test_a_report_counts_what_people_are_in_the_middle_of(
    house: House, store: StatisticsStore, keeper: StatisticsKeeper
) -> None:
    await _a_morning(house)
    await keeper.catch_up()
    now = _MORNING + 1_300_000
    to_at = _MORNING + 2 * INTERVAL_MS
    report = await Statistics(store).report(
        _MORNING, to_at, by=[Grouping.LOCATION], people=house.engine.people, now=now
    )
    away = {row.staff_id: row.figures.away_ms for row in report.people}
    # Ann since 1024, bob since 1200.
    assert away == {"ann": 30_000 + 80_000 + 276_000, "bob": 100_000}
    earlier = await Statistics(store).report(_MORNING, _MORNING + 1, people=house.engine.people, now=now)
    assert [row.figures.away_ms for row in earlier.people] == [30_000]


@pytest.mark.parametrize("to_at", [_MORNING, _MORNING - 1])
async def test_a_report_ends_after_it_begins(store: StatisticsStore, to_at: int) -> None:
    with pytest.raises(ValueError, match="after"):
        await Statistics(store).report(_MORNING, to_at)
