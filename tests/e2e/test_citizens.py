"""A citizen comes by the link in a message, on a phone: from the first look to the goodbye."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from tests.e2e.citizens import Staffed
from tests.e2e.fake_devices import AGENT, VISITOR
from tests.e2e.stage import Stage
from tests.e2e.tour.link import REFUSED
from tests.signaling.conftest import Person

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

INVITATION = "0123456789abcdef"
A_DAY_MS = 86_400_000
#: Long enough for a reload, short enough to wait for.
GRACE_S = 5


@pytest.fixture
async def people(stage: Stage, tmp_path: Path) -> AsyncIterator[Staffed]:
    """Open the service, with little patience in the waiting room."""
    text = files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")
    directory = tmp_path / "directory.toml"
    directory.write_text(f"{text}\n[callbacks]\nkept_waiting_s = 10\n")
    await stage.opens(directory=str(directory), grace_s=GRACE_S)
    async with Staffed(stage.demo.url) as people:
        yield people


@pytest.fixture
async def hurried(stage: Stage, tmp_path: Path) -> AsyncIterator[Staffed]:
    """Open the service, with seconds where policy has quarters of an hour: its clock can't be advanced."""
    text = files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")
    directory = tmp_path / "directory.toml"
    directory.write_text(f"{text}\n[callbacks]\nreminder_s = 18\nno_show_s = 5\n")
    await stage.opens(directory=str(directory))
    async with Staffed(stage.demo.url) as people:
        yield people


async def invited(people: Staffed, officer: Person, language: str = "nl") -> str:
    """Have a citizen write a request, and the officer invite them now; answer the link's secret."""
    before = await people.links()
    desk = await people.signs_in("desk", "agent-1")
    request_id = await people.writes_down(desk, language=language)
    await officer.says("callback.invite", callback_id=request_id, invitation_id=INVITATION)
    return await people.newest_link(but=before)


async def test_who_waits_in_vain_is_put_through_and_talks(stage: Stage, people: Staffed) -> None:
    officer = await people.signs_in("wijkagent", "wijkagent-noord")
    token = await invited(people, officer)
    citizen = await stage.citizen(token, VISITOR)
    await citizen.finds("join-device-check")
    await expect(citizen.part("join-device-check")).to_have_attribute("data-camera", "on")
    await expect(citizen.part("join-network")).to_have_attribute("data-quality", "good")
    await citizen.presses("join-enter")
    await citizen.finds("join-waiting")
    await citizen.reloads()
    await citizen.finds("join-waiting")
    await citizen.finds("join-ask-phone")
    desk = await stage.desk("agent-3", AGENT)
    await desk.becomes_ready()

    await citizen.presses("join-ask-centre")
    call_id = await desk.is_offered()
    await expect(citizen.part("join-waiting")).to_have_attribute("data-prospect", "ringing")
    await desk.accepts()

    await citizen.is_in_call(call_id)
    await citizen.is_with("agent", AGENT)
    await desk.is_with("citizen", VISITOR)
    await citizen.reloads()
    await citizen.is_with("agent", AGENT)
    await citizen.hangs_up()
    await citizen.finds("join-done")
    await desk.is_in_no_call()
    async with citizen.page.expect_response(re.compile("/join/rating$")) as answer:
        await citizen.presses("rating-4")
    assert (await answer.value).ok
    await citizen.misses("rating-4")
    await citizen.reloads()
    await citizen.finds("join-done")


async def test_the_officer_comes_and_goes_and_the_link_with_them(stage: Stage, people: Staffed) -> None:
    officer = await people.signs_in("wijkagent", "wijkagent-noord", ready=True)
    token = await invited(people, officer)
    citizen = await stage.citizen(token)
    await citizen.presses("join-enter")
    await citizen.finds("join-waiting")
    other = await stage.citizen(token)
    await other.finds("join-elsewhere")
    await other.presses("join-here")
    await expect(other.page.get_by_role("alert")).to_be_visible()
    await citizen.presses("join-leave")
    await citizen.finds("join-outside")
    await citizen.presses("join-return")
    await citizen.finds("join-waiting")
    await citizen.presses("join-leave")
    await citizen.finds("join-outside")
    await officer.says("callback.put_back", callback_id=await people.held_by(officer))
    await citizen.finds("join-revoked")
    await citizen.misses("join-enter")
    await other.presses("join-here")
    await other.finds("join-revoked")

    stranger = await stage.citizen(token[:-1] + "-")
    await stranger.finds("join-wrong")


async def test_who_would_rather_be_phoned_is_told_so(stage: Stage, people: Staffed) -> None:
    officer = await people.signs_in("wijkagent", "wijkagent-noord")
    citizen = await stage.citizen(await invited(people, officer, language="en"))
    await citizen.is_in("en")
    await citizen.presses("join-enter")
    await citizen.presses("join-ask-phone")
    await citizen.finds("join-phone")
    await citizen.reloads()
    await citizen.finds("join-phone")


async def test_a_planned_conversation_can_be_moved_and_canceled_from_the_link(
    stage: Stage, people: Staffed
) -> None:
    officer = await people.signs_in("wijkagent", "wijkagent-noord")
    desk = await people.signs_in("desk", "agent-1")
    request_id = await people.writes_down(desk)
    proposed = await officer.says("callback.propose", callback_id=request_id)
    await officer.says(
        "callback.plan",
        callback_id=request_id,
        starts_at=proposed["moments"][-1] + A_DAY_MS,
        channel="video",
        invitation_id=INVITATION,
    )
    citizen = await stage.citizen(await people.newest_link())
    await citizen.finds("join-countdown")
    async with citizen.page.expect_download() as download:
        await citizen.presses("join-calendar")
    text = (await (await download.value).path()).read_text()
    assert "BEGIN:VEVENT" in text
    await citizen.presses("join-other-moment")
    await citizen.presses("moment-day-2")
    await citizen.presses("moment-part-evening")
    await citizen.presses("moment-send")
    await citizen.finds("join-asked")
    await citizen.presses("join-cancel")
    await citizen.presses("cancel-yes")
    await citizen.finds("join-closed")
    await citizen.finds("join-new-request")


async def test_who_may_not_use_camera_or_microphone_goes_on_with_text(stage: Stage, people: Staffed) -> None:
    officer = await people.signs_in("wijkagent", "wijkagent-noord", ready=True)
    citizen = await stage.citizen(await invited(people, officer), before_opening=REFUSED)
    await expect(citizen.part("join-lacking")).to_have_attribute("data-without", "both")
    await citizen.presses("join-enter")
    await citizen.finds("join-waiting")
    offer = await officer.hears("reservation.created")
    await officer.says("reservation.accept", reservation_id=offer["reservation"]["reservation_id"])
    call_id = await citizen.is_in_call()
    await citizen.part("chat-input").fill("Kunt u mij lezen?")
    await citizen.presses("chat-send")
    told = await officer.hears("chat.delivered")
    assert (told["call_id"], told["entry"]["text"]) == (call_id, "Kunt u mij lezen?")


async def test_a_page_that_lost_its_server_says_so_and_comes_back(stage: Stage, people: Staffed) -> None:
    officer = await people.signs_in("wijkagent", "wijkagent-noord", ready=True)
    citizen = await stage.citizen(await invited(people, officer))
    await citizen.presses("join-enter")
    await citizen.finds("join-waiting")
    stage.expects_outage()
    await stage.demo.kill_hard()
    await citizen.finds("outage")
    await stage.demo.start()
    await citizen.misses("outage")
    await expect(citizen.part("join-waiting")).to_be_visible()


async def test_who_was_away_for_long_is_back_in_the_waiting_room_by_themselves(
    stage: Stage, people: Staffed
) -> None:
    officer = await people.signs_in("wijkagent", "wijkagent-noord")
    citizen = await stage.citizen(await invited(people, officer))
    await citizen.presses("join-enter")
    await citizen.finds("join-waiting")
    await officer.hears("callback.changed", lambda told: told["step"] == "arrive")
    await citizen.loses_line()
    await citizen.finds("outage")
    await officer.hears("callback.changed", lambda told: told["step"] == "leave")
    citizen.finds_line()
    await officer.hears("callback.changed", lambda told: told["step"] == "arrive")
    await citizen.misses("outage")
    await citizen.finds("join-waiting")


async def test_who_comes_early_waits_for_the_hour_without_being_offered_anything_else(
    stage: Stage, people: Staffed
) -> None:
    officer = await people.signs_in("wijkagent", "wijkagent-noord", ready=True)
    desk = await people.signs_in("desk", "agent-1")
    request_id = await people.writes_down(desk)
    starts_at = 60_000 * (time.time_ns() // 60_000_000_000 + 5)
    told = await officer.says(
        "callback.plan",
        callback_id=request_id,
        starts_at=starts_at,
        channel="video",
        invitation_id=INVITATION,
    )
    assert told["callback"]["request"]["state"] == "planned"
    hour = datetime.fromtimestamp(starts_at / 1000, ZoneInfo("Europe/Amsterdam")).strftime("%H:%M")
    citizen = await stage.citizen(await people.newest_link())
    await expect(citizen.page.locator(".lead").first).to_contain_text(hour)
    await citizen.presses("join-enter")
    await expect(citizen.part("join-waiting")).to_contain_text(hour)
    offer = await officer.hears("reservation.created")
    await officer.says("reservation.accept", reservation_id=offer["reservation"]["reservation_id"])
    await citizen.is_in_call()
    await citizen.misses("join-other-ways")
    await citizen.hangs_up()
    await citizen.finds("join-done")


async def test_who_does_not_come_was_reminded_is_too_late_and_is_invited_again(
    stage: Stage, hurried: Staffed
) -> None:
    officer = await stage.officer("wijkagent-noord")
    desk = await hurried.signs_in("desk", "agent-1")
    wire = await hurried.signs_in("wijkagent", "wijkagent-noord")
    asked = await hurried.writes_down(desk)
    told = await wire.says(
        "callback.plan",
        callback_id=asked,
        starts_at=time.time_ns() // 1_000_000 + 20_000,
        channel="video",
        invitation_id=INVITATION,
    )
    assert told["callback"]["request"]["state"] == "planned"
    planned = await hurried.newest_link()
    reminded = await hurried.newest_link(but={planned})
    assert any("Straks" in letter["text"] for letter in await hurried.letters())
    citizen = await stage.citizen(reminded)
    await citizen.finds("join-enter")

    await citizen.finds("join-late")
    await citizen.reloads()
    await citizen.finds("join-late")
    await citizen.misses("join-enter")
    await officer.sees_request(asked, "waiting")
    await officer.does(asked, "request-call-now")
    again = await stage.citizen(await hurried.newest_link(but={planned, reminded}))
    await again.finds("join-enter")
    await citizen.reloads()
    await citizen.misses("join-enter")
