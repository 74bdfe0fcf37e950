"""Layers, far and narrow links, a publisher who comes anew: what must hold on any network."""

from __future__ import annotations

from random import Random

import pytest

from callrouter.relay.packets import rtcp
from tests.relay.far_call import FarCall, NarrowLink
from tests.relay.packets import KEYFRAME
from tests.relay.simulation import Link

LOSS, DELAY = 0.05, 0.2


def far_link(call: FarCall, seed: int) -> Link:
    return Link(Random(seed), LOSS, call.clock, DELAY)  # noqa: S311 repeatable on purpose


def near_link(call: FarCall) -> Link:
    return Link(Random(1), 0.0, call.clock)  # noqa: S311 repeatable on purpose


def test_a_narrow_link_is_sent_the_small_layer_and_pulls_nobody_down() -> None:
    call = FarCall()
    call.publishes(near_link(call))
    narrow = NarrowLink(call.clock, 10_000_000)
    beside = call.sees(near_link(call), near_link(call))
    behind = call.sees(narrow, near_link(call))
    call.goes_on(3)
    assert behind.layers(100) == {b"h"}
    narrow.rate = 250_000
    call.goes_on(6)
    assert behind.layers(20) == {b"l"}
    seen_before = len(beside.packets)
    call.goes_on(30)
    assert beside.layers(5000) == {b"h"}
    assert len(beside.packets) - seen_before == 30 * 15 * 12
    told = [packet for data in call.cameras[0].told() for packet in rtcp.parse(data)]
    assert not any(getattr(packet, "fmt", 0) == rtcp.REMB for packet in told)
    narrow.rate = 10_000_000
    call.goes_on(130)
    assert behind.layers(100) == {b"h"}
    beside.assert_in_order()


@pytest.mark.parametrize("seed", range(3))
def test_loss_far_away_is_mended_in_order_also_when_the_publisher_comes_anew(seed: int) -> None:
    call = FarCall()
    call.publishes(far_link(call, seed))
    near = call.sees(near_link(call), near_link(call))
    far = call.sees(far_link(call, seed + 9), near_link(call))
    call.goes_on(5)
    call.goes_on(3, quiet=True)
    near.assert_in_order()
    far.assert_in_order()
    call.publishes(far_link(call, seed + 20))
    call.goes_on(5)
    call.goes_on(3, quiet=True)
    near.assert_in_order()
    far.assert_in_order()
    assert len(far.packets) > 200


@pytest.mark.parametrize("seed", range(3))
def test_who_joins_late_sees_a_keyframe_within_half_a_second_and_the_way(seed: int) -> None:
    call = FarCall()
    link = Link(Random(seed), 0.0, call.clock, DELAY)  # noqa: S311 repeatable on purpose
    call.publishes(link)
    call.sees(near_link(call), near_link(call))
    call.goes_on(3)
    joined_at = call.clock.now
    late = call.sees(Link(Random(seed), 0.0, call.clock, DELAY), near_link(call))  # noqa: S311 as above
    call.goes_on(2)
    assert late.first_at is not None
    assert late.first_at - joined_at <= 0.5 + 3 * DELAY
    assert late.packets[min(late.packets)].payload[:2] == KEYFRAME
