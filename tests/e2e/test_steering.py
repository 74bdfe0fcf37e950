"""A supervisor understands the queue, and steers it."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.e2e.fake_devices import SUPERVISOR
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def test_a_wait_is_explained_shortened_and_ended_by_taking_the_call(stage: Stage) -> None:
    await stage.opens()
    board = await stage.wallboard(SUPERVISOR)
    first, second = await stage.booth(), await stage.booth(kiosk="demo-2")
    await first.asks()
    await first.waits_at(1)
    early = await board.waiting_call()
    await second.asks()
    await second.waits_at(2)
    await board.counts_waiting(2)
    _, late = await board.waiting_calls()

    await board.asks_why(late)
    await expect(board.part("why-step").first).to_be_visible()
    await board.puts_first(late)

    await board.serves_in_order(late, early)
    await second.waits_at(1)
    await first.waits_at(2)
    desk = await stage.desk("agent-1")
    await desk.becomes_ready()
    await desk.is_offered(late)
    await desk.accepts()
    await second.is_in_call(late)
    await board.misses("call-explanation")
    await board.presses("call-pull")
    await first.is_in_call(early)
    await board.puts_on_hold()
    await first.finds("on-hold")
    await board.talks_on()
    await first.misses("on-hold")


async def test_a_location_is_closed_by_hand_and_opened_again(stage: Stage) -> None:
    await stage.opens()
    board, waiting, booth = await stage.wallboard(), await stage.booth(), await stage.booth(kiosk="demo-2")
    await waiting.asks()
    await waiting.waits_at(1)
    await booth.finds("start")

    await board.presses("location-close")

    await expect(booth.part("closed")).to_have_attribute("data-reason", "closed_by_hand")
    await waiting.waits_at(1)
    await board.part("notice-reason").select_option("safety")
    await board.part("notice-line").fill("x" * 201)
    await board.presses("notice-tell")
    await expect(board.part("notice-line")).to_have_attribute("aria-invalid", "true")
    await board.part("notice-line").fill("Wij zijn hiernaast")
    await board.presses("notice-tell")
    await expect(booth.part("closed-line")).to_have_text("Wij zijn hiernaast")
    await expect(booth.part("closed-reason")).to_contain_text("veiligheid")
    await expect(board.part("deed-told")).to_have_attribute("data-told", "deed.told")
    await board.presses("location-open")
    await booth.finds("start")
    await board.presses("deed-undo")
    await expect(booth.part("closed-line")).to_have_text("Wij zijn hiernaast")
    await board.presses("location-hours")
    await board.part("hours-change").nth(1).click()
    await board.part("hours-open").check()
    await board.part("hours-opens").fill("17:00")
    await board.part("hours-closes").fill("09:00")
    await board.presses("hours-save")
    await expect(board.part("hours-problem")).not_to_be_empty()
    await board.part("hours-closed").check()
    await board.part("hours-line").fill("Opleiding van het team")
    await board.presses("hours-save")
    await expect(board.part("hours-day").nth(1)).to_have_attribute("data-why", "exception")
    await expect(booth.part("closed")).to_contain_text("Opleiding van het team")
    await board.presses("dialog-close")
    await board.presses("location-open")
    await booth.finds("start")


async def test_a_supervisor_tells_that_an_officer_is_absent(stage: Stage) -> None:
    await stage.opens()
    board = await stage.wallboard()
    await board.presses("absence-open")
    await board.part("absence-whose").select_option("wijkagent-noord")
    await board.part("absence-last").fill("2020-06-09")
    await board.presses("dialog-submit")
    await expect(board.part("dialog-problem")).not_to_be_empty()
    await board.part("absence-last").fill(await board.part("absence-first").input_value())
    await board.part("absence-replacement").select_option("wijkagent-zuid")
    await board.presses("dialog-submit")
    await expect(board.part("absent")).to_have_attribute("data-staff-id", "wijkagent-noord")
    await board.presses("absence-clear")
    await board.misses("absent")


async def test_a_supervisor_gives_a_status_and_ends_a_call_once_the_killed_service_is_back(
    stage: Stage,
) -> None:
    await stage.opens()
    board, booth = await stage.wallboard(), await stage.booth()
    desk = await stage.desk("agent-1")
    await board.presses("agent-open")
    await board.presses("steer-meeting")
    await desk.is_shown_as("away")
    await expect(desk.part("status-current")).to_have_attribute("data-reason", "meeting")
    await board.presses("dialog-close")

    await booth.asks()
    await board.waiting_call()
    await board.presses("call-more")
    await board.presses("call-stop")
    await board.presses("deed-confirm")  # no reason: nothing happens
    await board.part("deed-why").fill("proefoproep")
    stage.expects_outage()
    await stage.demo.kill_hard()
    await board.presses("deed-confirm")  # into the void: nothing is done later, by itself
    await expect(board.part("deed-failure")).not_to_be_empty()
    await stage.demo.start()
    await expect(board.part("connection-state")).to_have_attribute("data-state", "online")
    await board.presses("deed-confirm")
    await expect(board.part("deed-told")).to_have_attribute("data-told", "deed.stopped")
    await booth.finds("start")
    await board.counts_waiting(0)

    await board.presses("agent-open")
    await board.presses("person-sign-out")
    await expect(board.part("person-sign-out")).to_have_count(0)  # the person's own dialog has a "why" too
    await board.part("deed-why").fill("laptop kwijt")
    await board.presses("deed-confirm")
    await expect(desk.part("login-ended")).to_have_attribute("data-why", "revoked")
    await expect(board.part("deed-told")).to_have_attribute("data-told", "deed.signed_out")
    trail = await board.page.request.get(f"{stage.demo.url}/api/v1/audit?action=call.steered")
    assert [entry["why"] for entry in (await trail.json())["entries"]] == ["proefoproep"]


async def test_the_figures_are_the_truth_at_every_step(stage: Stage) -> None:
    await stage.opens()
    board, other = await stage.wallboard(), await stage.wallboard()
    first, second = await stage.booth(), await stage.booth(kiosk="demo-2")
    desk = await stage.desk("agent-1")

    async def shows(**figures: str) -> None:
        for page in (board, other):
            for handle, value in figures.items():
                await expect(page.part(handle.replace("_", "-"))).to_have_text(
                    re.compile(rf"^\s*{value}(?!\d)")
                )

    await shows(queue_length="0", agents_ready="0", answered="0", abandoned="0")
    await desk.becomes_ready()
    await shows(agents_ready="1")
    await first.asks()
    await desk.is_offered()
    await shows(queue_length="1", agents_ready="0")
    await desk.accepts()
    await shows(queue_length="0", calls_talking="1", answered="1", service_level="100%")
    await second.asks()
    await shows(queue_length="1")
    await second.gives_up()
    await shows(queue_length="0", abandoned="1", service_level="50%")
