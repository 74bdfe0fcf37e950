"""Time ringing and first pictures in real browsers, and weigh the server's CPU for one two-party call.

Ringing is timed from the moment of the match (the reservation's own time stamp) to the offer in the desk's
page, pictures from the press on "accept" to the first frame shown. The CPU of a bare UDP echo at the call's
packet rate is the floor that any Python process has to pay; it is measured in the same run, so that a busy
machine shows in both.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from playwright.async_api import WebSocket

from tests.e2e.fake_devices import AGENT, INTERPRETER, VISITOR, Camera
from tests.e2e.screens import Booth, Desk, InterpreterDesk, Screen
from tests.e2e.stage import Stage
from tests.e2e.waiting import until

# Notes when presses, offers and first frames happen; keeps the connections, to ask them for packet counts.
STOPWATCH = """() => {
    const now = () => performance.timeOrigin + performance.now();
    const marks = window.__marks = new Map();
    const note = name => { if (!marks.has(name)) marks.set(name, now()); };
    const asked = new Map();
    const handle = element => element.closest?.("[data-testid]")?.dataset.testid;
    addEventListener("click", event => note(`press ${handle(event.target)}`), {capture: true});
    window.__restart = () => { marks.clear(); asked.clear(); };
    new MutationObserver(() => {
        if (document.querySelector('[data-testid="offer"]')) note("offer");
        for (const video of document.querySelectorAll('video[data-testid^="video-"]')) {
            const name = video.dataset.testid;
            if (asked.get(name) === video) continue;
            asked.set(name, video);
            video.requestVideoFrameCallback(() => note(name));
        }
    }).observe(document, {subtree: true, childList: true, attributes: true});
    const connections = window.__connections = [];
    window.RTCPeerConnection = class extends window.RTCPeerConnection {
        constructor(...args) { super(...args); connections.push(this); }
    };
}"""
MARKS = "() => Object.fromEntries(window.__marks)"
RESTART = "() => window.__restart()"
SENT = """async () => {
    let packets = 0, bytes = 0, pictures = 0;
    for (const connection of window.__connections) {
        if (connection.connectionState !== "connected") continue;
        for (const report of (await connection.getStats()).values()) {
            if (report.type !== "outbound-rtp") continue;
            packets += report.packetsSent;
            bytes += report.bytesSent + report.headerBytesSent;
            pictures += report.framesSent ?? 0;
        }
    }
    return [packets, bytes, pictures];
}"""
ECHO = """
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", int(sys.argv[1])))
print("ready", flush=True)
while True:
    data, sender = s.recvfrom(2048)
    s.sendto(data, sender)
"""

Row = dict[str, float]


class Matches:
    """When each call was matched, by the server's own clock, as the desk's page is told."""

    def __init__(self, screen: Screen) -> None:
        self.at: dict[str, float] = {}
        screen.page.on("websocket", self._listen)

    def _listen(self, line: WebSocket) -> None:
        line.on("framereceived", self._note)

    def _note(self, frame: str | bytes) -> None:
        message = json.loads(frame)
        if message.get("type") == "reservation.created":
            self.at[message["reservation"]["call_id"]] = message["at"]


@dataclass(frozen=True)
class Cast:
    """Who takes part."""

    booth: Booth
    desk: Desk
    interpreter: InterpreterDesk
    matches: Matches


@asynccontextmanager
async def cast(camera: Camera) -> AsyncIterator[tuple[Stage, Cast]]:
    """Set the stage with a stopwatch in every page."""
    with tempfile.TemporaryDirectory(prefix="callrouter-bench-") as folder:
        async with Stage(Path(folder), camera, before_opening=f"({STOPWATCH})()") as stage:
            await stage.opens()
            desk = await stage.desk("agent-1", AGENT)
            matches = Matches(desk)
            await desk.reloads()  # so that its WebSocket is listened to
            await desk.finds("status-select")
            booth = await stage.booth(VISITOR)
            interpreter = await stage.interpreter("tolk-ar", INTERPRETER)
            yield stage, Cast(booth, desk, interpreter, matches)


async def mark(screen: Screen, name: str) -> float:
    """Wait for a mark of the stopwatch; answer its time in milliseconds."""
    marks = await until(lambda: screen.page.evaluate(MARKS), lambda seen: name in seen, name)
    return float(marks[name])


async def talk(people: Cast) -> Row:
    """Bring booth and desk into a call."""
    for screen in (people.booth, people.desk, people.interpreter):
        await screen.page.evaluate(RESTART)
    await people.booth.asks()
    call_id = await people.desk.is_offered()
    await people.desk.accepts()
    accepted = await mark(people.desk, "press offer-accept")
    return {
        "match to ring": await mark(people.desk, "offer") - people.matches.at[call_id],
        "accept to picture at desk": await mark(people.desk, "video-visitor") - accepted,
        "accept to picture at booth": await mark(people.booth, "video-agent") - accepted,
    }


async def invite(people: Cast) -> Row:
    """Bring the interpreter in."""
    await people.desk.invites_interpreter("ar")
    await people.interpreter.is_offered()
    await people.interpreter.accepts()
    accepted = await mark(people.interpreter, "press offer-accept")
    return {
        "interpreter's accept to picture at booth": await mark(people.booth, "video-interpreter") - accepted,
        "interpreter's accept to picture at desk": await mark(people.desk, "video-interpreter") - accepted,
    }


async def end(people: Cast) -> None:
    """Finish the call, back to where it began."""
    await people.desk.hangs_up()
    await people.desk.wraps_up()
    await people.booth.goes()
    await people.interpreter.is_in_no_call()


async def journeys(rounds: int) -> list[Row]:
    """Time some whole journeys, after one to warm up."""
    rows = []
    async with cast(Camera()) as (_, people):
        await people.desk.becomes_ready()
        await people.interpreter.becomes_ready()
        for _ in range(rounds + 1):
            rows.append(await talk(people) | await invite(people))
            await end(people)
    return rows[1:]


async def load(seconds: float) -> dict[str, Any]:
    """Weigh one two-party call of 640x480 at 30 pictures a second, grainy ones."""
    async with cast(Camera(640, 480, 30, noise=12)) as (stage, people):
        await people.desk.becomes_ready()
        await talk(people)
        await people.booth.is_with("agent", AGENT)
        await asyncio.sleep(5)  # the encoders' ramp-up is not what is weighed
        before, sent_before, began = cpu(stage), await sent(people), time.monotonic()
        await asyncio.sleep(seconds)
        after, sent_after, took = cpu(stage), await sent(people), time.monotonic() - began
    packets, size, pictures = (late - early for early, late in zip(sent_before, sent_after, strict=True))
    percent = {name: 100 * (after[name] - before.get(name, 0)) / took for name in after}
    rate = packets / took
    return {
        "server_cpu_percent": sum(percent.values()),
        "cpu_percent_by_process": percent,
        "pictures_per_s_and_person": pictures / took / 2,
        "packets_per_s": rate,
        "kbit_per_s": size * 8 / took / 1000,
        "bare_echo_cpu_percent": echo(rate, size // max(packets, 1), 5),
    }


def cpu(stage: Stage) -> dict[str, float]:
    """Answer the CPU seconds of every process of the service."""
    return {f"{it.name()} {it.pid}": sum(it.cpu_times()[:2]) for it in stage.demo.processes()}


async def sent(people: Cast) -> list[int]:
    """Answer how many packets, bytes and pictures the pages have sent to the relay."""
    counts = [await screen.page.evaluate(SENT) for screen in (people.booth, people.desk)]
    return [sum(both) for both in zip(*counts, strict=True)]


def echo(packets_per_s: float, size: int, seconds: float) -> float:
    """Answer the CPU % of a bare Python UDP echo at this rate."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind(("127.0.0.1", 0))
        port = sender.getsockname()[1] + 1
        command = [sys.executable, "-c", ECHO, str(port)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 (our own)
            assert process.stdout is not None  # noqa: S101 (a pipe was asked for)
            process.stdout.readline()
            used, began = psutil.Process(process.pid).cpu_times(), time.monotonic()
            for number in range(int(packets_per_s * seconds)):
                time.sleep(max(0.0, began + number / packets_per_s - time.monotonic()))
                sender.sendto(bytes(size), ("127.0.0.1", port))
                sender.recv(2048)
            took, now = time.monotonic() - began, psutil.Process(process.pid).cpu_times()
            process.kill()
    return 100 * (now.user + now.system - used.user - used.system) / took


def main() -> None:
    """Measure, print a table, then the same as JSON."""
    parser = argparse.ArgumentParser(prog="scripts/bench journey", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="journeys to time (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=15, help="call to weigh (default: %(default)s)")
    options = parser.parse_args()
    busy_before = os.getloadavg()[0]
    rows = asyncio.run(journeys(options.rounds))
    weighed = asyncio.run(load(options.seconds))

    print(f"\n{'ms':42} {'median':>8} {'worst':>8}")
    for name in rows[0]:
        values = [row[name] for row in rows]
        print(f"{name:42} {statistics.median(values):8.0f} {max(values):8.0f}")
    print(f"\n{'one call, 640x480 at 30':42} {'':>8}")
    for name, value in weighed.items():
        if not isinstance(value, dict):
            print(f"{name.replace('_', ' '):42} {value:8.1f}")
    print()
    print(json.dumps({"load_average_before": busy_before, "journeys": rows, "call": weighed}))


main()
