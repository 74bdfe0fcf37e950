"""A supervisor tries other people on the calls of last week."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files

import pytest
from playwright.async_api import expect

from callrouter.services.directory import parse_directory
from signaling.settings import Settings
from signaling.stores import beside_node
from tests.e2e.audit import Audit
from tests.e2e.screens import Wallboard
from tests.e2e.stage import Stage
from tests.simulation.lived import MONDAY, keep, lived_week

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

#: In the week that follows, by the browser's clock.
_A_WEEK_LATER = datetime(2026, 11, 18, 12)  # noqa: DTZ001  (the browser's day is this machine's)
_WORKED_OUT_MS = 90_000  # on a machine that does much else


async def _after_a_week(stage: Stage) -> Wallboard:
    """Open the screen of a service that was used last week."""
    demo = await stage.opens()
    text = files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")
    async with beside_node(Settings(data_dir=demo.data_dir)) as stores:
        await keep(stores.statistics, lived_week(parse_directory(text), monday=MONDAY))
    board = await stage.wallboard()
    await board.page.clock.set_fixed_time(_A_WEEK_LATER)
    await board.page.set_viewport_size({"width": 1440, "height": 900})
    await board.presses("screen-staffing")
    await board.finds("staffing-run")
    return board


async def test_more_people_are_tried_on_last_week(stage: Stage) -> None:
    board = await _after_a_week(stage)
    hour = board.page.locator('[data-testid="heads"][data-group="0"][data-hour="9"]')
    await expect(hour).to_have_value("1")
    await board.part("day-more").first.click()
    await expect(hour).to_have_value("2")
    await hour.press("ArrowUp")
    await hour.press("Tab")
    await expect(hour).to_have_value("3")
    await board.presses("copy-all")
    await board.presses("staffing-run")

    scenario = board.part("scenario")
    await expect(scenario).to_have_count(1, timeout=_WORKED_OUT_MS)
    await expect(scenario.locator("[data-tone]").first).to_have_attribute("data-tone", "better")
    await expect(board.part("outcome-language")).to_have_count(5)
    await board.part("scenario-name").fill("Twice as many")
    await board.page.reload()
    await board.finds("compared")
    await expect(board.part("scenario-name")).to_have_value("Twice as many")
    await expect(hour).to_have_value("1")
    audit = Audit()
    await audit.at(board, "staffing")
    assert not "\n".join(audit.findings)

    await board.presses("staffing-run")
    await board.presses("staffing-stop")
    await board.finds("staffing-run")
    await expect(scenario).to_have_count(1)
    await board.part("staffing-week").select_option(index=5)
    await board.finds("too-little")
