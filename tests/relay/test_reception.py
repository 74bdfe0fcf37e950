from __future__ import annotations

from callrouter.relay.forwarding.reception import ReceptionStatistics
from callrouter.relay.packets.rtcp import ReceptionReport

CYCLE = 65536


def report(statistics: ReceptionStatistics, now: float = 1.0) -> ReceptionReport:
    block = statistics.report(now)
    assert block is not None
    return block


def test_nothing_is_reported_before_the_first_packet() -> None:
    assert ReceptionStatistics(90_000).report(1.0) is None


def test_loss_is_counted_per_interval_and_in_total() -> None:
    statistics = ReceptionStatistics(90_000)
    for number in (0, 1, 3):
        statistics.received(CYCLE + number, 0, 0.0)
    first = report(statistics)
    assert (first.fraction_lost, first.packets_lost, first.highest_sequence) == (64, 1, 3)
    statistics.received(CYCLE + 4, 0, 0.0)
    second = report(statistics)
    assert (second.fraction_lost, second.packets_lost) == (0, 1)


def test_total_loss_of_an_interval_fits_the_field() -> None:
    statistics = ReceptionStatistics(90_000)
    statistics.received(CYCLE, 0, 0.0)
    report(statistics)
    statistics.received(CYCLE + 50_000, 0, 0.0)
    assert report(statistics).fraction_lost == 255


def test_a_recovered_packet_is_not_lost() -> None:
    statistics = ReceptionStatistics(90_000)
    for number in (0, 2):
        statistics.received(CYCLE + number, 0, 0.0)
    statistics.recovered()
    assert report(statistics).fraction_lost == 0


def test_the_highest_number_counts_cycles() -> None:
    statistics = ReceptionStatistics(90_000)
    for number in (65535, 65536):
        statistics.received(CYCLE + number, 0, 0.0)
    assert report(statistics).highest_sequence == 0x10000


def test_steady_packets_have_no_jitter_and_late_ones_have() -> None:
    steady, late = ReceptionStatistics(8000), ReceptionStatistics(8000)
    for n in range(50):
        steady.received(CYCLE + n, n * 160 + 0xFFFFFF00 & 0xFFFFFFFF, n * 0.02)
        late.received(CYCLE + n, n * 160, n * 0.02 + (0.01 if n % 2 else 0.0))
    assert report(steady).jitter <= 1
    assert 60 <= report(late).jitter <= 81


def test_the_publisher_can_compute_its_round_trip() -> None:
    statistics = ReceptionStatistics(90_000)
    statistics.received(CYCLE, 0, 0.0)
    assert (report(statistics).last_sender_report, report(statistics).delay) == (0, 0)
    statistics.sender_report(0x1234_5678_9ABC_DEF0, 1.0)
    block = report(statistics, 1.5)
    assert (block.last_sender_report, block.delay) == (0x5678_9ABC, 32768)
