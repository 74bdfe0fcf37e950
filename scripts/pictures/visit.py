"""A visitor at the booth, from the first screen into the queue, and all that can stand in the way."""

from __future__ import annotations

import asyncio

from playwright.async_api import expect

from scripts.pictures.album import STANDING, Album
from tests.e2e.fake_devices import VISITOR
from tests.e2e.screens import Booth, Wallboard
from tests.e2e.stage import Stage

SELF_SEEN = "() => document.querySelector('[data-testid=device-check] video')?.videoWidth > 0"
A_MINUTE_AND_A_HALF_MS = 92_000


async def at_booth(stage: Stage, kiosk: str = "demo") -> Booth:
    """Open a booth in its own size, with a visitor before it."""
    booth = await stage.booth(VISITOR, "nl", kiosk)
    await booth.page.set_viewport_size(STANDING)
    return booth


async def ways_in(album: Album, booth: Booth) -> None:
    """Go from the first screen to the last one before the queue, looking into everything on the way."""
    await booth.finds("start")
    await album.booth(booth, "home", lying=True)
    await booth.presses("home-help")
    await album.booth(booth, "help")
    await booth.presses("help-close")
    await booth.presses("reading")
    await album.as_it_is(booth, "booth-reading")
    await booth.presses("reading-close")
    await booth.presses("tile-form")
    await booth.finds("go-home")
    await album.booth(booth, "tile")
    await booth.presses("go-home")
    await booth.presses("contrast")
    await booth.presses("text-size")
    await album.booth(booth, "home-contrast-large")
    await booth.presses("contrast")
    for _ in ("largest", "usual"):
        await booth.presses("text-size")

    await booth.presses("start")
    await booth.finds("language-nl")
    await album.booth(booth, "language", lying=True)
    await booth.presses("more-languages")
    await album.booth(booth, "languages")
    await booth.page.go_back()
    await booth.presses("language-nl")
    await booth.finds("subject-report")
    await album.booth(booth, "subject", lying=True)
    await booth.presses("subject-report")
    await booth.finds("device-check")
    await booth.page.wait_for_function(SELF_SEEN)
    await album.booth(booth, "check", lying=True)
    await booth.presses("need-without_voice")
    await booth.presses("need-without_hearing")
    await album.booth(booth, "check-text")
    for need in ("voice", "hearing"):
        await booth.presses(f"need-without_{need}")


async def queue(album: Album, booth: Booth, board: Wallboard) -> None:
    """Wait."""
    await booth.presses("start-call")
    await booth.waits_at(1)
    await album.booth(booth, "waiting", lying=True)
    await board.counts_waiting(1)
    await album.staff(board, "supervisor-waiting")


async def anonymous(album: Album, booth: Booth) -> None:
    """Look at a check without a camera, and at what is asked of somebody who goes away from it."""
    await booth.page.clock.install()
    await booth.reloads()
    await booth.presses("start")
    await booth.presses("language-nl")
    await booth.presses("subject-anonymous")
    await booth.finds("device-check")
    await album.booth(booth, "check-anonymous")
    await booth.page.keyboard.press("Shift")
    await booth.page.clock.fast_forward(A_MINUTE_AND_A_HALF_MS)
    await expect(booth.page.get_by_role("alertdialog").or_(booth.page.get_by_role("dialog"))).to_be_visible()
    await album.as_it_is(booth, "booth-idle")


async def refused_devices(album: Album, booth: Booth) -> None:
    """Have no camera and no microphone."""
    await booth.page.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); }"
    )
    await booth.reloads()
    await booth.presses("start")
    await booth.presses("language-nl")
    await booth.presses("subject-question")
    await booth.finds("retry-devices")
    await album.booth(booth, "check-refused")


async def closed(album: Album, booth: Booth, board: Wallboard) -> None:
    """Come when the location is closed, and when nobody works there."""
    await board.presses("location-close")
    await booth.finds("closed")
    await album.booth(booth, "closed", lying=True)
    await album.staff(board, "supervisor-closed")
    await board.presses("location-open")
    await booth.finds("start")


async def nobody_there(album: Album, booth: Booth) -> None:
    """Ask at a location that takes calls only while somebody works."""
    await booth.asks(language="nl")
    await booth.finds("refused")
    await album.booth(booth, "busy", lying=True)


async def out_of_order(album: Album, stage: Stage, booth: Booth) -> None:
    """Lose the server before a visit and during one, and meet a booth that nobody has enrolled."""
    stranger = await at_booth(stage, "nobody-knows-it")
    await stranger.finds("setup")
    await album.as_it_is(stranger, "booth-setup")
    await stranger.page.close()
    stage.expects_outage()
    await booth.presses("start")
    await asyncio.gather(booth.finds("outage"), booth.page.context.set_offline(offline=True))
    await album.booth(booth, "outage")
    await booth.page.context.set_offline(offline=False)
