from __future__ import annotations

from callrouter.relay.forwarding.keyframes import MIN_INTERVAL, KeyframeRequester


def test_nothing_is_asked_while_nobody_waits() -> None:
    assert not KeyframeRequester().due(0.0)


def test_the_first_wish_is_granted_at_once() -> None:
    requester = KeyframeRequester()
    requester.want()
    assert requester.due(0.0)


def test_a_request_is_repeated_until_a_keyframe_comes() -> None:
    requester = KeyframeRequester()
    requester.want()
    assert [requester.due(t * MIN_INTERVAL) for t in range(3)] == [True, True, True]
    requester.arrived()
    assert not requester.due(10 * MIN_INTERVAL)


def test_many_wishes_become_one_request_per_interval() -> None:
    requester = KeyframeRequester()
    asked = []
    for step in range(100):
        requester.want()
        asked.append(requester.due(step * MIN_INTERVAL / 50))
    assert asked.count(True) == 2


def test_a_wish_right_after_a_request_is_remembered() -> None:
    requester = KeyframeRequester()
    requester.want()
    assert requester.due(1.0)
    requester.arrived()
    requester.want()
    assert not requester.due(1.0 + MIN_INTERVAL / 2)
    assert requester.due(1.0 + MIN_INTERVAL)
