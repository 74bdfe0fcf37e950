"""What a neighborhood officer does with callback requests, until a citizen waits."""

from __future__ import annotations

from tests.e2e.citizens import Staffed
from tests.e2e.screens import Officer
from tests.e2e.tour.cast import Cast
from tests.e2e.tour.look import Look


async def neighborhood(cast: Cast, look: Look) -> None:
    """Have nothing to do, and then a day's work."""
    await cast.opens()
    officer = await cast.officer()
    await officer.finds("requests-empty")
    await look.at(officer, "empty")
    await officer.presses("absence-open")
    await look.at(officer, "absence")
    await officer.presses("dialog-close")
    async with Staffed(cast.stage.demo.url) as staffed:
        desk = await staffed.signs_in("desk", "agent-3")
        wishes = {"preference": "phone", "days": ["2"], "parts": ["afternoon"], "needs": ["without_hearing"]}
        phoned = await staffed.writes_down(desk, language="ar", topic="report", urgent=True, **wishes)
        seen = await staffed.writes_down(desk)
        other = await staffed.writes_down(desk, postcode="9741")
        for request in (phoned, seen, other):
            await officer.sees_request(request)
        await look.at(officer, "requests")
        await _works(officer, look, phoned, other)
        await officer.does(seen, "request-call-now")
        await officer.sees_request(seen, "invited")
        await officer.is_shown_as("ready")
        await officer.request(seen).locator("[data-testid=request-told][data-state=sent]").wait_for()
        await look.at(officer, "invited")
        link = await staffed.newest_link()
        citizen = await staffed.comes_in(link)
        await _is_wanted(officer, look)
        await staffed.calls_off(citizen, link)
        await officer.finds("request-withdrawn")
        await look.at(officer, "withdrawn")


async def _works(officer: Officer, look: Look, phoned: str, other: str) -> None:
    await officer.does(phoned, "request-call-phone")
    await officer.sees_request(phoned, "claimed")
    await look.at(officer, "opened")
    await officer.does(phoned, "request-hand-over")
    await look.at(officer, "pass-on")
    await officer.presses("dialog-close")
    await officer.does(phoned, "request-call-now")
    await officer.finds("dialog-submit")
    await look.at(officer, "video-after-all")
    await officer.presses("dialog-close")
    await officer.does(phoned, "request-open")
    await officer.does(other, "request-open")
    await officer.does(other, "request-needless")
    await officer.finds("request-undo")
    await look.as_is(officer, "undo")
    await officer.presses("request-undo")
    await officer.does(other, "request-open")


async def _is_wanted(officer: Officer, look: Look) -> None:
    await officer.is_offered()
    await officer.finds("citizen-waiting")
    await look.at(officer, "rung")
    await officer.declines()
    await officer.becomes("away")
    await look.at(officer, "waited-for")
