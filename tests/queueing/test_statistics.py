"""Where statistics are kept: once, under names that come back as the figures they were."""

from __future__ import annotations

import asyncio
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis

from callrouter.model.statistics import (
    INTERVAL_MS,
    KIND_OF,
    KINDS,
    SEVERAL,
    UNKNOWN,
    CallCell,
    Cell,
    Interval,
    PersonCell,
    PersonFigures,
    Tally,
)
from callrouter.policy.intervals import intervals
from callrouter.queueing import Position, StatisticsStore
from callrouter.queueing.scripts import ScriptName
from callrouter.queueing.statistics import _CODES, _cell, _field

START = 1_790_000_100_000
START -= START % INTERVAL_MS
NOWHERE = Position("0-0", 0)
OFFERED = CallCell(START, "utrecht", "ar", "question", "offered")


@pytest.fixture
def store(client: Redis, namespace: str) -> StatisticsStore:
    return StatisticsStore(client, namespace=namespace)


def _at(number: int) -> Position:
    return Position(f"{START + number}-0", START + number)


# Names -------------------------------------------------------------------------------------------


def test_every_figure_has_a_code_of_its_own() -> None:
    figures = KIND_OF.keys() | PersonFigures.model_fields.keys()
    assert sum(len(kind.model_fields) for kind in KINDS.values()) == len(KIND_OF)
    assert _CODES.keys() == figures
    assert len(set(_CODES.values())) == len(figures)
    assert not any(character.isdigit() for code in _CODES.values() for character in code)


_ids = st.from_regex(r"\A[A-Za-z0-9._:#/*-]{1,120}\Z")
_single = st.sampled_from([name for name in KIND_OF if name not in SEVERAL])
_call_cells = st.builds(CallCell, st.just(START), _ids, _ids, _ids, _single, st.none())
_several = st.sampled_from(list(SEVERAL)).flatmap(
    lambda name: st.tuples(st.just(name), st.integers(0, SEVERAL[name] - 1))
)
_several_cells = st.builds(
    lambda place, figure: CallCell(START, *place, *figure), st.tuples(_ids, _ids, _ids), _several
)
_person_cells = st.builds(PersonCell, st.just(START), _ids, st.sampled_from(list(PersonFigures.model_fields)))


@given(_call_cells | _several_cells | _person_cells)
def test_a_figures_name_tells_the_figure(cell: Cell) -> None:
    assert _cell(START, _field(cell)) == cell


@pytest.mark.parametrize("field", ["", "lost", "packed", "zz utrecht ar", "o", "o a b c d", "7 ann"])
def test_a_name_of_another_version_is_passed_over(field: str) -> None:
    assert _cell(START, field) is None


def test_what_was_counted_before_subjects_were_is_of_an_unknown_one() -> None:
    assert _cell(START, "o utrecht ar") == OFFERED._replace(subject=UNKNOWN)


# Keeping -----------------------------------------------------------------------------------------


@pytest.mark.valkey
async def test_nothing_is_counted_at_first(store: StatisticsStore) -> None:
    assert await store.position() == NOWHERE
    assert await store.read(START, START + 10 * INTERVAL_MS) == ()


@pytest.mark.valkey
async def test_what_is_recorded_is_added(store: StatisticsStore) -> None:
    waits = CallCell(START, "utrecht", "ar", "question", "answered_waits", 13)
    idle = PersonCell(START + INTERVAL_MS, "ann", "idle_ms")
    first = Tally({OFFERED: 2, waits: 1, idle: 899_999})
    second = Tally({OFFERED: 1, idle: 1})
    assert await store.record(NOWHERE, _at(1), first)
    assert await store.position() == _at(1)
    assert await store.record(_at(1), _at(2), second)
    assert await store.read(START, START + 2 * INTERVAL_MS) == intervals(first + second)


@pytest.mark.valkey
async def test_the_same_stretch_is_recorded_once(store: StatisticsStore) -> None:
    once = Tally({OFFERED: 1})
    assert await store.record(NOWHERE, _at(1), once)
    assert not await store.record(NOWHERE, _at(1), once)
    assert not await store.record(NOWHERE, _at(2), once)
    assert await store.position() == _at(1)
    assert await store.read(START, START + 1) == intervals(once)


@pytest.mark.valkey
async def test_of_many_at_once_one_records(store: StatisticsStore) -> None:
    tries = (store.record(NOWHERE, _at(number), Tally({OFFERED: 1})) for number in range(1, 21))
    outcomes = await asyncio.gather(*tries)
    assert outcomes.count(True) == 1
    assert await store.position() == _at(1 + outcomes.index(True))
    assert await store.read(START, START + 1) == intervals(Tally({OFFERED: 1}))


@pytest.mark.valkey
async def test_a_stretch_without_figures_moves_on(store: StatisticsStore) -> None:
    assert await store.record(NOWHERE, _at(1), Tally({OFFERED: 0}))
    assert await store.position() == _at(1)
    assert await store.read(START, START + 1) == ()


@pytest.mark.valkey
@pytest.mark.parametrize(
    ("from_at", "to_at", "found"),
    [
        (START, START + 1, [0]),
        (START + 1, START + INTERVAL_MS, []),
        (START - 5, START + INTERVAL_MS, [0]),
        (START - 5, START + INTERVAL_MS + 1, [0, 1]),
        (START + INTERVAL_MS, START + 5000 * INTERVAL_MS, [1, 4999]),
    ],
)
async def test_intervals_that_start_in_the_time_are_read(
    store: StatisticsStore, from_at: int, to_at: int, found: list[int]
) -> None:
    cells = [OFFERED._replace(starts_at=START + number * INTERVAL_MS) for number in (0, 1, 4999)]
    await store.record(NOWHERE, _at(1), Tally(dict.fromkeys(cells, 1)))
    read = await store.read(from_at, to_at)
    assert [(interval.starts_at - START) // INTERVAL_MS for interval in read] == found


@pytest.mark.valkey
async def test_an_interval_of_which_events_were_lost_says_so(store: StatisticsStore) -> None:
    counted = Tally({OFFERED: 1})
    await store.record(NOWHERE, _at(1), counted, lost=(START, START + INTERVAL_MS))
    (known,) = intervals(counted)
    assert await store.read(START, START + 2 * INTERVAL_MS) == (
        known.model_copy(update={"incomplete": True}),
        Interval(starts_at=START + INTERVAL_MS, incomplete=True),
    )


@pytest.mark.valkey
async def test_no_more_is_marked_as_lost_than_is_kept(client: Redis, namespace: str) -> None:
    store = StatisticsStore(client, namespace=namespace, keep_days=1)
    assert list(store.lost_between(START + 1, START + INTERVAL_MS)) == [START, START + INTERVAL_MS]
    assert list(store.lost_between(START, START)) == [START]
    assert len(store.lost_between(0, START)) == 97


@pytest.mark.valkey
async def test_an_interval_is_kept_for_so_many_days(client: Redis, namespace: str) -> None:
    store = StatisticsStore(client, namespace=namespace, keep_days=2)
    await store.record(NOWHERE, _at(1), Tally({OFFERED: 1}))
    ttl_ms = await client.pttl(f"{{{namespace}}}:statistics:{START}")
    assert math.isclose(ttl_ms, 2 * 86_400_000, abs_tol=60_000)
    assert await client.pttl(f"{{{namespace}}}:statistics") == -1


# Packing -----------------------------------------------------------------------------------------


@pytest.mark.valkey
async def test_a_packed_interval_reads_the_same_and_is_kept_no_longer(
    store: StatisticsStore, client: Redis, namespace: str
) -> None:
    counted = Tally({OFFERED._replace(location=f"l{number}"): number for number in range(200)})
    name = f"{{{namespace}}}:statistics:{START}"
    await store.record(NOWHERE, _at(1), counted, lost=(START,))
    before, size, ttl_ms = await store.read(START, START + 1), await client.memory_usage(name), 50_000
    await client.pexpire(name, ttl_ms)
    await store.pack(before=START)
    assert await client.hlen(name) > 1
    await store.pack(before=START + 1)
    assert await client.hkeys(name) == ["packed"]
    assert await store.read(START, START + 1) == before
    assert (await client.memory_usage(name) or 0) * 2 < (size or 0)
    assert 0 < await client.pttl(name) <= ttl_ms


@pytest.mark.valkey
async def test_what_is_added_to_a_packed_interval_is_packed_with_it(
    store: StatisticsStore, client: Redis, namespace: str
) -> None:
    once = Tally({OFFERED: 1})
    await store.record(NOWHERE, _at(1), once)
    await store.pack(before=START + 1)
    await store.record(_at(1), _at(2), once)
    assert await store.read(START, START + 1) == intervals(once + once)
    await store.pack(before=START + 1)
    assert await client.hkeys(f"{{{namespace}}}:statistics:{START}") == ["packed"]
    assert await store.read(START, START + 1) == intervals(once + once)


@pytest.mark.valkey
async def test_an_interval_that_was_added_to_since_it_was_read_is_not_packed(store: StatisticsStore) -> None:
    once = Tally({OFFERED: 1})
    await store.record(NOWHERE, _at(1), once)
    await store.record(_at(1), _at(2), once)
    assert await store._run(ScriptName.PACK_STATISTICS, START, _at(1).event_id, "") == [0]
    assert await store.read(START, START + 1) == intervals(once + once)


@pytest.mark.valkey
async def test_nothing_is_lost_between_recording_and_packing(client: Redis, namespace: str) -> None:
    stores = [StatisticsStore(client, namespace=namespace) for _ in range(3)]

    async def records() -> None:
        position = NOWHERE
        for number in range(1, 101):
            assert await stores[0].record(position, _at(number), Tally({OFFERED: 1}))
            position = _at(number)

    async def packs(store: StatisticsStore) -> None:
        while (await store.position()) != _at(100):
            await store.pack(before=START + 1)

    await asyncio.gather(records(), packs(stores[1]), packs(stores[2]))
    assert await stores[0].read(START, START + 1) == intervals(Tally({OFFERED: 100}))
