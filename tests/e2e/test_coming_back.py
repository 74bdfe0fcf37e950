"""Who loses the page comes back to the same place, by himself."""

from __future__ import annotations

import pytest

from tests.e2e.fake_devices import AGENT, VISITOR
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def test_a_reloaded_booth_keeps_its_place_in_the_queue(stage: Stage) -> None:
    await stage.opens()
    board = await stage.wallboard()
    first, second = await stage.booth(kiosk="demo-2"), await stage.booth()
    await first.asks()
    await first.waits_at(1)
    await second.asks()
    await second.waits_at(2)
    await board.counts_waiting(2)
    before = await board.waiting_calls()

    await first.reloads()
    await first.waits_at(1)
    await second.reloads()
    await second.waits_at(2)
    assert await board.waiting_calls() == before


async def test_a_page_reloaded_while_talking_is_back_in_the_call(stage: Stage) -> None:
    await stage.opens()
    desk, booth = await stage.desk("agent-1", AGENT), await stage.booth(VISITOR)
    await desk.becomes_ready()
    await booth.asks()
    call_id = await desk.is_offered()
    await desk.accepts()
    await booth.is_with("agent", AGENT)
    await desk.is_with("visitor", VISITOR)

    for reloaded in (booth, desk):
        await reloaded.reloads()

        await reloaded.is_in_call(call_id)
        await booth.is_with("agent", AGENT)
        await desk.is_with("visitor", VISITOR)
