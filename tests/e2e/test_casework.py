"""What an employee writes down of a call outlives reloads, hand-overs and the call itself."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


async def test_what_is_recorded_of_a_call_is_kept(stage: Stage) -> None:
    await stage.opens()
    desk, booth = await stage.desk("agent-1"), await stage.booth()
    await desk.becomes_ready()
    await booth.asks()
    call_id = await desk.is_offered()
    await desk.accepts()
    await desk.is_in_call(call_id)

    await desk.part("notes").fill("Bike stolen at the station")
    await expect(desk.part("note-status")).to_have_attribute("data-status", "saved")
    await desk.part("case-subject").select_option("complaint")
    await desk.part("notes").fill("Bike stolen at the station, blue")
    await desk.reloads()
    await expect(desk.part("notes")).to_have_value("Bike stolen at the station, blue")
    await expect(desk.part("case-subject")).to_have_value("complaint")
    reference = await desk.part("reference").get_attribute("data-reference") or ""

    colleague = await stage.desk("agent-2")
    await colleague.becomes_ready()
    await desk.hands_over_to("agent-2")
    await colleague.is_offered(call_id)
    await colleague.accepts()
    await expect(colleague.part("note-other")).to_contain_text("Bike stolen at the station, blue")
    await expect(colleague.part("notes")).to_have_value("")
    await colleague.presses("note-take")
    await colleague.part("notes").press_sequentially(", with a bell")
    await expect(colleague.part("note-status")).to_have_attribute("data-status", "saved")
    await colleague.part("disposition").select_option("online_form")
    await colleague.presses("send-form")
    await expect(booth.part("chat-log")).to_contain_text("politie.nl")
    await colleague.presses("report-open")
    await colleague.part("report-misuse").check()
    await colleague.presses("report-send")
    await colleague.presses("report-end")
    await colleague.finds("wrap-up-done")
    await booth.finds("done")

    await desk.reloads()
    await expect(desk.part("disposition")).to_have_value("handed_over")
    await expect(desk.part("reference")).to_have_attribute("data-reference", reference)
    await expect(colleague.part("disposition")).to_have_value("online_form")
    await colleague.part("notes").press("Control+Enter")

    await colleague.presses("day-open")
    entry = colleague.page.locator(f'[data-testid="day-entry"][data-call-id="{call_id}"]')
    await expect(entry).to_contain_text(reference)
    await expect(colleague.part("day-calls")).to_have_text("1")
    await entry.get_by_test_id("day-note").click()
    await expect(colleague.part("day-note-text")).to_have_text(
        "Bike stolen at the station, blue, with a bell"
    )
    await booth.goes()
    await booth.asks()
    await colleague.is_offered()
