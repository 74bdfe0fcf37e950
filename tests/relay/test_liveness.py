from __future__ import annotations

import pytest

from callrouter.model.media import LegState
from callrouter.relay.transport.liveness import CONNECT_LIMIT, GONE_AFTER, SLOW_AFTER, Liveness


def connected(now: float = 0.0) -> Liveness:
    liveness = Liveness(now)
    liveness.keyed(now)
    return liveness


def test_a_leg_connects_or_is_gone() -> None:
    liveness = Liveness(0.0)
    assert liveness.poll(CONNECT_LIMIT - 0.1) is LegState.CONNECTING
    assert liveness.poll(CONNECT_LIMIT) is LegState.GONE
    liveness.keyed(CONNECT_LIMIT + 1)
    assert liveness.poll(CONNECT_LIMIT + 1) is LegState.CONNECTED


@pytest.mark.parametrize(
    ("silence", "state"),
    [
        (0.0, LegState.CONNECTED),
        (SLOW_AFTER - 0.01, LegState.CONNECTED),
        (SLOW_AFTER, LegState.SLOW),
        (GONE_AFTER - 0.01, LegState.SLOW),
        (GONE_AFTER, LegState.GONE),
    ],
)
def test_a_network_that_dies_while_talking_is_slow_then_gone(silence: float, state: LegState) -> None:
    liveness = connected()
    liveness.rtp_at = 5.0
    assert liveness.poll(5.0 + silence) is state


def test_a_leg_that_never_sent_media_is_not_slow() -> None:
    liveness = connected()
    assert liveness.poll(SLOW_AFTER * 3) is LegState.CONNECTED
    assert liveness.poll(GONE_AFTER) is LegState.GONE


def test_muted_tracks_are_slow_only_until_the_next_check() -> None:
    liveness = connected()
    liveness.rtp_at = 5.0
    assert liveness.poll(6.5) is LegState.SLOW
    for check in (7.5, 10.0, 12.5, 15.0):
        liveness.heard_at = check
        assert liveness.poll(check) is LegState.CONNECTED
        assert liveness.poll(check + 2.4) is LegState.CONNECTED


def test_a_connection_comes_back_from_gone() -> None:
    liveness = connected()
    liveness.rtp_at = 5.0
    assert liveness.poll(20.0) is LegState.GONE
    liveness.rtp_at = 20.0
    assert liveness.poll(20.0) is LegState.CONNECTED
    assert liveness.state is LegState.CONNECTED


def test_an_end_is_final() -> None:
    liveness = connected()
    liveness.end()
    liveness.rtp_at = 1.0
    assert liveness.poll(1.0) is LegState.GONE
