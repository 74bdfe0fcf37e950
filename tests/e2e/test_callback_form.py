"""A citizen asks to be called back: in three languages, without scripts, and in a frame of another site."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import FrameLocator, Page, expect

from tests.e2e.audit import ASK_AXE, AXE, FIND_OUT_OF_REACH, RULES
from tests.e2e.citizens import Staffed
from tests.e2e.screens import CallbackForm
from tests.e2e.stage import Stage
from tests.e2e.tour.conditions import site_around
from tests.e2e.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

REFERENCE = re.compile(r"^\w{4}-\w{4}$")


async def nothing_is_in_the_way(form: CallbackForm) -> None:
    await form.page.evaluate(AXE.read_text())
    assert await form.page.evaluate(ASK_AXE, RULES) == []
    assert await form.page.evaluate(FIND_OUT_OF_REACH) == []


async def test_a_citizen_asks_to_be_called_back(stage: Stage) -> None:
    await stage.opens()
    form = await stage.callback_form()
    for language in (*form.languages[1:], form.languages[0]):
        await form.reads(language)
        await nothing_is_in_the_way(form)
        await form.presses("callback-submit")
        await expect(form.page.locator("#summary")).to_be_focused()
        await nothing_is_in_the_way(form)

    await form.part("callback-postcode").fill("9401 AA")
    told = form.page.locator("[data-place]:visible")
    await expect(told).to_have_attribute("data-place", "phone_only")
    await form.misses("preference-video")
    await expect(form.part("preference-phone")).to_be_checked()
    await form.part("callback-postcode").fill("9712 AB")
    await expect(told).to_have_attribute("data-place", "video")
    await form.part("preference-video").check()
    # A slip of the postcode takes the choice away for as long as it stands.
    await form.part("callback-postcode").fill("٩٤٠١")
    await expect(form.part("preference-phone")).to_be_checked()
    await form.part("callback-postcode").fill("1011")
    await expect(told).to_have_attribute("data-place", "unknown")
    await form.part("callback-postcode").fill("9712 AB")
    await expect(form.part("preference-video")).to_be_checked()

    await form.part("callback-name").fill("Jo Smit")
    await form.part("callback-email").fill("jo@example.org")
    await form.part("callback-topic").select_option("report")
    await form.part("callback-language").select_option("ar")
    await expect(form.page.locator("#summary")).to_have_count(0)
    await form.part("callback-email").press("Enter")
    reference = form.part("callback-reference")
    await expect(reference).to_have_text(REFERENCE)
    await nothing_is_in_the_way(form)

    said = await reference.inner_text()
    # What is put right is the same request.
    await form.presses("callback-change")
    await expect(form.part("callback-name")).to_have_value("Jo Smit")
    await form.part("callback-name").fill("Jo Smits")
    await form.presses("callback-submit")
    await expect(reference).to_have_text(said)
    await form.reloads()
    await expect(reference).to_have_text(said)
    letters = await until(Staffed(stage.demo.url).letters, lambda sent: len(sent) > 1, "both letters")
    assert [letter["to"] for letter in letters] == ["jo@example.org"] * 2
    assert all(said in letter["subject"] + letter["text"] for letter in letters)


async def fills_in(place: Page | FrameLocator, postcode: str) -> None:
    """Say all that is needed, and send it."""
    await place.get_by_test_id("callback-postcode").fill(postcode)
    await place.get_by_test_id("callback-name").fill("Jo Smit")
    await place.get_by_test_id("callback-phone").fill("06 12345678")
    await place.get_by_test_id("callback-topic").select_option("report")
    await place.get_by_test_id("callback-submit").click()


async def test_a_browser_that_runs_no_scripts_asks_as_well(stage: Stage) -> None:
    await stage.opens()
    form = await stage.callback_form(runs_scripts=False)
    await form.reads("en")
    await form.presses("callback-submit")
    wrong = form.page.locator("#summary a")
    await wrong.first.click()
    await expect(form.part("callback-topic")).to_be_in_viewport()
    assert await form.page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0

    await form.part("preference-video").check()
    await fills_in(form.page, "9401 AA")
    await expect(form.part("callback-name")).to_have_value("Jo Smit")
    await form.misses("preference-video")
    await form.part("preference-phone").check()
    await form.presses("callback-submit")
    await expect(form.part("callback-reference")).to_have_text(REFERENCE)


async def test_only_a_listed_site_shows_the_form_in_a_frame(stage: Stage) -> None:
    async with site_around() as listed, site_around() as other:
        await stage.opens(callback_origins=listed.origin)
        listed.frames = other.frames = f"{stage.demo.url}/callback/"
        form = await stage.callback_form()
        await form.page.goto(listed.origin)
        framed = form.page.frame_locator("iframe")
        await framed.get_by_test_id("preference-phone").check()
        await fills_in(framed, "9712 AB")
        await expect(framed.get_by_test_id("callback-reference")).to_have_text(REFERENCE)

        async with form.page.expect_console_message(lambda said: "frame-ancestors" in said.text):
            await form.page.goto(other.origin)
        await expect(framed.get_by_test_id("callback-submit")).to_have_count(0)
        form.problems.clear()  # the browser tells of the refusal
