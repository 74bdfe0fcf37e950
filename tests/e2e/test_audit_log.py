"""A supervisor finds in the audit log what was just done, and by whom, without ever reloading."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def test_what_is_done_stands_in_the_audit_log(stage: Stage) -> None:
    await stage.opens()
    board = await stage.wallboard()
    await board.presses("location-close")
    await board.presses("screen-audit")
    newest = board.part("audit-line").first
    await expect(newest).to_have_attribute("data-action", "location.switched")
    await expect(newest).to_contain_text("Utrecht Stationsplein")

    await stage.desk("agent-1")
    await expect(newest).to_have_attribute("data-action", "sign_in.done")

    await board.part("audit-text").fill("stationsplein")
    await expect(board.part("audit-line")).to_have_count(1)
    await board.presses("audit-check")
    await expect(board.part("audit-chain")).to_have_attribute("data-state", "sound")
