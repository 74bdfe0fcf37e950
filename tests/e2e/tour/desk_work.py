"""What an employee can do during a call: share, look up, write down, report, have somebody come."""

from __future__ import annotations

from playwright.async_api import expect

from tests.e2e.paper import png
from tests.e2e.screens import Booth, Desk, Wallboard
from tests.e2e.tour.cast import Cast
from tests.e2e.tour.conditions import plays
from tests.e2e.tour.look import Look

GRAY = (120, 120, 120)


async def desk_work(cast: Cast, look: Look) -> None:
    """Unfold everything that a desk has in a call."""
    await cast.opens()
    booth, desk, board = await cast.booth(), await cast.desk(), await cast.supervisor()
    await desk.becomes_ready()
    await booth.asks("nl", "complaint")
    await desk.is_offered()
    await desk.accepts()
    for screen in (desk, booth):
        await plays(screen, 1)
    await _shares(booth, desk, look)
    await _unfolds(desk, look)
    await _writes_down(desk, look)
    await _is_watched(board, look)
    await _is_joined(board, booth, look)
    await _helps(booth, desk, board, look)


async def _shares(booth: Booth, desk: Desk, look: Look) -> None:
    await desk.presses("toggle-share")
    await look.at(desk, "share-menu")
    await desk.presses("share-screen")
    await desk.finds("sharing")
    await booth.sees_screen()
    await look.at(desk, "sharing")
    await look.at(booth, "sharing")
    await desk.stops_sharing()
    await desk.shares_document("plattegrond.png", "image/png", png(GRAY, 800, 600))
    await desk.finds("sharing")
    await look.at(desk, "sharing-document")
    await desk.stops_sharing()


async def _unfolds(desk: Desk, look: Look) -> None:
    await desk.presses("phrases")
    await look.at(desk, "phrases")
    await desk.presses("phrases")
    await desk.presses("report-open")
    await look.at(desk, "report")
    await desk.part("report-misuse").check()
    await desk.presses("report-send")
    await desk.finds("report-go-on")
    await look.at(desk, "reported")
    await desk.presses("report-go-on")
    await desk.presses("keys-open")
    await look.at(desk, "keys")
    await desk.presses("keys-close")
    await desk.presses("devices")
    await desk.finds("device-camera")
    await look.at(desk, "devices")
    await desk.page.keyboard.press("Escape")
    await desk.presses("quality-details")
    await desk.finds("quality-figures")
    await look.at(desk, "figures")
    await desk.page.keyboard.press("Escape")


async def _writes_down(desk: Desk, look: Look) -> None:
    await desk.part("notes").fill("Fiets gestolen op het Stationsplein, blauw, met kinderzitje.")
    await expect(desk.part("note-status")).to_have_attribute("data-status", "saved")
    await look.at(desk, "notes")


async def _is_watched(board: Wallboard, look: Look) -> None:
    await look.at(board, "talking")
    await board.presses("call-quality")
    await board.finds("call-figures")
    await look.at(board, "figures")


async def _is_joined(board: Wallboard, booth: Booth, look: Look) -> None:
    await board.presses("call-join")
    await board.finds("join-dialog")
    await look.at(board, "join")
    await board.part("join-why-coaching").check()
    await board.presses("join-confirm")
    await plays(board, 2)
    await look.at(board, "joined")
    await look.at(booth, "supervised")
    await board.hangs_up()
    await board.misses("joined")


async def _helps(booth: Booth, desk: Desk, board: Wallboard, look: Look) -> None:
    """Have somebody come to the booth."""
    await booth.presses("help")
    await booth.presses("help-call")
    await expect(booth.part("help-state")).to_have_attribute("data-state", "asked")
    await look.at(booth, "help-asked")
    await board.finds("help-wanted")
    await look.at(board, "help-wanted")
    await board.presses("help-acknowledge")
    await expect(booth.part("help-state")).to_have_attribute("data-state", "coming")
    await look.at(booth, "help-coming")
    await look.at(desk, "help-coming")
    await booth.presses("help-close")
    await board.presses("help-settle")
