"""What somebody sets during a call counts after it; what a call leaves to do has its time."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.screens import Desk
from tests.e2e.stage import Stage
from tests.e2e.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def in_a_call(stage: Stage, **settings: str | float) -> Desk:
    await stage.opens(**settings)
    desk, booth = await stage.desk("agent-1"), await stage.booth()
    await desk.becomes_ready()
    await booth.asks()
    await desk.is_offered()
    await desk.accepts()
    await desk.is_in_call()
    return desk


async def test_a_status_chosen_during_a_call_counts_after_it(stage: Stage) -> None:
    desk = await in_a_call(stage)

    await desk.wants_next("away")

    await desk.is_shown_as("ready")
    await desk.is_in_call()
    await desk.hangs_up()
    await desk.wraps_up()
    await desk.is_shown_as("away")
    await desk.misses("next-status")


async def test_a_status_chosen_for_later_can_be_taken_back(stage: Stage) -> None:
    desk = await in_a_call(stage)
    await desk.wants_next("away")

    await desk.presses("next-status-undo")

    await desk.misses("next-status")
    await expect(desk.part("status-select")).to_have_value("ready")
    await desk.hangs_up()
    await desk.wraps_up()
    await desk.is_shown_as("ready")


async def test_a_wrap_up_can_be_made_longer(stage: Stage) -> None:
    desk = await in_a_call(stage, wrap_up_s=60)
    await desk.hangs_up()
    await desk.finds("wrap-up-left")
    assert await desk.wrap_up_left_s() <= 60

    await desk.presses("wrap-up-extend")

    await until(desk.wrap_up_left_s, lambda left: left > 60, "more than a minute for the wrap-up")
