"""Keeping statistics: nothing counts twice or is left out, whoever counts, dies or comes late."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from callrouter.model.events import Event, StaffChanged
from callrouter.model.states import Activity, Role, Status
from callrouter.model.statistics import INTERVAL_MS, CallFigures, Interval, PersonFigures, Tally, interval_of
from callrouter.policy.intervals import intervals
from callrouter.policy.statistics import tally
from callrouter.queueing import EmbeddedValkey, Journal, Position, QueueEngine, StatisticsStore
from callrouter.services.statistics import Statistics, StatisticsKeeper
from tests.queueing.house import START, House
from tests.queueing.traffic import Traffic, give

pytestmark = pytest.mark.valkey

_PATIENCE_S = 20
_NAMESPACE = "callrouter"
#: The quarter of an hour after the one in which the house opens.
_NEXT = interval_of(START) + INTERVAL_MS


@pytest.fixture
def house(client: Redis) -> House:
    return House(client, _NAMESPACE)


@pytest.fixture
def store(client: Redis) -> StatisticsStore:
    return StatisticsStore(client)


@pytest.fixture
def keeper(client: Redis, store: StatisticsStore) -> StatisticsKeeper:
    return StatisticsKeeper(store, Journal(client), gather_s=0)


# Exactly once ------------------------------------------------------------------------------------


class _KilledError(Exception):
    """The keeper's process is gone."""


class _Mortal(StatisticsStore):
    """The store, to a keeper that may be killed before it records and before it hears that it did."""

    def __init__(self, client: Redis, chance: random.Random) -> None:
        super().__init__(client)
        self._chance = chance

    async def record(
        self, since: Position, until: Position, counted: Tally, *, lost: Iterable[int] = ()
    ) -> bool:
        fate = self._chance.random()
        if fate < 0.25:
            raise _KilledError
        done = await super().record(since, until, counted, lost=lost)
        if fate > 0.75:
            raise _KilledError
        return done


async def _keeps(store: StatisticsStore, journal: Journal, over: asyncio.Event) -> None:
    """Keep the statistics until the traffic is over, by one keeper after another, each killed."""
    while True:
        last = over.is_set()
        try:
            await StatisticsKeeper(store, journal).catch_up()
        except _KilledError:
            continue
        if last:
            return


async def _keeps_restlessly(
    store: StatisticsStore, journal: Journal, over: asyncio.Event, chance: random.Random
) -> None:
    """Keep them by keepers that are ended at any moment, whatever they wait for."""
    while not over.is_set():
        running = asyncio.create_task(StatisticsKeeper(store, journal, gather_s=0).run())
        for _ in range(chance.randrange(40)):
            await asyncio.sleep(0)
        await _stop(running)


async def _stop(running: asyncio.Task[None]) -> None:
    while not running.done():
        running.cancel()
        await asyncio.wait([running], timeout=0.1)


def _recount(events: Iterable[Event]) -> tuple[Interval, ...]:
    counted = Tally()
    for event in events:
        counted.update(tally(event))
    return intervals(counted)


@pytest.mark.parametrize("seed", range(3))
async def test_keepers_that_compete_and_die_count_what_one_recount_does(
    client: Redis, store: StatisticsStore, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  (a test's traffic)
    journal, over = Journal(client), asyncio.Event()
    traffic = Traffic(QueueEngine(client), "one", chance)
    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(_keeps(_Mortal(client, chance), journal, over))
        group.create_task(_keeps_restlessly(store, journal, over, chance))
        try:
            await give(traffic, 600, lambda _: None)
        finally:
            over.set()
    events = await journal.after("0-0", limit=1_000_000)
    assert events is not None
    recount = _recount(events)
    assert {event.type for event in events} >= {"call.ended", "call.joined", "reservation.ended"}
    assert await store.position() == Position(events[-1].event_id, events[-1].at)
    assert await store.read(recount[0].starts_at, recount[-1].starts_at + 1) == recount
    report = await Statistics(store).report(recount[0].starts_at, recount[-1].starts_at + 1, by=())
    assert [row.figures for row in report.calls] == [_as_the_calls_say(events, report.calls[0].figures)]
    assert {row.staff_id: _time(row.figures) for row in report.people if _time(row.figures)} == _at_work(
        events
    )


def _as_the_calls_say(events: Iterable[Event], counted: CallFigures) -> CallFigures:
    """Return the figures with those put right that the calls' last records tell, whatever was counted."""
    calls = {event.call.call_id: event.call for event in events if hasattr(event, "call")}
    answered = [call for call in calls.values() if call.answered_at is not None]
    ended = [call for call in calls.values() if call.ended_at is not None]
    figures = {
        "offered": len(calls),
        "answered": len(answered),
        "answered_wait_ms": sum((call.answered_at or 0) - call.queued_at for call in answered),
        "ended": len(ended),
        "abandoned": sum(call.answered_at is None for call in ended),
    } | _talk(events)
    assert sum(counted.answered_waits) == len(answered)
    return counted.model_copy(update=figures)


def _talk(events: Iterable[Event]) -> dict[str, int]:
    """Return how often and for how long employees were in a call, from joining to leaving it."""
    since: dict[str, int] = {}
    told = Counter({"talks": 0, "talk_ms": 0})
    for event in events:
        if not isinstance(event, StaffChanged) or event.staff.role is Role.INTERPRETER:
            continue
        staff = event.staff
        if event.was is not None and staff.staff_id in since:
            began = since.pop(staff.staff_id)
            # A supervisor who joined somebody else's call had no part in handling it.
            if event.was.location is not None:
                told["talk_ms"] += event.at - began
                told["talks"] += staff.activity is not Activity.ON_CALL
        if staff.activity is Activity.ON_CALL:
            since.setdefault(staff.staff_id, event.at)
    return dict(told)


def _time(figures: PersonFigures) -> int:
    return sum(value for name, value in figures.model_dump().items() if name.endswith("_ms"))


def _at_work(events: Iterable[Event]) -> dict[str, int]:
    """Return for how long people weren't offline and idle, from their first change to their last."""
    since: dict[str, tuple[int, bool]] = {}
    spent: Counter[str] = Counter()
    for event in events:
        if not isinstance(event, StaffChanged):
            continue
        staff = event.staff
        off = staff.status is Status.OFFLINE and staff.activity is Activity.IDLE
        if event.was is not None:
            began, was_off = since[staff.staff_id]
            spent[staff.staff_id] += 0 if was_off else event.at - began
        if event.was is not None or staff.staff_id not in since:
            since[staff.staff_id] = event.at, off
    return dict(+spent)


async def test_more_than_fits_into_one_script_is_counted(
    house: House, store: StatisticsStore, keeper: StatisticsKeeper, client: Redis
) -> None:
    await house.ready("ann")
    entries: Any = await client.xrange(f"{{{_NAMESPACE}}}:journal")
    for _ in range(1200):
        await client.xadd(f"{{{_NAMESPACE}}}:journal", entries[-1][1])
    await keeper.catch_up()
    events = await house.events()
    assert len(events) > 1200
    assert await store.position() == Position(events[-1].event_id, events[-1].at)
    assert await store.read(interval_of(START), _NEXT) == _recount(events)


# Going on ----------------------------------------------------------------------------------------


async def test_a_keeper_counts_what_happens_while_it_waits(
    house: House, store: StatisticsStore, keeper: StatisticsKeeper
) -> None:
    running = asyncio.create_task(keeper.run())
    for call_id in ("c1", "c2"):
        await house.calls(call_id)
        await _counted(store, await house.journal.last_id())
    await _stop(running)
    (interval,) = await store.read(interval_of(START), _NEXT)
    assert interval.calls["station-1"]["nl"]["question"].offered == 2


async def _counted(store: StatisticsStore, event_id: str) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while (await store.position()).event_id != event_id:
            pass


async def test_a_keeper_goes_on_after_an_outage(
    house: House, store: StatisticsStore, keeper: StatisticsKeeper, valkey: EmbeddedValkey
) -> None:
    await house.calls("c1")
    with capture_logs() as logs:
        running = asyncio.create_task(keeper.run())
        await _counted(store, await house.journal.last_id())
        await valkey.stop()
        await valkey.start()
        await house.calls("c2")
        await _counted(store, await house.journal.last_id())
        await _stop(running)
    assert [entry["event"] for entry in logs] in ([], ["statistics.unavailable"])
    (interval,) = await store.read(interval_of(START), _NEXT)
    assert interval.calls["station-1"]["nl"]["question"].offered == 2


async def test_what_left_the_journal_uncounted_is_told_and_marked(
    house: House, store: StatisticsStore, keeper: StatisticsKeeper, client: Redis
) -> None:
    await house.calls("c1")
    await keeper.catch_up()
    counted_at = house.clock.now
    await house.calls("c2")
    await house.passes(_NEXT + 10_000 - house.clock.now)
    await house.calls("c3")
    resumed_at = house.clock.now
    await client.xtrim(f"{{{_NAMESPACE}}}:journal", maxlen=1, approximate=False)
    with capture_logs() as logs:
        await keeper.catch_up()
        await keeper.catch_up()
    assert [(entry["event"], entry["from_at"], entry["to_at"]) for entry in logs] == [
        ("statistics.events_lost", counted_at, resumed_at)
    ]
    report = await Statistics(store).report(interval_of(START), _NEXT + INTERVAL_MS)
    assert report.incomplete == (interval_of(START), _NEXT)
    assert (await store.position()).event_id == await house.journal.last_id()


async def test_a_journal_that_was_trimmed_before_the_first_start_is_no_loss(
    house: House, store: StatisticsStore, keeper: StatisticsKeeper, client: Redis
) -> None:
    await house.calls("c1")
    await client.xtrim(f"{{{_NAMESPACE}}}:journal", maxlen=1, approximate=False)
    await keeper.catch_up()
    report = await Statistics(store).report(interval_of(START), _NEXT)
    assert report.incomplete == ()
    assert (await store.position()).event_id == await house.journal.last_id()


async def test_what_is_a_day_old_is_packed(
    house: House, store: StatisticsStore, keeper: StatisticsKeeper, client: Redis
) -> None:
    await house.calls("c1")
    await keeper.catch_up()
    house.clock.now += 2 * 86_400_000
    await house.calls("c2")
    await keeper.catch_up()
    assert await client.hkeys(f"{{{_NAMESPACE}}}:statistics:{interval_of(START)}") == ["packed"]
    assert await store.read(interval_of(START), house.clock.now) == _recount(await house.events())


async def test_a_running_keeper_adds_up_days_that_are_over(
    house: House, store: StatisticsStore, keeper: StatisticsKeeper
) -> None:
    await house.calls("c1")
    house.clock.now += 2 * 86_400_000
    await house.calls("c2")
    running = asyncio.create_task(keeper.run())
    async with asyncio.timeout(_PATIENCE_S):
        while list((await store.days.marks()).values()).count(None) != 1:
            pass
    await _stop(running)
    days = await store.days.marks()
    assert [days[at] is None for at in sorted(days)] == [True, False]
