from __future__ import annotations

from callrouter.relay.forwarding.bitrate import (
    CONGESTED_DELAY,
    CONGESTED_LOSS,
    ESTIMATE_MEMORY,
    FLOOR,
    MEMORY,
    SHORTEST_MEMORY,
    UNCAPPED,
    Downlink,
    PublisherCap,
)


def test_a_low_estimate_alone_limits_nothing() -> None:
    downlink = Downlink()
    downlink.videos = 1
    downlink.estimated(90_000, 1.0)
    downlink.reported(0, 0.02, 1.0)
    assert downlink.limit(1_700_000, 1.0) is None


def test_loss_makes_the_estimate_count_for_a_while() -> None:
    downlink = Downlink()
    downlink.videos = 2
    downlink.estimated(1_000_000, 1.0)
    downlink.reported(CONGESTED_LOSS, None, 1.0)
    assert downlink.limit(400_000, 1.0) == 500_000
    assert downlink.limit(400_000, 1.0 + MEMORY) is None


def test_a_growing_round_trip_is_congestion_too() -> None:
    downlink = Downlink()
    downlink.reported(0, 0.05, 1.0)
    downlink.reported(0, 0.05 + CONGESTED_DELAY, 2.0)
    assert downlink.limit(1_000_000, 2.0) is not None


def test_a_longer_way_without_loss_is_congestion_for_a_while_only() -> None:
    downlink = Downlink()
    downlink.reported(0, 0.01, 0.0)
    congested = []
    for second in range(1, 100):
        downlink.reported(0, 0.36, float(second))
        congested.append(downlink.limit(1_000_000, float(second)) is not None)
    assert congested[0]
    assert not any(congested[int(2 * SHORTEST_MEMORY + MEMORY) :])


def test_a_limit_falls_by_steps_of_what_is_delivered() -> None:
    downlink = Downlink()
    downlink.videos = 1
    downlink.estimated(50_000, 1.0)
    downlink.reported(255, None, 1.0)
    assert downlink.limit(1_000_000, 1.0) == 850_000


def test_a_publisher_hears_no_cap_while_nobody_is_congested() -> None:
    cap = PublisherCap()
    assert [cap.renew([]), cap.renew([None, None])] == [None, None]


def test_the_cap_is_the_least_of_the_limits_but_a_picture() -> None:
    assert PublisherCap().renew([None, 900_000, 400_000]) == 400_000
    assert PublisherCap().renew([1]) == FLOOR
    assert PublisherCap().renew([UNCAPPED * 2]) is None


def test_a_cap_is_lifted_slowly_and_told_to_the_end() -> None:
    cap = PublisherCap()
    cap.renew([1_000_000])
    lifted = []
    while (told := cap.renew([])) is not None:
        lifted.append(told)
    assert lifted[0] == 1_100_000
    assert lifted[-1] == UNCAPPED
    assert lifted == sorted(lifted)


def test_an_estimate_that_is_not_renewed_counts_no_more() -> None:
    downlink = Downlink()
    downlink.videos = 1
    downlink.estimated(5_000_000, 1.0)
    assert not downlink.is_narrow(1_000_000, 1.0)
    assert downlink.is_narrow(6_000_000, 1.0)
    downlink.reported(CONGESTED_LOSS, None, 1.0 + ESTIMATE_MEMORY)
    assert downlink.limit(1_000_000, 1.0 + ESTIMATE_MEMORY) == 850_000
    assert not downlink.is_narrow(6_000_000, 1.0 + ESTIMATE_MEMORY)
