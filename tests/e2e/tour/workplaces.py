"""The pages of staff while nobody calls."""

from __future__ import annotations

from playwright.async_api import expect

from tests.e2e.screens import Desk
from tests.e2e.tour.cast import DESK, Cast
from tests.e2e.tour.conditions import is_cut_off
from tests.e2e.tour.look import Look


async def workplaces(cast: Cast, look: Look) -> None:
    """Sign in, look around, and open a page twice."""
    await cast.opens()
    await _signing_in(cast, look)
    desk, interpreter, board = await cast.desk(), await cast.interpreter(), await cast.supervisor()
    await look.at(desk, "away")
    await desk.presses("settings")
    await look.at(desk, "settings")
    await desk.presses("account-open")
    await desk.finds("account-sign-in")
    await look.at(desk, "account")
    await desk.presses("account-second-step")
    await desk.finds("account-current")
    await look.at(desk, "account-password")
    await desk.presses("account-close")
    await desk.misses("account")
    await desk.presses("day-open")
    await desk.finds("day")
    await look.at(desk, "day-empty")
    await desk.presses("day-back")
    await desk.becomes_ready()
    await look.at(desk, "ready")
    await interpreter.becomes_ready()
    await look.at(interpreter, "ready")
    await look.at(board, "quiet")
    await board.presses("screen-audit")
    await board.part("audit-kind").select_option("sign_in")
    await expect(board.part("audit-line")).to_have_count(4)
    await look.at(board, "audit")
    await board.presses("screen-alerts")
    await board.finds("rules-save")
    await look.at(board, "alert-rules")
    await is_cut_off(desk, cut=True)
    await desk.finds("offline")
    await look.at(desk, "offline")
    await is_cut_off(desk, cut=False)
    await desk.misses("offline")
    await _twice(desk, look, cast.stage.demo.url)


async def _signing_in(cast: Cast, look: Look) -> None:
    stranger = await cast.stranger()
    await stranger.finds("login-submit")
    await look.at(stranger, "sign-in")
    await stranger.part("login-username").fill("agent-1")
    await stranger.part("login-password").fill("wrong")
    await stranger.presses("login-submit")
    await expect(stranger.page.locator(".problem")).to_be_visible()
    await look.at(stranger, "wrong-password")
    stranger.problems.clear()  # the browser tells of the refusal
    await stranger.page.close()


async def _twice(desk: Desk, look: Look, url: str) -> None:
    second = Desk(await desk.page.context.new_page(), url, "second-tab")
    await second.page.set_viewport_size(DESK)
    await second.opens()
    await second.finds("use-only-here")
    await look.at(second, "second-tab")
    await second.presses("use-only-here")
    await desk.finds("taken")
    await look.as_is(desk, "first-tab")
    await second.page.close()
