"""Outside its opening hours a booth says when they are, and what else there is."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

EXCEPTIONS = re.compile(r"^exceptions = \[.*?^\]$", re.MULTILINE | re.DOTALL)
FORM = "https://callback.example/"


def closed_on(*days: date) -> str:
    """Answer the demonstration's directory with these days off, and a form to be called back by."""
    text = files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")
    off = ", ".join(f"{{ day = {day} }}" for day in days)
    changed, found = EXCEPTIONS.subn(f"exceptions = [{off}]", text.replace('"/callback/"', f'"{FORM}"', 1))
    assert found == 1
    return changed


async def test_a_closed_booth_shows_the_week_when_it_opens_and_other_ways(
    stage: Stage, tmp_path: Path
) -> None:
    today = datetime.now(ZoneInfo("Europe/Amsterdam")).date()
    tomorrow, opening = today + timedelta(days=1), today + timedelta(days=2)
    directory = tmp_path / "directory.toml"
    directory.write_text(closed_on(today, tomorrow))
    await stage.opens(directory=str(directory), respect_hours=True)
    booth = await stage.booth()

    closed = booth.part("closed")
    await expect(closed).to_have_attribute("data-reason", "closed")
    await booth.misses("start")
    await booth.reads("en")
    await expect(closed.locator(".closed__opens")).to_contain_text(f"{opening:%A}")
    await expect(closed.locator(".closed__opens")).to_contain_text(re.compile("0[89]:00"))
    days = closed.locator(".hours tr")
    await expect(days).to_have_count(7)
    await expect(days.filter(has_text="Closed")).to_have_count(2)
    await expect(closed.locator(".hours__today")).to_contain_text(f"{today:%A}")
    await expect(closed).to_contain_text("112")
    await expect(closed).to_contain_text("0900-8844")
    await expect(booth.part("callback").get_by_role("img")).to_have_attribute("data-text", FORM)

    await booth.presses("tile-jobs")
    await booth.finds("take")
    await booth.presses("go-home")
    await booth.finds("closed")
