"""A neighborhood officer and a citizen find each other, in real browsers."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.e2e.citizens import Staffed
from tests.e2e.fake_devices import AGENT, INTERPRETER, VISITOR
from tests.e2e.stage import PHONE, Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

FITS = "() => document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth"


async def test_a_request_becomes_a_conversation_at_once(stage: Stage) -> None:
    demo = await stage.opens()
    officer = await stage.officer("wijkagent-noord", AGENT)
    await officer.page.set_viewport_size(PHONE)
    async with Staffed(demo.url) as staffed:
        asked = await staffed.writes_down(await staffed.signs_in("desk", "agent-3"))
    await officer.sees_request(asked)
    await expect(officer.request(asked)).not_to_contain_text("Jo Smit")
    await officer.does(asked, "request-call-now")
    await officer.sees_request(asked, "invited")
    await expect(officer.request(asked)).to_contain_text("Jo Smit")
    await officer.is_shown_as("ready")

    citizen = await stage.citizen(await staffed.newest_link(), VISITOR)
    await citizen.presses("join-enter")
    await citizen.finds("join-waiting")
    await officer.is_offered()
    assert await officer.page.evaluate(FITS)
    await officer.presses("citizen-waiting")
    call_id = await officer.is_in_call()
    await citizen.is_in_call(call_id)
    await officer.is_with("citizen", VISITOR)
    await citizen.is_with("wijkagent", AGENT)

    interpreter = await stage.interpreter("tolk-ar", INTERPRETER)
    await interpreter.becomes_ready()
    await officer.invites_interpreter("ar")
    await interpreter.is_offered(call_id, language="ar")
    await interpreter.accepts()
    await citizen.is_with("interpreter", INTERPRETER)
    await interpreter.is_with("wijkagent", AGENT)

    await citizen.hangs_up()
    await officer.is_in_no_call()
    await officer.wraps_up()
    await officer.finds("requests-empty")


async def test_an_officer_who_is_away_begins_with_one_tap(stage: Stage) -> None:
    demo = await stage.opens()
    officer = await stage.officer("wijkagent-noord")
    async with Staffed(demo.url) as staffed:
        asked = await staffed.writes_down(await staffed.signs_in("desk", "agent-3"))
        await officer.does(asked, "request-call-now")
        await officer.is_shown_as("ready")
        await officer.becomes("away")
        await staffed.comes_in(await staffed.newest_link())
        await officer.finds("citizen-waiting")
        await expect(officer.page).to_have_title(re.compile("waiting"))
        await officer.presses("citizen-waiting")
        await officer.is_in_call()
        await officer.is_shown_as("ready")


async def test_an_officer_who_declined_may_begin_all_the_same(stage: Stage) -> None:
    demo = await stage.opens()
    officer = await stage.officer("wijkagent-noord")
    async with Staffed(demo.url) as staffed:
        asked = await staffed.writes_down(await staffed.signs_in("desk", "agent-3"))
        await officer.does(asked, "request-call-now")
        await staffed.comes_in(await staffed.newest_link())
        await officer.is_offered()
        await officer.declines()
        await officer.presses("citizen-waiting")
        await officer.is_in_call()


async def test_a_citizen_who_prefers_the_phone_is_phoned(stage: Stage) -> None:
    demo = await stage.opens()
    officer = await stage.officer("wijkagent-noord")
    async with Staffed(demo.url) as staffed:
        desk = await staffed.signs_in("desk", "agent-3")
        asked = await staffed.writes_down(desk, preference="phone")
        await officer.does(asked, "request-call-phone")
        await officer.sees_request(asked, "claimed")
        number = officer.request(asked).get_by_test_id("request-dial")
        await expect(number).to_have_attribute("href", "tel:+31612345678")
        await officer.does(asked, "request-phone-done")
        await officer.misses_request(asked)
        await officer.presses("request-undo")
        await officer.sees_request(asked, "claimed")
        await officer.does(asked, "request-phone-done")
        await officer.finds("requests-empty")
        told = await desk.says("callback.read", callback_id=asked)
        assert told["code"] == "no_such_request"


async def test_a_moment_is_agreed_on_moved_and_passed_on(stage: Stage) -> None:
    demo = await stage.opens()
    officer, south = await stage.officer("wijkagent-noord"), await stage.officer("wijkagent-zuid")
    async with Staffed(demo.url) as staffed:
        asked = await staffed.writes_down(await staffed.signs_in("desk", "agent-3"))
    await officer.does(asked, "request-plan")
    await officer.presses("dialog-submit")
    await expect(officer.part("dialog-problem")).not_to_be_empty()
    await officer.part("plan-moment").first.check()
    await officer.presses("dialog-submit")
    await officer.sees_request(asked, "planned")
    async with officer.page.expect_download() as download:
        await officer.does(asked, "request-calendar")
    assert (await download.value).suggested_filename.endswith(".ics")

    await officer.does(asked, "request-plan")
    await officer.part("plan-date").fill("2020-06-09")
    await officer.presses("dialog-submit")
    await expect(officer.part("dialog-problem")).not_to_be_empty()
    await officer.presses("dialog-close")

    await officer.does(asked, "request-open")
    await officer.does(asked, "request-hand-over")
    await officer.part("pass-teams").select_option("groningen-zuid")
    await officer.presses("dialog-submit")
    await officer.misses_request(asked)
    await south.sees_request(asked)


async def test_an_officer_who_will_be_absent_has_a_colleague_stand_in(stage: Stage) -> None:
    demo = await stage.opens()
    officer, south = await stage.officer("wijkagent-noord"), await stage.officer("wijkagent-zuid")
    async with Staffed(demo.url) as staffed:
        desk = await staffed.signs_in("desk", "agent-3")
        asked = await staffed.writes_down(desk)
        urgent = await staffed.writes_down(desk, preference="phone", urgent=True)
        agreed = await staffed.writes_down(desk, preference="phone")
    await officer.does(agreed, "request-call-phone")
    await officer.sees_request(agreed, "claimed")
    await officer.presses("absence-open")
    await officer.part("absence-last").fill("2020-06-09")
    await officer.presses("dialog-submit")
    await expect(officer.part("dialog-problem")).not_to_be_empty()
    await officer.part("absence-last").fill(await officer.part("absence-first").input_value())
    await officer.part("absence-replacement").select_option("wijkagent-zuid")
    await officer.presses("dialog-submit")
    await expect(officer.part("absence")).to_have_attribute("data-absent", "true")
    await south.sees_request(asked)
    await south.sees_request(agreed, "claimed")
    await south.does(agreed, "request-phone-done")
    await south.does(urgent, "request-call-phone")
    await south.sees_request(urgent, "claimed")
    await officer.presses("absence-clear")
    await expect(officer.part("absence")).to_have_attribute("data-absent", "false")
    await south.misses_request(asked)
    await south.misses_request(agreed)
    await south.does(urgent, "request-phone-done")
    await south.finds("requests-empty")
    await officer.sees_request(asked)


async def test_an_employee_works_on_what_the_centre_took_over(stage: Stage) -> None:
    demo = await stage.opens()
    officer, desk = await stage.officer("wijkagent-noord"), await stage.desk("agent-3")
    async with Staffed(demo.url) as staffed:
        asked = await staffed.writes_down(await staffed.signs_in("desk", "agent-3"))
        await officer.does(asked, "request-open")
        await officer.does(asked, "request-hand-over")
        await officer.part("pass-noord-nederland").check()
        await officer.presses("dialog-submit")
        await officer.misses_request(asked)
        await desk.presses("callbacks-open")
        await desk.part("request-call-now").click()
        await desk.is_shown_as("ready")
        await staffed.comes_in(await staffed.newest_link())
        await desk.is_offered()
        await desk.accepts()
        await desk.is_in_call()
