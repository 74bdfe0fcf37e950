"""A citizen comes by the link in a message, on a phone: from the first look to the goodbye."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import Path

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


@pytest.fixture
async def people(stage: Stage, tmp_path: Path) -> AsyncIterator[Staffed]:
    """Open the service, with little patience in the waiting room."""
    text = files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")
    directory = tmp_path / "directory.toml"
    directory.write_text(f"{text}\n[callbacks]\nkept_waiting_s = 10\n")
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
    await citizen.finds("join-enter")
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
