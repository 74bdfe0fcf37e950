"""Who waits long hears of other ways; who is not there any more does not wait."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.async_api import WebSocketRoute, expect

from tests.e2e.screens import Booth
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

ESTIMATE = {"about_minutes": 25, "from_minutes": 20, "to_minutes": 30, "more_than": False}
FORM = "https://callback.example/"
UNTOUCHED_S = 5 * 60 + 1
UNANSWERED_S = 91


def estimate_long(route: WebSocketRoute) -> None:
    """Let the page hear of a long wait, whatever the queue is like."""

    def pass_on(text: str | bytes) -> None:
        message = json.loads(text)
        route.send(json.dumps(message | ESTIMATE) if message["type"] == "queue.placed" else text)

    route.connect_to_server().on_message(pass_on)


async def passes(booth: Booth, seconds: float) -> None:
    """Have the page believe that so much time has passed; its timers go on."""
    now_ms: int = await booth.page.evaluate("Date.now()")
    await booth.page.clock.set_fixed_time(now_ms / 1000 + seconds)


async def test_a_long_wait_offers_other_ways_and_ends_when_nobody_is_there(
    stage: Stage, tmp_path: Path
) -> None:
    text = files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")
    directory = tmp_path / "directory.toml"
    directory.write_text(text.replace("exceptions =", f'callback_url = "{FORM}"\nexceptions =', 1))
    await stage.opens(directory=str(directory))
    board, booth = await stage.wallboard(), await stage.booth()
    await booth.page.route_web_socket(re.compile("/ws"), estimate_long)
    await booth.page.clock.install()
    await booth.reloads()
    await booth.asks("ar", "report")
    await booth.waits_at(1)
    await expect(booth.part("estimated-wait")).to_have_attribute("data-kind", "range")
    await expect(booth.part("alternatives")).to_contain_text("0900-8844")
    await expect(booth.part("callback").get_by_role("img")).to_have_attribute(
        "data-text", f"{FORM}?language=ar&topic=report"
    )

    await passes(booth, UNTOUCHED_S)
    await booth.finds("presence")
    await expect(booth.page.locator("#presence-heading")).to_be_focused()
    await booth.presses("presence-stay")
    await booth.misses("presence")
    await booth.waits_at(1)
    await board.counts_waiting(1)

    await passes(booth, UNTOUCHED_S)
    await booth.finds("presence")
    await passes(booth, UNANSWERED_S)
    await booth.finds("start")
    await booth.is_in("ar")  # it says why, to whom it asked
    await expect(booth.page.get_by_role("alert")).to_be_visible()
    await board.counts_waiting(0)
