from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.relay.forwarding.nack import (
    LAST_WAIT,
    MAX_MISSING,
    MAX_TRIES,
    REORDER_WAIT,
    RETRY_INTERVAL,
    NackScheduler,
)


def scheduler(*numbers: int) -> NackScheduler:
    nacks = NackScheduler()
    for number in numbers:
        assert nacks.received(number, 0.0)
    return nacks


def test_nothing_is_missing_in_order() -> None:
    nacks = scheduler(65535, 65536, 65537)
    assert nacks.due(100.0) == []


def test_a_gap_is_asked_for_after_the_wait_for_reordering() -> None:
    nacks = scheduler(65534, 65538)
    assert nacks.due(REORDER_WAIT / 2) == []
    assert nacks.due(REORDER_WAIT) == [65535, 65536, 65537]


def test_a_late_packet_is_not_asked_for() -> None:
    nacks = scheduler(10, 13)
    assert nacks.received(11, 0.001)
    assert nacks.due(REORDER_WAIT) == [12]
    assert 12 in nacks
    assert 11 not in nacks


def test_what_lies_behind_a_late_beginning_is_asked_for() -> None:
    nacks = scheduler(13, 10)
    assert nacks.due(REORDER_WAIT) == [11, 12]
    assert nacks.received(11, 1.0)
    assert 11 not in nacks


def test_a_request_is_repeated_and_given_up() -> None:
    nacks = scheduler(10, 12)
    asked = [nacks.due(REORDER_WAIT + n * RETRY_INTERVAL) for n in range(MAX_TRIES + 2)]
    assert asked == [[11]] * MAX_TRIES + [[]] * 2
    assert 11 in nacks
    assert nacks.due(REORDER_WAIT + MAX_TRIES * RETRY_INTERVAL + LAST_WAIT) == []
    assert 11 not in nacks
    assert nacks.next_at == float("inf")


def test_a_far_publisher_is_given_the_time_to_answer() -> None:
    nacks = scheduler(10, 12)
    nacks.expect(0.4)
    assert nacks.due(REORDER_WAIT) == [11]
    assert nacks.due(REORDER_WAIT + 0.39) == []
    assert nacks.due(REORDER_WAIT + 0.41) == [11]


def test_nothing_is_due_between_retries() -> None:
    nacks = scheduler(10, 12)
    nacks.due(REORDER_WAIT)
    assert nacks.due(REORDER_WAIT + RETRY_INTERVAL / 2) == []


def test_a_long_gap_asks_for_a_keyframe_instead() -> None:
    nacks = scheduler(10)
    assert not nacks.received(10 + MAX_MISSING + 2, 0.0)
    assert nacks.due(100.0) == []
    assert nacks.received(10 + MAX_MISSING + 3, 0.0)


def test_many_short_gaps_add_up_to_a_keyframe() -> None:
    nacks = NackScheduler()
    fine = [nacks.received(number, 0.0) for number in range(0, 4 * MAX_MISSING, 2)]
    assert False in fine
    assert len(nacks.due(100.0)) <= MAX_MISSING


@settings(deadline=None)
@given(st.lists(st.integers(0, 400), max_size=200))
def test_what_has_arrived_is_never_asked_for(numbers: list[int]) -> None:
    nacks, now, arrived = NackScheduler(), 0.0, set()
    for number in numbers:
        now += 0.02
        nacks.received(number, now)
        arrived.add(number)
        wanted = nacks.due(now)
        assert not arrived.intersection(wanted)
        assert wanted == sorted(wanted)
        assert len(wanted) <= MAX_MISSING
