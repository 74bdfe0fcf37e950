from __future__ import annotations

import pytest

from callrouter.relay import RelayEngine
from tests.relay.clients import RecordingListener
from tests.relay.conftest import ROOM, Joins

pytestmark = pytest.mark.network


async def test_a_good_connection_is_told_to_be_good_in_both_directions(
    joins: Joins, engine: RelayEngine, listener: RecordingListener
) -> None:
    await joins("visitor", "red")
    await joins("agent", "blue")

    def measured(name: str) -> bool:
        return any(
            quality.participant_id == name
            and quality.score > 4
            and quality.up.bitrate > 0
            and quality.down.bitrate > 0
            and (quality.down.frames_per_s or 0) > 5
            and quality.round_trip_ms is not None
            for room, quality in listener.qualities
            if room == ROOM
        )

    await listener.until(lambda: measured("visitor") and measured("agent"))
    await engine.disconnect(ROOM, "visitor")
    await listener.until(lambda: bool(listener.summaries))
    ((room, summary),) = listener.summaries
    assert (room, summary.participant_id, summary.transport) == (ROOM, "visitor", "udp")
    assert summary.worst_score is not None
    assert summary.interrupted_s == 0
    assert summary.loss_up == 0
