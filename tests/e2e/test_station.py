"""A visitor asks for help, and whoever is at the station knows at once."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

#: Notes what a phone's motor is asked to do.
NOTE_SHAKES = """() => {
    window.shakes = 0;
    navigator.vibrate = pattern => { window.shakes += pattern.length > 0; return true; };
}"""


async def test_help_is_asked_for_and_the_first_of_two_goes(stage: Stage) -> None:
    await stage.opens()
    one, two = await stage.station("service-1"), await stage.station("service-2", locale="nl")
    booth = await stage.booth()
    await one.page.evaluate(NOTE_SHAKES)
    await one.presses("begin-duty")
    await one.sees_booth("booth:demo", "free")
    await booth.presses("help")
    await booth.presses("help-call")
    for station in (one, two):
        await station.sees_help("asked")
    await expect(one.page).to_have_title(re.compile(r"^\(1\) "))
    await one.page.wait_for_function("window.shakes > 0")

    await one.presses("help-acknowledge")
    await expect(booth.part("help-state")).to_have_attribute("data-state", "coming")
    await two.sees_help("coming")
    await expect(two.part("help-wanted")).to_contain_text("Anouk Visser is onderweg.")
    await expect(one.part("help-wanted")).to_contain_text("You are on the way.")
    await expect(one.page).not_to_have_title(re.compile(r"^\("))
    await two.presses("help-settle")
    await one.misses("help-wanted")


async def test_the_page_is_an_app_that_says_when_nothing_can_arrive(stage: Stage) -> None:
    await stage.opens()
    station = await stage.station("service-1")
    await station.presses("begin-duty")
    devtools = await station.page.context.new_cdp_session(station.page)
    manifest = await devtools.send("Page.getAppManifest")
    assert manifest["url"].endswith("/station/app.webmanifest")
    assert manifest["errors"] == []
    await station.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    stage.expects_outage()
    await station.page.context.set_offline(True)
    await station.page.reload()
    await station.finds("cut-off")
    await expect(station.page).to_have_title(re.compile("^No connection"))
    await station.page.context.set_offline(False)
    await station.finds("duty")
    await station.is_shown_as("ready")
