"""An employee shows the others a screen or a document, and stops."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.fake_devices import AGENT, VISITOR, Identity
from tests.e2e.paper import pdf, png
from tests.e2e.screens import Booth, Desk
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

#: Without color: browsers do not agree on what becomes of it in a large picture.
DARK, MEDIUM, LIGHT = (40, 40, 40), (120, 120, 120), (200, 200, 200)

#: Whoever is asked which screen thinks better of it: no mistake, and none is told.
NO_CHOICE = """() => {
    navigator.mediaDevices.getDisplayMedia = async () => { throw new DOMException("", "NotAllowedError"); };
}"""


async def talking(
    stage: Stage, agent: Identity | None = None, visitor: Identity | None = None
) -> tuple[Desk, Booth]:
    await stage.opens()
    desk, booth = await stage.desk("agent-1", agent), await stage.booth(visitor)
    await desk.becomes_ready()
    await booth.asks()
    await desk.is_offered()
    await desk.accepts()
    await booth.finds("video-agent")
    return desk, booth


async def test_the_visitor_sees_what_an_employee_shares_beside_the_employee_until_it_ends(
    stage: Stage,
) -> None:
    desk, booth = await talking(stage, AGENT, VISITOR)
    await booth.is_with("agent", AGENT)

    await desk.shares_screen()

    await booth.sees_screen()
    await booth.is_with("agent", AGENT)
    await desk.is_with("visitor", VISITOR)
    await desk.misses("video-share")

    await desk.stops_sharing()

    await booth.misses("video-share")
    await booth.is_with("agent", AGENT)


async def test_a_shared_screen_outlasts_a_hold_and_the_visitors_reload_but_not_the_desks(
    stage: Stage,
) -> None:
    desk, booth = await talking(stage)
    await desk.shares_screen()
    await booth.sees_screen()
    await desk.stops_sharing()
    await booth.misses("video-share")
    await desk.shares_screen()
    await booth.sees_screen()

    seen_by_all = await desk.part("sharing").inner_text()
    await desk.puts_on_hold()
    await booth.misses("video-share")
    await expect(desk.part("sharing")).not_to_have_text(seen_by_all, use_inner_text=True)
    await desk.talks_on()
    await booth.sees_screen()
    await expect(desk.part("sharing")).to_have_text(seen_by_all, use_inner_text=True)

    await booth.reloads()
    await booth.sees_screen()

    await desk.reloads()
    await booth.misses("video-share")
    await expect(desk.part("toggle-share")).to_have_attribute("data-state", "off")

    await desk.page.evaluate(NO_CHOICE)
    await desk.presses("toggle-share")
    await desk.presses("share-screen")
    await expect(desk.part("toggle-share")).to_have_attribute("data-state", "off")
    await desk.misses("share-problem")
    await booth.misses("video-share")


async def test_a_picture_and_a_pdf_are_shown_page_by_page_and_what_is_neither_is_refused(
    stage: Stage,
) -> None:
    desk, booth = await talking(stage, AGENT, VISITOR)

    await desk.shares_document("notes.txt", "text/plain", b"no picture")
    await expect(desk.part("document-problem")).to_have_attribute("data-problem", "wrong_type")
    await desk.page.keyboard.press("Escape")
    await desk.misses("share-menu")
    await desk.shares_document("damaged.pdf", "application/pdf", b"%PDF-1.7 no more than that")
    await expect(desk.part("document-problem")).to_have_attribute("data-problem", "broken")
    await desk.page.keyboard.press("Escape")

    await desk.shares_document("dark.png", "image/png", png(DARK))
    await desk.finds("sharing")
    await booth.sees_screen(DARK)
    await booth.is_with("agent", AGENT)
    await desk.misses("document-next")
    await desk.stops_sharing()
    await booth.misses("video-share")

    await desk.shares_document("two.pdf", "application/pdf", pdf(MEDIUM, LIGHT))
    await expect(desk.part("document-next")).to_be_focused()
    await booth.sees_screen(MEDIUM)
    await desk.page.keyboard.press("ArrowRight")
    await booth.sees_screen(LIGHT)
    await booth.reloads()
    await booth.sees_screen(LIGHT)
    await desk.presses("document-previous")
    await booth.sees_screen(MEDIUM)
    await desk.stops_sharing()
    await booth.misses("video-share")
