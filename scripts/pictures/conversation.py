"""Desk, interpreter and booth, from signing in to wrapping up."""

from __future__ import annotations

from scripts.pictures.album import DESK, Album
from tests.e2e.fake_devices import AGENT, INTERPRETER
from tests.e2e.screens import Booth, CallScreen, Desk, InterpreterDesk, Wallboard
from tests.e2e.stage import Stage

PLAYING = """n => [...document.querySelectorAll('video[data-testid^="video-"]')]
    .filter(v => v.dataset.testid !== "video-self" && v.videoWidth >= 320 && v.currentTime > 1).length >= n"""


async def staff(album: Album, stage: Stage) -> tuple[Desk, InterpreterDesk, Wallboard]:
    """Sign everybody in, and look at their pages while nothing happens."""
    stranger = await stage.staff_page(Desk)
    await stranger.page.set_viewport_size(DESK)
    await stranger.finds("login-submit")
    await album.staff(stranger, "desk-sign-in")
    await stranger.page.close()
    desk = await stage.desk("agent-1", AGENT)
    interpreter = await stage.interpreter("tolk-ar", INTERPRETER)
    board = await stage.wallboard(AGENT)
    for screen in (desk, interpreter, board):
        await screen.page.set_viewport_size(DESK)
    await album.staff(desk, "desk-away")
    await desk.presses("settings")
    await album.staff(desk, "desk-settings")
    await desk.presses("settings")
    await interpreter.becomes_ready()
    await album.staff(interpreter, "interpreter-ready")
    await album.staff(board, "supervisor-quiet")
    return desk, interpreter, board


async def begins(album: Album, desk: Desk, booth: Booth) -> None:
    """Ring the employee, and answer."""
    await desk.becomes_ready()
    await desk.is_offered()
    await album.staff(desk, "desk-offer")
    await desk.accepts()
    await desk.is_in_call()
    for screen in (desk, booth):
        await _plays(screen, 1)
    await album.staff(desk, "desk-call")
    await album.booth(booth, "call", lying=True)


async def with_interpreter(album: Album, desk: Desk, booth: Booth, interpreter: InterpreterDesk) -> None:
    """Bring the interpreter in, and talk."""
    await desk.presses("invite-interpreter")
    await album.staff(desk, "desk-invite")
    await desk.presses("invite-language-ar")
    await interpreter.is_offered()
    await album.staff(desk, "desk-interpreter-ringing")
    await album.staff(interpreter, "interpreter-offer")
    await interpreter.accepts()
    await desk.part("chat-input").fill("Goedemiddag, kunt u mij horen?")
    await desk.presses("chat-send")
    await desk.part("chat-input").press_sequentially("De tolk is er ook.")
    for screen in (desk, booth, interpreter):
        await _plays(screen, 2)
    await album.staff(desk, "desk-call-of-three")
    await album.booth(booth, "call-of-three", lying=True)
    await album.staff(interpreter, "interpreter-call")


async def what_unfolds(album: Album, desk: Desk, booth: Booth, board: Wallboard) -> None:
    """Share, hold, hand over, choose devices."""
    await desk.shares_screen()
    await booth.sees_screen()
    await album.staff(desk, "desk-sharing")
    await album.booth(booth, "sharing", lying=True)
    await desk.stops_sharing()
    await desk.puts_on_hold()
    await booth.finds("on-hold")
    await album.staff(desk, "desk-hold")
    await album.booth(booth, "hold")
    await desk.talks_on()
    await desk.presses("transfer")
    await desk.finds("transfer-close")
    await album.staff(desk, "desk-transfer")
    await desk.presses("transfer-close")
    await desk.presses("devices")
    await desk.presses("quality-details")
    await album.staff(desk, "desk-devices")
    await desk.page.keyboard.press("Escape")
    await album.staff(board, "supervisor-talking")


async def ends(album: Album, desk: Desk, booth: Booth, interpreter: InterpreterDesk) -> None:
    """Leave, be thanked, wrap up, and look back at the day."""
    await booth.presses("hang-up")
    await booth.finds("hang-up-now")
    await album.as_it_is(booth, "booth-hang-up")
    await booth.presses("hang-up-now")
    await booth.finds("done")
    await album.booth(booth, "done", lying=True)
    await desk.finds("wrap-up-done")
    await album.staff(desk, "desk-wrap-up")
    await desk.wraps_up()
    await desk.is_shown_as("ready")
    await album.staff(desk, "desk-ready")
    for screen, name in ((desk, "desk-day"), (interpreter, "interpreter-day")):
        await screen.presses("day-open")
        await screen.finds("day-entry")
        await album.staff(screen, name)


async def _plays(screen: CallScreen, others: int) -> None:
    await screen.page.wait_for_function(PLAYING, arg=others)
