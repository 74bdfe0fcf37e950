"""Who waits long hears of other ways; who is not there any more does not wait."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.stage import Stage
from tests.e2e.tour.conditions import hears_of_long_wait, time_stands_still

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

FORM = "https://callback.example/"
UNTOUCHED_S = 5 * 60 + 1
UNANSWERED_S = 91


async def test_a_long_wait_offers_other_ways_and_ends_when_nobody_is_there(
    stage: Stage, tmp_path: Path
) -> None:
    text = files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")
    directory = tmp_path / "directory.toml"
    directory.write_text(text.replace('"/callback/"', f'"{FORM}"', 1))
    await stage.opens(directory=str(directory))
    board, booth = await stage.wallboard(), await stage.booth()
    await booth.page.clock.install()
    await hears_of_long_wait(booth)
    await booth.asks("ar", "report")
    await booth.waits_at(1)
    await expect(booth.part("estimated-wait")).to_have_attribute("data-kind", "about")
    await expect(booth.part("alternatives")).to_contain_text("0900-8844")
    await expect(booth.part("callback").get_by_role("img")).to_have_attribute(
        "data-text", f"{FORM}?language=ar&topic=report"
    )

    await time_stands_still(booth, UNTOUCHED_S)
    await booth.finds("presence")
    await expect(booth.page.locator("#presence-heading")).to_be_focused()
    await booth.presses("presence-stay")
    await booth.misses("presence")
    await booth.waits_at(1)
    await board.counts_waiting(1)

    await time_stands_still(booth, UNTOUCHED_S)
    await booth.finds("presence")
    await time_stands_still(booth, UNANSWERED_S)
    await booth.finds("start")
    await booth.is_in("ar")  # it says why, to whom it asked
    await expect(booth.page.get_by_role("alert")).to_be_visible()
    await board.counts_waiting(0)
