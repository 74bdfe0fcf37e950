"""The demonstration as a process: it ends well, leaves nothing, and loses nothing."""

from __future__ import annotations

import asyncio
import signal
import urllib.request

import pytest

from tests.e2e.demo import Demo
from tests.e2e.fake_devices import AGENT, VISITOR
from tests.e2e.stage import Stage
from tests.e2e.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def is_healthy(demo: Demo) -> bool:
    def ask() -> bool:
        with urllib.request.urlopen(f"{demo.url}/health/ready", timeout=5) as answer:  # noqa: S310 (our own)
            return bool(answer.status == 200)

    return await asyncio.to_thread(ask)


async def test_a_killed_demo_leaves_no_process_and_loses_no_call(stage: Stage) -> None:
    demo = await stage.opens()
    board, booth, idle = await stage.wallboard(), await stage.booth(), await stage.booth(kiosk="demo-2")
    await booth.asks()
    await booth.waits_at(1)
    call_id = await board.waiting_call()
    assert len(demo.processes()) > 1, "the embedded Valkey and the relays are processes of their own"

    stage.expects_outage()
    await demo.kill_hard()
    await booth.finds("outage")
    await booth.finds("waiting")
    await idle.finds("offline")
    await demo.start()

    await booth.misses("outage")
    await booth.waits_at(1)
    await idle.finds("start")
    board_after = await stage.wallboard()
    await board_after.counts_waiting(1)
    assert await board_after.waiting_call() == call_id
    desk = await stage.desk("agent-1")
    await desk.becomes_ready()
    await desk.is_offered(call_id)
    await desk.accepts()
    await booth.is_in_call(call_id)


@pytest.mark.parametrize("asked_by", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
async def test_a_demo_in_use_stops_in_time_and_leaves_no_process(
    stage: Stage, asked_by: signal.Signals
) -> None:
    demo = await stage.opens()
    desk, booth, waiting = await stage.desk("agent-1"), await stage.booth(), await stage.booth(kiosk="demo-2")
    await desk.becomes_ready()
    await booth.asks()
    await desk.is_offered()
    await desk.accepts()
    await booth.is_in_call()
    await waiting.asks()
    await waiting.waits_at(1)

    stage.expects_outage()
    await demo.stop(asked_by)


async def test_a_second_demo_on_the_same_data_is_refused(stage: Stage) -> None:
    demo = await stage.opens()

    said = await demo.refuses_a_second_one()

    assert str(demo.data_dir) in said
    assert "Traceback" not in said
    assert await is_healthy(demo)


async def test_when_the_media_relay_is_killed_the_pages_are_back_by_themselves(stage: Stage) -> None:
    demo = await stage.opens()
    desk, booth = await stage.desk("agent-1", AGENT), await stage.booth(VISITOR)
    await desk.becomes_ready()
    await booth.asks()
    call_id = await desk.is_offered()
    await desk.accepts()
    await booth.is_with("agent", AGENT)
    await desk.is_with("visitor", VISITOR)

    (relay, *_) = [each for each in demo.processes() if "signaling.relays" in each.cmdline()]
    relay.kill()

    async def others() -> list[int]:
        found = [each for each in demo.processes() if "signaling.relays" in each.cmdline()]
        return [each.pid for each in found if each.pid != relay.pid]

    await until(others, bool, "another relay", 20)
    await booth.is_with("agent", AGENT)
    await desk.is_with("visitor", VISITOR)
    assert await booth.is_in_call(call_id) == call_id
