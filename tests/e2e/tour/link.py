"""What a citizen's link leads to: before its time, in the waiting room, and in and after the conversation."""

from __future__ import annotations

from typing import Final

from tests.e2e.citizens import Citizen, Staffed
from tests.e2e.screens import Officer
from tests.e2e.tour.cast import Cast
from tests.e2e.tour.look import Look
from tests.signaling.conftest import Person

WIDTH: Final = "() => document.scrollingElement.scrollWidth - innerWidth"
#: As long as looking at the waiting room takes, at most.
KEPT_WAITING_S: Final = 40
A_DAY_MS: Final = 86_400_000
REFUSED: Final = """navigator.mediaDevices.getUserMedia =
    () => Promise.reject(new DOMException("as the test wants", "NotAllowedError"))"""


async def link(cast: Cast, look: Look) -> None:
    """Come too early, in time, and by a link that nobody made."""
    await cast.opens(kept_waiting_s=KEPT_WAITING_S)
    officer = await cast.officer()
    async with Staffed(cast.stage.demo.url) as staffed:
        desk = await staffed.signs_in("desk", "agent-3")
        await _comes_early(cast, look, staffed, desk)
        before = await staffed.links()
        asked = await staffed.writes_down(desk)
        await officer.does(asked, "request-call-now")
        token = await staffed.newest_link(but=before)
        barred = await cast.citizen(token, before_opening=REFUSED)
        await barred.finds("join-lacking")
        await look.at(barred, "barred")
        await barred.page.close()
        await _talks(await cast.citizen(token), officer, look)
    stranger = await cast.citizen("a" * 43)
    await stranger.finds("join-wrong")
    await look.at(stranger, "wrong")


async def _comes_early(cast: Cast, look: Look, staffed: Staffed, desk: Person) -> None:
    colleague = await staffed.signs_in("wijkagent", "wijkagent-zuid")
    request_id = await staffed.writes_down(desk, postcode="9727")
    proposed = await colleague.says("callback.propose", callback_id=request_id)
    await colleague.says(
        "callback.plan",
        callback_id=request_id,
        starts_at=proposed["moments"][-1] + A_DAY_MS,
        channel="video",
        invitation_id="0123456789abcdef",
    )
    citizen = await cast.citizen(await staffed.newest_link())
    await citizen.finds("join-countdown")
    await _at(citizen, look, "early")
    await citizen.presses("join-other-moment")
    await look.as_is(citizen, "other-moment")
    await citizen.presses("moment-day-2")  # elsewhere: what is pressed at once in one place is a double tap
    await citizen.presses("moment-send")
    await citizen.finds("join-asked")
    await citizen.presses("join-cancel")
    await look.as_is(citizen, "cancel")
    await citizen.presses("cancel-yes")
    await citizen.finds("join-closed")
    await _at(citizen, look, "canceled")


async def _talks(citizen: Citizen, officer: Officer, look: Look) -> None:
    await citizen.finds("join-device-check")
    await citizen.part("join-network").and_(citizen.page.locator("[data-quality=good]")).wait_for()
    await _at(citizen, look, "prepare")
    await citizen.presses("reading")
    await look.as_is(citizen, "language")
    await citizen.presses("reading-close")
    await citizen.presses("join-enter")
    await citizen.finds("join-waiting")
    await _at(citizen, look, "waiting")
    await citizen.presses("join-leave")
    await citizen.finds("join-outside")
    await _at(citizen, look, "outside")
    await citizen.presses("join-return")
    await citizen.finds("join-waiting")
    await citizen.finds("join-other-ways", within_s=2 * KEPT_WAITING_S)
    await _at(citizen, look, "in-vain")
    await citizen.presses("join-wait-on")
    await citizen.misses("join-other-ways")
    await officer.presses("citizen-waiting")
    await citizen.is_in_call()
    await _at(citizen, look, "call")
    await citizen.presses("hang-up")
    await look.as_is(citizen, "hanging-up")
    await citizen.presses("hang-up-now")
    await citizen.finds("join-done")
    await _at(citizen, look, "done")


async def _at(citizen: Citizen, look: Look, state: str) -> None:
    """Look at a state, of which nothing may be wider than the phone."""
    await look.at(citizen, state)
    assert await citizen.page.evaluate(WIDTH) <= 0, state
