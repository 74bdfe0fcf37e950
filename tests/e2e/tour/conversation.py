"""A call from the queue to the thanks, in twos and threes."""

from __future__ import annotations

from tests.e2e.screens import Booth, Desk, InterpreterDesk, Wallboard
from tests.e2e.tour.cast import Cast
from tests.e2e.tour.conditions import plays, time_stands_still
from tests.e2e.tour.look import Look


async def conversation(cast: Cast, look: Look) -> None:
    """Wait, talk, have an interpreter come, and leave."""
    await cast.opens()
    booth, desk = await cast.booth(), await cast.desk()
    interpreter, board = await cast.interpreter(), await cast.supervisor()
    await _begins(booth, desk, board, look)
    await _brings_interpreter(booth, desk, interpreter, look)
    await _ends(booth, desk, interpreter, look)


async def _begins(booth: Booth, desk: Desk, board: Wallboard, look: Look) -> None:
    await booth.asks("nl", "report")
    await booth.waits_at(1)
    await look.at(booth, "waiting")
    await board.counts_waiting(1)
    await look.at(board, "waiting")
    await desk.page.locator('[data-testid="own-queue"][data-waiting="1"]').wait_for()
    await look.at(desk, "queue")
    await desk.becomes_ready()
    await desk.is_offered()
    await look.at(desk, "offer")
    await booth.page.locator('[data-phase="ringing"]').wait_for()
    await look.at(booth, "ringing")
    await desk.accepts()
    for screen in (desk, booth):
        await plays(screen, 1)
    await look.at(desk, "call")
    await look.at(booth, "call")


async def _brings_interpreter(booth: Booth, desk: Desk, interpreter: InterpreterDesk, look: Look) -> None:
    """Look for somebody in vain, and then for somebody who is there."""
    await desk.presses("invite-interpreter")
    await desk.finds("invite-language-ar")
    await look.at(desk, "invite")
    await desk.presses("invite-language-ar")
    await desk.sees_interpreter_as("waiting")
    await look.at(desk, "interpreter-waiting")
    await booth.finds("interpreter-notice")
    await look.at(booth, "interpreter-coming")
    await interpreter.becomes_ready()
    await interpreter.is_offered()
    await desk.sees_interpreter_as("ringing")
    await look.at(desk, "interpreter-ringing")
    await look.at(interpreter, "offer")
    await interpreter.accepts()
    await desk.part("chat-input").fill("Goedemiddag, kunt u mij horen?")
    await desk.presses("chat-send")
    await desk.part("chat-input").press_sequentially("De tolk is er ook.")
    await booth.finds("live-text")
    for screen in (desk, booth, interpreter):
        await plays(screen, 2)
    await look.at(desk, "call-of-three")
    await look.at(booth, "call-of-three")
    await look.at(interpreter, "call")
    await desk.part("chat-input").fill("")


async def _ends(booth: Booth, desk: Desk, interpreter: InterpreterDesk, look: Look) -> None:
    await time_stands_still(booth)
    await booth.presses("hang-up")
    await booth.finds("hang-up-undo")
    await look.at(booth, "hang-up")
    await booth.presses("hang-up-now")
    await booth.finds("done")
    await look.at(booth, "done")
    await booth.presses("rating-4")
    await look.at(booth, "rated")
    await desk.finds("wrap-up-done")
    await look.at(desk, "wrap-up")
    await desk.wraps_up()
    await desk.is_shown_as("ready")
    await desk.misses("wrap-up-done")
    for screen in (desk, interpreter):
        await screen.presses("day-open")
        await screen.finds("day-entry")
        await look.at(screen, "day")
