"""Robots on a real node: whole calls, and what the ledger makes of them."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import signaling
from callrouter.model.states import EndReason
from callrouter.simulation.durations import Duration, Shape
from signaling.cli import main
from signaling.load.behavior import Behavior, Visit
from signaling.load.crowd import Robots
from signaling.load.expectations import broken
from signaling.load.run import Run
from signaling.load.timings import Span
from tests.signaling.conftest import PASSWORD, Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]


DEMONSTRATION = Path(signaling.__file__).parent / "demonstration" / "directory.toml"


def _fixed(seconds: float) -> Duration:
    return Duration(shape=Shape.FIXED, mean_s=seconds)


QUICK = Behavior(
    languages={"nl": 0.7, "en": 0.2, "ar": 0.1},
    talk=Duration(mean_s=0.05),
    pick_up=_fixed(0.01),
    wrap_up=_fixed(0.01),
    away_s=0,
    declined=0,
    unanswered=0,
)


@pytest.fixture
async def robots(service: Service) -> AsyncIterator[Robots]:
    async with Robots([service.url], behavior=QUICK) as crowd:
        await crowd.staff(dict.fromkeys(("agent-1", "agent-2"), PASSWORD))
        await crowd.interpreters({"tolk-ar": PASSWORD})
        await crowd.booths(["demo", *(f"demo-{n}" for n in range(2, 8))])
        yield crowd


async def test_calls_are_asked_for_answered_and_over_and_nothing_is_wrong(robots: Robots) -> None:
    run = Run(robots, calls_per_s=20)
    figures = await run.play(1.5)
    assert figures.asked >= len(robots.visitors)
    assert figures.answered == figures.offered == figures.asked
    assert figures.live == figures.not_back == 0
    assert sum(figures.ended.values()) == figures.asked
    assert set(figures.ended) <= {EndReason.VISITOR_HUNG_UP, EndReason.STAFF_HUNG_UP}
    assert not any(figures.breaches.values()), figures
    assert {Span.ASKED, Span.WAITED, Span.TOLD, Span.DELIVERED} <= set(figures.timings)
    assert figures.timings[Span.TOLD].count == figures.answered
    assert robots.failed == []


async def test_a_run_that_tried_nothing_is_not_as_expected(robots: Robots) -> None:
    figures = await Run(robots, calls_per_s=1).play(0)
    assert broken(figures, []) == ["expected asked>=1, found 0"]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--languages", "nl=0"),
        ("--languages", "nl=-1"),
        ("--media", "x"),
        ("--booths", "x"),
        ("--json", "/proc/told.json"),
        ("--plots", "/proc/pictures"),
        ("--passwords", "/proc/passwords"),
        ("--codes", "/proc/codes"),
    ],
)
def test_what_a_run_can_not_do_is_said_before_it_begins(
    capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["load", "--directory", str(DEMONSTRATION), "--demo-password", PASSWORD, option, value])
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert "connect to" not in said
    assert (option if value.isalpha() or "=" in value else value) in said


async def test_calls_outlive_that_everybodys_connection_is_lost(robots: Robots) -> None:
    run = Run(robots, calls_per_s=20)
    for _ in range(5):
        run.comes()
    await robots.visitors[0].until(lambda: robots.stage.ledger.asked == 5, 10) or pytest.fail("not asked")
    await robots.drop([*robots.visitors, *robots.workers])
    figures = await run.finish(20)
    assert sum(figures.ended.values()) == 5
    assert figures.live == figures.not_back == 0
    assert not any(figures.breaches.values()), figures
    assert figures.timings[Span.RECONNECTED].count == 10


async def test_a_run_that_is_stopped_leaves_nobody_waiting(robots: Robots) -> None:
    run, stop = Run(robots, calls_per_s=20), asyncio.Event()
    patient = {"language": "nl", "subject": "question", "patience_s": 60, "talk_s": 60, "hangs_up": True}
    for _ in range(4):
        run.comes(Visit.model_validate(patient))
    playing = asyncio.create_task(run.play(60, stop=stop))
    assert await robots.visitors[0].until(lambda: robots.stage.ledger.asked >= 4, 10)
    stop.set()
    figures = await playing
    assert sum(figures.ended.values()) == figures.asked
    assert figures.live == 0


async def test_enrolled_booths_prove_themselves_on_each_connection(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    path = f"{service.url}/api/v1/booths/booth:demo/enrolment"
    async with supervisor.http.post(path, json={}, headers={"Origin": service.url}) as response:
        code = (await response.json())["code"]
    async with Robots([service.url], behavior=QUICK) as robots:
        (booth,) = await robots.enrolled({"booth:demo": await robots.site.enrol(code)})
        await robots.drop([booth])
        assert await booth.until(lambda: robots.stage.traffic.lost == 1, 10)
        assert await robots.all_back(10)
        visiting = asyncio.create_task(booth.visits(QUICK.draw_visit(booth.chance)))
        assert await booth.until(lambda: booth.call is not None, 10)
        await booth.leaves()
        await visiting
    assert robots.stage.ledger.ended == {EndReason.ABANDONED: 1}


async def test_the_command_tells_what_was_not_as_expected(service: Service, tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    arguments = ("load", "--url", service.url, "--booths", "3", "--staff", "1", "--interpreters", "0")
    course = (
        "--rate",
        "10/s",
        "--duration",
        "0.5s",
        "--talk",
        "0.1s",
        "--wrap-up",
        "0.1s",
        "--pick-up",
        "0.1s",
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "signaling",
        *arguments,
        *course,
        *("--declined", "0", "--unanswered", "0", "--expect", "answered>=1000", "--json", str(told)),
        env={**os.environ, "CALLROUTER_DEMO_PASSWORD": PASSWORD},
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode == 1, said.decode()
    figures = json.loads(told.read_text())
    assert figures["faults"] == [f"expected answered>=1000, found {figures['answered']}"]
    assert figures["answered"] > 0
    assert figures["faults"][0] in said.decode()
