"""A booth until somebody is called: set up, passed by, read, and gone through up to the last step."""

from __future__ import annotations

from playwright.async_api import expect

from tests.e2e.screens import Booth
from tests.e2e.tour.cast import Cast
from tests.e2e.tour.conditions import has_no_devices, is_cut_off, some_site, time_stands_still
from tests.e2e.tour.look import Look

GREETING_S = 61
IDLE_S = 92
SELF_SEEN = "() => document.querySelector('[data-testid=device-check] video')?.videoWidth > 0"


async def entrance(cast: Cast, look: Look) -> None:
    """See all that a booth shows before anybody has to wait."""
    async with some_site() as site:
        await cast.opens(framed=site)
        await _device(cast, look)
        booth = await cast.booth()
        await _first_screen(booth, look)
        await _languages(booth, look)
        await _last_step(booth, look)
        await _left_alone(booth, look)
        await booth.page.close()
        await _in_trouble(await cast.booth("demo-2"), look)


async def _device(cast: Cast, look: Look) -> None:
    unknown = await cast.booth(kiosk="")
    await unknown.finds("setup")
    await look.at(unknown, "setup")
    await unknown.page.close()


async def _first_screen(booth: Booth, look: Look) -> None:
    await booth.finds("start")
    await look.at(booth, "home")
    await booth.presses("home-help")
    await look.at(booth, "help")
    await booth.presses("help-close")
    await booth.presses("reading")
    await look.as_is(booth, "reading")
    await booth.presses("reading-close")
    await booth.presses("tile-form")
    await booth.finds("take")
    await look.at(booth, "tile")
    await booth.presses("go-home")
    await booth.presses("tile-jobs")
    await booth.finds("frame")
    await look.at(booth, "tile-frame")
    await booth.presses("go-home")
    await booth.misses("frame")
    for switch in ("contrast", "text-size", "text-size"):
        await booth.presses(switch)
    await look.at(booth, "home-contrast-largest")
    for switch in ("contrast", "text-size"):
        await booth.presses(switch)


async def _languages(booth: Booth, look: Look) -> None:
    await booth.presses("start")
    await booth.finds("language-nl")
    await look.at(booth, "language")
    await booth.presses("more-languages")
    await booth.finds("language-search")
    await look.at(booth, "languages")
    await booth.touches("language-search")
    await look.as_is(booth, "keyboard")
    await booth.page.go_back()
    await booth.presses("language-nl")


async def _last_step(booth: Booth, look: Look) -> None:
    await booth.finds("subject-report")
    await look.at(booth, "subject")
    await booth.presses("subject-report")
    await booth.page.wait_for_function(SELF_SEEN)
    await look.at(booth, "check")
    await booth.presses("need-without_voice")
    await booth.presses("need-without_hearing")
    await look.at(booth, "check-by-text")
    for need in ("voice", "hearing"):
        await booth.presses(f"need-without_{need}")
    await booth.page.go_back()
    await booth.presses("subject-anonymous")
    await booth.finds("device-check")
    await look.at(booth, "check-anonymous")


async def _left_alone(booth: Booth, look: Look) -> None:
    """Be asked whether anybody is there, and greet whoever comes by."""
    await time_stands_still(booth, IDLE_S)
    await expect(booth.page.get_by_role("alertdialog")).to_be_visible()
    await look.as_is(booth, "idle")
    await booth.reloads()
    await booth.finds("start")
    await time_stands_still(booth, GREETING_S)
    await expect(booth.page.locator("[data-attracting=true]")).to_be_visible()
    await look.as_is(booth, "attract")


async def _in_trouble(booth: Booth, look: Look) -> None:
    await has_no_devices(booth)
    for handle in ("start", "language-nl", "subject-question"):
        await booth.presses(handle)
    await booth.finds("retry-devices")
    await look.at(booth, "check-refused")
    await is_cut_off(booth, cut=True)
    await booth.finds("outage")
    await look.at(booth, "outage")
    await is_cut_off(booth, cut=False)
    await booth.misses("outage")
    await booth.reloads()
    await booth.finds("start")
    await is_cut_off(booth, cut=True)
    await booth.finds("offline")
    await look.at(booth, "offline")
    await is_cut_off(booth, cut=False)
    await booth.finds("start")
