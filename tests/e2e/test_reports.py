"""A supervisor looks back: over a day, in figures that say what they are, on the screen and as a file."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.audit import ASK_AXE, AXE, RULES
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150)]


async def test_a_day_is_reported_and_explained(stage: Stage) -> None:
    await stage.opens()
    board, booth = await stage.wallboard(), await stage.booth()
    await booth.asks()
    await booth.waits_at(1)
    await booth.presses("cancel-call")
    await board.counts_waiting(0)

    await board.presses("report")
    await board.part("report-period").select_option("today")

    await expect(board.part("figure-offered")).to_contain_text("1")
    await expect(board.part("figure-abandon_rate")).to_contain_text("100%")
    await expect(board.page.locator("time-chart canvas")).to_be_visible()
    await expect(board.part("split-table")).to_contain_text("Utrecht")
    await board.presses("define-abandon_rate")
    definition = board.page.locator(":popover-open")
    await expect(definition).to_contain_text("abandoned / (answered + abandoned)")
    await board.page.keyboard.press("Escape")
    await expect(definition).to_have_count(0)

    await board.presses("report-export")
    async with board.page.expect_download() as saved:
        await board.presses("export-calls-csv")
    rows = (await (await saved.value).path()).read_text().splitlines()
    assert rows[0].startswith("day,hour,location,language,subject,service_level,")
    assert "utrecht-stationsplein" in rows[1]
    await board.page.keyboard.press("Escape")

    await board.page.evaluate(AXE.read_text())
    await board.page.emulate_media(reduced_motion="reduce")  # a color on its way to another is none to judge
    for theme in ("light", "dark"):
        await board.page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        assert await board.page.evaluate(ASK_AXE, RULES) == []

    # Somebody else's subject: nothing to tell, and said so.
    await board.part("report-subject").select_option("complaint")
    await board.finds("report-empty")
    await board.part("report-period").select_option("own")
    await board.part("report-to").fill("2020-01-01")
    await expect(board.page.locator("#report-fault")).to_contain_text("before the last")
