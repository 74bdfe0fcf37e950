"""One person rings for one call, for a limited time, and never for nothing."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.e2e.screens import Desk
from tests.e2e.stage import Stage
from tests.e2e.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

RING_S = 3

#: A page that isn't looked at, in a browser that lets it show notifications.
UNSEEN = """(() => {
    window.__notices = [];
    window.Notification = class {
        static permission = "granted";
        constructor(title, { body }) { this.text = `${title}: ${body}`; window.__notices.push(this); }
        close() { this.closed = true; }
    };
    document.hasFocus = () => false;
})()"""
NOTICES = "() => window.__notices.map(notice => [notice.text, Boolean(notice.closed)])"


async def whoever_rings(*desks: Desk) -> tuple[Desk, Desk]:
    """Wait until it rings at one of two desks; answer that one and the other."""

    async def ringing() -> list[Desk]:
        return [desk for desk in desks if await desk.part("offer").count()]

    (first,) = await until(ringing, lambda found: len(found) == 1, "one of the desks to ring")
    (second,) = (desk for desk in desks if desk is not first)
    return first, second


async def test_an_unanswered_call_keeps_its_place_and_whoever_missed_it_is_told(stage: Stage) -> None:
    await stage.opens(ring_s=RING_S)
    absent, attentive = await stage.desk("agent-1"), await stage.desk("agent-2")
    first, second = await stage.booth(), await stage.booth(kiosk="demo-2")
    await first.asks()
    await first.waits_at(1)
    await second.asks()
    await second.waits_at(2)

    await absent.page.add_init_script(UNSEEN)
    await absent.reloads()
    await absent.becomes_ready()
    call_id = await absent.is_offered()
    await expect(absent.page).to_have_title(re.compile("🔔"))
    (notice,) = await until(lambda: absent.page.evaluate(NOTICES), bool, "a notification")
    assert notice == ["Call: English, Question", False]
    await absent.is_shown_as("away")
    await absent.is_not_rung()
    await expect(absent.part("idle")).to_have_attribute("data-kind", "missed")
    assert await absent.page.evaluate(NOTICES) == [[notice[0], True]]
    await first.waits_at(1)
    await second.waits_at(2)

    await attentive.becomes_ready()
    await attentive.is_offered(call_id)
    await attentive.accepts()
    await first.is_in_call(call_id)
    await second.waits_at(1)
    await absent.presses("ready-again")
    assert await absent.is_offered() != call_id


async def test_a_late_accept_meets_the_next_employee_accepting(stage: Stage) -> None:
    await stage.opens(ring_s=RING_S)
    desks = [
        await stage.desk(username, slow_line_for="reservation.accept") for username in ("agent-1", "agent-2")
    ]
    booth = await stage.booth()
    for desk in desks:
        await desk.becomes_ready()
    await booth.asks()
    late, next_one = await whoever_rings(*desks)
    call_id = await late.is_offered()
    await late.accepts()  # which hangs in the line until the ring time has passed

    await next_one.is_offered(call_id)
    await next_one.accepts()
    late.lets_through()
    next_one.lets_through()

    await next_one.is_in_call(call_id)
    await booth.is_in_call(call_id)
    await late.is_told_of_refusal()
    await late.is_shown_as("away")
    await late.is_not_rung()
    await late.is_in_no_call()


async def test_ringing_stops_at_once_when_the_visitor_gives_up(stage: Stage) -> None:
    await stage.opens()
    board, desk, booth = await stage.wallboard(), await stage.desk("agent-1"), await stage.booth()
    await desk.becomes_ready()
    await booth.asks()
    given_up = await desk.is_offered()
    await expect(booth.part("waiting")).to_have_attribute("data-phase", "ringing")
    await expect(booth.part("estimated-wait")).to_have_attribute("data-kind", "soon")

    await booth.gives_up()
    await desk.is_not_rung(within_s=1)
    await booth.finds("start")
    await board.counts_waiting(0)
    await desk.is_shown_as("ready")

    await booth.asks()
    assert await desk.is_offered() != given_up


async def test_a_declined_call_goes_to_the_next_employee(stage: Stage) -> None:
    await stage.opens()
    desks = [await stage.desk(username) for username in ("agent-1", "agent-2")]
    booth = await stage.booth()
    for desk in desks:
        await desk.becomes_ready()
    await booth.asks()
    first, second = await whoever_rings(*desks)
    call_id = await first.is_offered()

    await first.declines()

    await second.is_offered(call_id)
    await first.is_not_rung()
