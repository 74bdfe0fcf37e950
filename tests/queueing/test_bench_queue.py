"""The benchmark measures the engine itself: its large queues are what the engine would have made."""

from __future__ import annotations

import pytest

from callrouter.queueing import QueueEngine
from callrouter.queueing.audit import FindingCode, audit
from scripts.benchmarks import cost
from scripts.benchmarks.backlog import Backlog
from scripts.benchmarks.servers import running

pytestmark = pytest.mark.valkey

WAITING = 40


async def test_a_queue_made_in_bulk_is_sound_and_in_order() -> None:
    with running("embedded") as server:
        backlog = Backlog(server, "bench")
        talking = await backlog.fill(WAITING, 2)
        redis = backlog.redis
        found = await audit(redis, "bench")
        places = await QueueEngine(redis, namespace="bench").queue_places(
            [f"call-{number:08}" for number in range(WAITING)]
        )
        await redis.aclose()
    assert {finding.code for finding in found} == {FindingCode.JOURNAL_MISMATCH}  # the journal isn't copied
    assert [place.position for place in places] == list(range(1, WAITING + 1))
    assert len(talking) == 2


async def test_every_script_of_a_call_is_weighed() -> None:
    rows = await cost.of_staff("embedded", [2], 1)
    weighed = [rows["2"][step]["cpu_us"]["best"] for step in cost.STEPS]
    assert all(figure > 0 for figure in weighed)
    assert rows["2"]["times_trivial"]["cpu_us"]["best"] > 1
