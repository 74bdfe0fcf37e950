from __future__ import annotations

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.relay.forwarding.transport_feedback import INTERVAL, MAX_PACKETS, TransportFeedback


def decode(report: bytes) -> tuple[int, dict[int, float], int]:
    """Read a report as a browser would: feedback count, arrival in seconds by offset from the base, base."""
    base, count, reference = struct.unpack_from("!HHI", report)
    clock = (reference >> 8) * 0.064
    symbols: list[int] = []
    at = 8
    while len(symbols) < count:
        (chunk,) = struct.unpack_from("!H", report, at)
        at += 2
        if chunk & 0x8000:
            assert chunk & 0xC000 == 0xC000
            symbols += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:
            symbols += [chunk >> 13] * (chunk & 0x1FFF)
    arrivals: dict[int, float] = {}
    for offset, symbol in enumerate(symbols[:count]):
        if symbol == 0:
            continue
        if symbol == 1:
            delta = report[at]
            at += 1
        else:
            (delta,) = struct.unpack_from("!h", report, at)
            at += 2
        clock += delta * 0.00025
        arrivals[offset] = clock
    assert len(report) % 4 == 0
    assert len(report) - at < 4
    return reference & 0xFF, arrivals, base


def test_arrivals_and_losses_are_told() -> None:
    feedback = TransportFeedback()
    for number, at in ((10, 1.0), (11, 1.005), (13, 1.1)):
        feedback.received(number, at)
    _, arrivals, base = decode(feedback.take(1.1))
    assert base == 10
    assert {n: round(at, 3) for n, at in arrivals.items()} == {0: 1.0, 1: 1.005, 3: 1.1}


def test_the_next_report_goes_on_where_the_last_ended() -> None:
    feedback = TransportFeedback()
    feedback.received(65534, 1.0)
    feedback.take(1.0)
    feedback.received(1, 1.1)
    count, arrivals, base = decode(feedback.take(1.1))
    assert (count, base, set(arrivals)) == (1, 65535, {2})


def test_a_late_packet_is_told_after_all() -> None:
    feedback = TransportFeedback()
    feedback.received(10, 1.0)
    feedback.received(12, 1.01)
    feedback.take(1.05)
    feedback.received(11, 1.06)
    _, arrivals, base = decode(feedback.take(1.1))
    assert (base, set(arrivals)) == (11, {0})


def test_packets_out_of_order_have_negative_steps() -> None:
    feedback = TransportFeedback()
    feedback.received(11, 1.0)
    feedback.received(10, 1.01)
    _, arrivals, _ = decode(feedback.take(1.05))
    assert {n: round(at, 3) for n, at in arrivals.items()} == {0: 1.01, 1: 1.0}


def test_a_long_silence_starts_another_report() -> None:
    feedback = TransportFeedback()
    feedback.received(10, 1.0)
    feedback.received(11, 20.0)
    _, first, _ = decode(feedback.take(20.0))
    assert set(first) == {0}
    assert feedback.due(20.0 + INTERVAL)
    _, second, base = decode(feedback.take(20.1))
    assert base == 11
    assert round(second[0], 3) == 20.0


def test_a_report_is_due_by_time_or_by_number() -> None:
    feedback = TransportFeedback()
    assert not feedback.due(100.0)
    assert not feedback.received(1, 100.0)
    assert feedback.due(100.0)
    assert [feedback.received(n, 100.0) for n in range(2, MAX_PACKETS + 1)].index(True) == MAX_PACKETS - 2


def test_a_hole_of_thousands_is_not_listed() -> None:
    feedback = TransportFeedback()
    feedback.received(10, 1.0)
    feedback.take(1.0)
    feedback.received(20_000, 1.1)
    report = feedback.take(1.1)
    assert len(report) < 40
    assert decode(report)[2] == 20_000


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 65535), st.floats(0, 30)), min_size=1, max_size=80))
def test_any_arrivals_are_reported_in_the_end_and_never_without_progress(
    arrivals: list[tuple[int, float]],
) -> None:
    feedback, now = TransportFeedback(), 0.0
    for number, step in arrivals:
        now += step
        feedback.received(number, now)
    for _ in range(len(arrivals)):
        if not feedback.due(now + INTERVAL):
            break
        assert decode(feedback.take(now))[1]
    assert not feedback.due(now + INTERVAL)
