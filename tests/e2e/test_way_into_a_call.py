"""What a booth offers before a call, and the way from its first screen into the queue."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import expect

from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

#: Counts its visits in what a browser keeps for it.
SITE = """<!doctype html><title>Site</title><p id="visits"></p><script>
localStorage.visits = Number(localStorage.visits ?? 0) + 1;
document.getElementById("visits").textContent = `visit ${localStorage.visits}`;
</script>"""


async def show_site(_request: web.Request) -> web.Response:
    """Answer the site."""
    return web.Response(text=SITE, content_type="text/html")


async def test_a_keyboard_leads_through_all_that_is_offered_into_the_queue(stage: Stage) -> None:
    await stage.opens()
    booth = await stage.booth()
    page = booth.page
    root = page.locator("html")

    await booth.enters("tile-jobs")
    await expect(booth.part("take").get_by_role("img")).to_have_attribute(
        "data-text", "https://kombijde.politie.nl/"
    )
    await booth.enters("go-home")

    await booth.enters("reading")
    await expect(page.locator("#reading-heading")).to_be_focused()
    await booth.enters("reading-ar")
    await booth.reads_arabic()
    await expect(booth.part("reading")).to_be_focused()
    await booth.enters("text-size")
    await booth.enters("contrast")
    await expect(root).to_have_class("text-large contrast")

    await booth.enters("start")
    await booth.finds("more-languages")
    await booth.reads_arabic()
    await booth.enters("more-languages")
    await booth.reads_arabic()
    await booth.tabs_to("language-search")
    await page.keyboard.type("Somali")
    await expect(page.locator("[data-testid^=language-]:not(input)")).to_have_count(1)
    await booth.enters("language-so")
    await expect(root).to_have_attribute("lang", "ar")
    await booth.finds("subject-anonymous")
    await booth.reads_arabic()
    await booth.enters("subject-anonymous")
    await booth.enters("need-without_voice")
    await expect(booth.part("device-check")).to_have_attribute("data-microphone", "off")
    await booth.enters("speaker-test")
    await booth.reads_arabic()
    await booth.enters("start-call")
    await booth.waits_at(1)
    await booth.reads_arabic()

    desk = await stage.desk("agent-1")
    await desk.becomes_ready()
    await desk.is_offered()
    await booth.enters("cancel-call")
    await booth.finds("start")
    await expect(root).to_have_attribute("lang", "nl")
    await expect(root).to_have_class("")


async def test_a_site_in_a_frame_keeps_nothing_of_a_visitor(stage: Stage, tmp_path: Path) -> None:
    site = web.Application()
    site.router.add_get("/", show_site)
    async with TestServer(site) as server:
        address = str(server.make_url("/")).rstrip("/")
        text = files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")
        jobs = 'url = "https://kombijde.politie.nl/"'
        assert jobs in text
        directory = tmp_path / "directory.toml"
        directory.write_text(text.replace(jobs, f'url = "{address}", show = "frame"'))
        await stage.opens(directory=str(directory))
        booth = await stage.booth()
        visits = booth.page.frame_locator('[data-testid="frame"]').locator("#visits")
        for _ in range(2):
            await booth.presses("tile-jobs")
            await expect(visits).to_have_text("visit 1")
            await booth.presses("go-home")
            await booth.misses("frame")
