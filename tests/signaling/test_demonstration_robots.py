"""``callrouter demo --robots`` as a person alone at a booth, or at a desk, finds it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from callrouter.model.states import Subject
from signaling.load.behavior import Visit
from signaling.load.crowd import Robots
from signaling.load.timings import Span
from tests.e2e.demo import PASSWORD, Demo
from tests.signaling.conftest import Message, Person

pytestmark = [pytest.mark.valkey, pytest.mark.network, pytest.mark.timeout(180)]


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    async with Demo(tmp_path / "data", tmp_path / "log", robots=True) as running:
        yield running


async def test_robots_answer_and_interpret_with_sound_and_step_back_when_a_person_is_ready(
    demo: Demo,
) -> None:
    visit = Visit(language="ar", subject=Subject.QUESTION, patience_s=120, talk_s=120, hangs_up=True)
    async with _desk(demo) as desk:
        await _hears(desk, "interpreters.counted", lambda told: {"ar"} <= _free(told))
        await _hears(desk, "colleagues.counted", lambda told: len(told["people"]) == 2)
    async with Robots([demo.url], media=1) as robots:
        (booth,) = await robots.booths(["demo"])
        visiting = asyncio.create_task(booth.visits(visit))
        assert await booth.until(lambda: len((booth.call or {}).get("participants", ())) == 3)
        assert booth.call is not None
        names = {each["role"]: each["display_name"] for each in booth.call["participants"]}
        assert names["agent"].startswith("Robot ")
        assert names["interpreter"].startswith("Robot ")
        heard = robots.stage.traffic.timings.of[Span.SEEN]
        assert await booth.until(lambda: heard.count > 0)
        await booth.leaves()
        await visiting
    async with _desk(demo) as desk, Robots([demo.url]) as robots:
        await desk.says("status.set", status="ready")
        await _hears(desk, "colleagues.counted", lambda told: _ids(told) == {"agent-1"})
        (booth,) = await robots.booths(["demo"])
        visiting = asyncio.create_task(booth.visits(visit.model_copy(update={"language": "nl"})))
        assert await booth.until(lambda: booth.call is not None)
        call_id = booth.call_id
        await _hears(desk, "reservation.created", lambda told: told["reservation"]["call_id"] == call_id)
        await booth.leaves()
        await visiting


@asynccontextmanager
async def _desk(demo: Demo) -> AsyncIterator[Person]:
    """Sit down at a desk: not beside peers with media, with whom heartbeats come late on a busy machine."""
    desk = Person(demo, "desk")
    try:
        assert await desk.sign_in("agent-1", PASSWORD) == 200
        await desk.open()
        yield desk
    finally:
        await desk.go()


async def _hears(person: Person, kind: str, match: Callable[[Message], bool]) -> None:
    """Wait longer than for what happens at once: robots take some seconds to come."""
    while True:
        with suppress(TimeoutError):
            await person.hears(kind, match)
            return


def _free(told: Message) -> set[str]:
    return {one["language"] for one in told["languages"] if one["free"]}


def _ids(told: Message) -> set[str]:
    return {one["staff_id"] for one in told["people"]}
