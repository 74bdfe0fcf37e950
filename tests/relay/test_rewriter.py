from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.relay.forwarding.rewriter import MAX_RISE, StreamRewriter

RATE = 90_000


def rewriter(first_sequence: int = 100, first_timestamp: int = 5000) -> StreamRewriter:
    return StreamRewriter(clock_rate=RATE, first_sequence=first_sequence, first_timestamp=first_timestamp)


def test_the_first_packet_gets_the_first_numbers() -> None:
    stream = rewriter()
    assert stream.rewrite(70_000, 123, 1.0) == 100
    assert stream.timestamp == 5000


def test_gaps_and_reordering_of_the_source_are_kept() -> None:
    stream = rewriter()
    assert [stream.rewrite(n, n * 10, 1.0) for n in (1000, 1003, 1001)] == [100, 103, 101]
    assert stream.timestamp == 5010
    assert stream.highest == 103


def test_another_source_goes_on_with_the_next_number_and_the_elapsed_time() -> None:
    stream = rewriter()
    stream.rewrite(1000, 10, 1.0)
    stream.rewrite(1001, 3010, 1.5)
    stream.switch()
    assert stream.rewrite(5, 4_000_000_000, 2.5) == 102
    assert stream.timestamp == 5000 + 3000 + RATE


def test_time_moves_even_when_the_clock_did_not() -> None:
    stream = rewriter()
    stream.rewrite(1000, 10, 1.0)
    stream.switch()
    stream.rewrite(2000, 99, 1.0)
    assert stream.timestamp == 5001


def test_packets_from_before_the_switch_are_refused() -> None:
    stream = rewriter()
    stream.rewrite(1000, 0, 1.0)
    stream.switch()
    stream.rewrite(2000, 0, 2.0)
    assert stream.rewrite(1999, 0, 2.0) == -1


def test_a_jump_of_the_source_is_not_passed_on() -> None:
    stream = rewriter()
    stream.rewrite(1000, 10, 1.0)
    assert stream.rewrite(1000 + MAX_RISE, 20, 1.1) == 100 + MAX_RISE
    assert stream.rewrite(1001 + 2 * MAX_RISE, 30, 1.2) == 101 + MAX_RISE
    assert stream.timestamp == 5020
    assert stream.rewrite(1000 + 2 * MAX_RISE, 25, 1.2) == -1
    assert stream.source_sequence(100 + MAX_RISE) == -1
    assert stream.source_sequence(101 + MAX_RISE) == 1001 + 2 * MAX_RISE


def test_timestamps_wrap_at_32_bits() -> None:
    stream = rewriter(first_timestamp=0xFFFFFFFF)
    stream.rewrite(1000, 0, 1.0)
    stream.rewrite(1001, 1, 1.0)
    assert stream.timestamp == 0


def test_outgoing_numbers_lead_back_to_the_source_of_this_run_only() -> None:
    stream = rewriter()
    assert stream.source_sequence(100) == -1
    stream.rewrite(1000, 0, 1.0)
    stream.rewrite(1009, 0, 1.0)
    assert stream.source_sequence(105) == 1005
    stream.switch()
    assert stream.source_sequence(105) == -1
    stream.rewrite(3000, 0, 2.0)
    assert stream.source_sequence(105) == -1
    assert stream.source_sequence(110) == 3000


def test_timestamps_map_without_moving_the_stream() -> None:
    stream = rewriter()
    stream.rewrite(1000, 10, 1.0)
    assert stream.map_timestamp(20) == 5010
    assert stream.timestamp == 5000


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 50)), max_size=200), st.integers(0, 32767))
def test_no_outgoing_number_is_used_twice(script: list[tuple[bool, int]], first: int) -> None:
    stream, used, base, seen = rewriter(first), set[int](), 70_000, set[int]()
    for switches, number in script:
        if switches:
            stream.switch()
            base, seen = base + 10_000, set()
        if number in seen:
            continue
        seen.add(number)
        outgoing = stream.rewrite(base + number, 0, 1.0)
        if outgoing >= 0:
            assert outgoing not in used
            used.add(outgoing)
