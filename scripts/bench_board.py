"""Measure how smoothly the supervisor's page moves with a country's people on it, beside it without them.

A real service on a private server, whose queue is filled by the engine's own commands; then people change
their status at a steady pace, and headless Chromium says how far its frames are apart. An empty board is
measured first, in the same run: what it costs is the machine's, the rest is the page's.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from pathlib import Path

from callrouter.model.commands import CallRequest, Place, SeatSpec, SessionSpec, StaffSpec, Step
from callrouter.model.states import AwayReason, Role, Status, Subject
from callrouter.queueing import QueueEngine, connect
from scripts.benchmarks.servers import running
from tests.e2e.screens import Wallboard
from tests.e2e.stage import Stage

LEASE_MS = 3_600_000
#: The page has caught up with what filled it.
SETTLE_MS = 3000
LANGUAGES = ("nl", "en", "de", "fr", "ar", "pl", "tr", "uk")
BEGIN = """() => {
    const frames = window.__frames = [], long = window.__long = [];
    let last = performance.now();
    const frame = now => { frames.push(now - last); last = now; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    new PerformanceObserver(list => long.push(...list.getEntries().map(each => each.duration)))
        .observe({ type: "longtask" });
}"""
TAKE = "() => [window.__frames.splice(0), window.__long.splice(0)]"


def say(words: str) -> None:
    """Tell how far it is."""
    print(f"-- {words}", file=sys.stderr, flush=True)


async def fill(engine: QueueEngine, people: int, calls: int) -> None:
    """Bring people in, all away, and calls that wait for somebody nobody is."""
    for number in range(people):
        staff_id = f"bench-{number}"
        spec = StaffSpec(
            staff_id=staff_id,
            role=Role.AGENT,
            display_name=f"Person {number}",
            centre="midden-nederland",
            languages=("nl", LANGUAGES[number % len(LANGUAGES)]),
            places=(Place(pool=f"bench/{number % 20}"),),
        )
        session = SessionSpec(session_id=f"s-{number}", principal_id=staff_id, lease_ms=LEASE_MS)
        await engine.open_session(session, spec)
    for number in range(calls):
        seat = SeatSpec(
            seat_id="agent",
            role=Role.AGENT,
            language=LANGUAGES[number % len(LANGUAGES)],
            steps=(Step(after_ms=0, pools=("bench/nobody",)),),
            ring_ms=20_000,
            wrap_up_ms=0,
            hosts=True,
        )
        await engine.open_session(
            SessionSpec(session_id=f"b-{number}", principal_id=f"bench-booth-{number}", lease_ms=LEASE_MS),
            None,
        )
        await engine.request_call(
            CallRequest(
                call_id=f"bench-call-{number}",
                booth_id=f"bench-booth-{number}",
                centre="midden-nederland",
                location="utrecht-stationsplein",
                language=seat.language,
                subject=Subject.QUESTION,
                grace_ms=LEASE_MS,
                seat=seat,
            )
        )


async def change(engine: QueueEngine, people: int, seconds: float, rate: float) -> None:
    """Let people change their status, one after the other."""
    statuses = ((Status.READY, None), (Status.AWAY, AwayReason.BREAK))
    for number in range(int(seconds * rate)):
        if people:
            status, reason = statuses[number // people % 2]
            await engine.set_status(f"bench-{number % people}", status, reason)
        await asyncio.sleep(1 / rate)


async def measure(board: Wallboard, work: asyncio.Task[None]) -> dict[str, float]:
    """Return how far frames were apart while the work went on, ms."""
    await board.page.evaluate(TAKE)
    await work
    frames, long = await board.page.evaluate(TAKE)
    cut = statistics.quantiles(frames, n=100)
    return {
        "frames": len(frames),
        "median_ms": round(cut[49], 1),
        "p95_ms": round(cut[94], 1),
        "p99_ms": round(cut[98], 1),
        "longest_ms": round(max(frames), 1),
        "long_tasks": len(long),
        "longest_task_ms": round(max(long, default=0), 1),
    }


async def run(people: int, calls: int, seconds: float, rate: float) -> dict[str, dict[str, float]]:
    """Measure the board empty, and full."""
    results = {}
    with running("valkey") as server, tempfile.TemporaryDirectory() as folder:
        client = await connect(server.url)
        engine = QueueEngine(client)
        async with Stage(Path(folder)) as stage:
            await stage.opens(redis_url=server.url)
            board = await stage.wallboard()
            await board.page.evaluate(BEGIN)
            say("an empty board")
            results["empty"] = await measure(board, asyncio.create_task(change(engine, 0, seconds, rate)))
            say(f"filling it with {people} people and {calls} waiting calls")
            await fill(engine, people, calls)
            await board.counts_waiting(calls)
            await board.page.wait_for_timeout(SETTLE_MS)
            say("a full board")
            results["full"] = await measure(board, asyncio.create_task(change(engine, people, seconds, rate)))
        await client.aclose()
    return results


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--calls", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--rate", type=float, default=10, help="changes of a person's status a second")
    given = parser.parse_args()
    results = asyncio.run(run(given.people, given.calls, given.seconds, given.rate))
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
