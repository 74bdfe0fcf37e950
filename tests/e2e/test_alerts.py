"""What a supervisor must not miss: by a rule of their own, on every page, until it is over."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

#: Looked at every few seconds, over after a while of not holding.
_SOON_MS = 40_000


async def test_a_wait_past_the_limit_alerts_every_supervisor_until_it_is_over(stage: Stage) -> None:
    await stage.opens()
    board, other, booth = await stage.wallboard(), await stage.wallboard(), await stage.booth()
    await board.presses("screen-alerts")
    threshold = board.page.locator('[data-rule-id="longest-wait"]').get_by_test_id("rule-threshold")
    await threshold.fill("4")
    await expect(threshold).to_have_attribute("aria-invalid", "true")
    await expect(board.part("rules-save")).to_be_disabled()
    await threshold.fill("5")
    await board.presses("rules-save")
    await expect(board.part("rules-told")).to_have_attribute("data-outcome", "saved")

    await booth.asks()
    await booth.waits_at(1)

    alerts = [page.page.locator('[data-testid="alert"][data-kind="longest_wait"]') for page in (board, other)]
    for alert in alerts:
        await expect(alert).to_have_attribute("data-state", "raised", timeout=_SOON_MS)
    await alerts[1].get_by_test_id("alert-acknowledge").click()
    for alert in alerts:
        await expect(alert).to_have_attribute("data-state", "seen")
    await booth.gives_up()
    for alert in alerts:
        await expect(alert).to_have_count(0, timeout=_SOON_MS)
