"""Signing in with a second step, and being signed out from elsewhere, as people see it."""

from __future__ import annotations

import time

import pyotp
import pytest
from playwright.async_api import expect

from tests.e2e.audit import Audit
from tests.e2e.demo import PASSWORD
from tests.e2e.screens import Desk
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


async def _enters(desk: Desk, password: str = PASSWORD) -> None:
    await desk.part("login-username").fill("agent-1")
    await desk.part("login-password").fill(password)
    await desk.presses("login-submit")


async def test_a_second_step_is_set_up_and_asked_for_and_a_page_hears_at_once_that_it_is_out(
    stage: Stage,
) -> None:
    await stage.opens(totp_roles="agent")
    here = await stage.staff_page(Desk)
    await expect(here.part("login-username")).to_be_focused()
    await _enters(here)
    secret = "".join((await here.part("totp-secret").inner_text()).split())
    codes = pyotp.HOTP(secret)
    step = int(time.time()) // 30
    await here.part("login-code").fill(codes.at(step))
    audit = Audit()
    await audit.at(here, "second-step")
    await here.presses("login-submit")
    await expect(here.part("recovery-codes").locator("li")).to_have_count(10)
    await here.presses("recovery-copy")
    await expect(here.part("recovery-copied")).not_to_be_empty()
    await here.presses("login-submit")
    await here.finds("logout")

    there = await stage.staff_page(Desk)
    await _enters(there)
    await expect(there.part("login-code")).to_be_focused()
    await audit.at(there, "code-wanted")
    await there.part("login-code").fill(codes.at(step))
    await there.presses("login-submit")
    await expect(there.page.get_by_role("alert")).to_contain_text("was used before")
    await there.part("login-code").fill(codes.at(step + 1))
    await there.presses("login-submit")
    await there.finds("logout")

    await here.presses("settings")
    await here.presses("account-open")
    await expect(here.part("account-sign-in")).to_have_count(2)
    await here.presses("account-end")
    await expect(there.part("login-ended")).to_have_attribute("data-why", "signed_out")
    await expect(here.part("account-sign-in")).to_have_count(1)
    await here.presses("account-password")
    await here.part("account-current").fill(PASSWORD)
    await here.part("account-present-code").fill("000000")
    await here.part("account-new").fill("een fiets zonder licht")
    await audit.at(here, "password-and-code")
    await here.presses("account-save")
    await expect(here.part("account-problem")).to_contain_text("This code is wrong")
    await here.presses("account-close")
    await here.presses("logout")
    await here.finds("login-submit")
    await here.misses("login-ended")
    assert not audit.findings, "\n".join(audit.findings)
    for screen in (here, there):
        screen.problems.clear()  # the browser tells of each refusal
