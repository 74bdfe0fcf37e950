"""A citizen asks to be called back, on a phone: in three languages, and where there is no video."""

from __future__ import annotations

import re

import aiohttp
import pytest
from playwright.async_api import expect

from tests.e2e.audit import ASK_AXE, AXE, FIND_OUT_OF_REACH, RULES
from tests.e2e.screens import CallbackForm
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


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
    await expect(reference).to_have_text(re.compile(r"^\w{4}-\w{4}$"))
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
    async with aiohttp.ClientSession() as http, http.get(f"{stage.demo.url}/demo/outbox") as answer:
        letters = await answer.json()
    assert [letter["to"] for letter in letters] == ["jo@example.org"] * 2
    assert all(said in letter["subject"] + letter["text"] for letter in letters)
