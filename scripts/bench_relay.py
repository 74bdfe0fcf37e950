"""Measure the media relay beside Janus and aiortc: same packets, same cipher, same rates, in turns.

Participants of two-party (or three-party) calls do real ICE and DTLS and send SRTP at a set rate, audio and
bursts of video, with the reports and requests for retransmission that browsers send.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from scripts.benchmarks.relay import decoding, echoes, phases, plot, relays, report
from scripts.benchmarks.relay.generator import Generator
from scripts.benchmarks.relay.janus import Janus
from scripts.benchmarks.relay.transport import own_address, use_address

Row = dict[str, Any]
PAIR: Final = 2
#: relays that can do calls of three
GROUPS: Final = ("ours", "janus", "janus-1")
#: packets a second sent in sum, each to two
THREE_PARTY_RATE: Final = 7_500
#: a generator that fell further behind than this says nothing about a relay
LATE_MS: Final = 20.0
REPEATS: Final = 4
DECODED_S: Final = 10.0
RATES: Final = (2_000, 10_000, 30_000)
NAMES: Final = ("ours", "janus", "janus-1", "aiortc", "echo-c", "echo-python")
WARM_UP: Final = (1_500, 1.0)


def say(words: str) -> None:
    """Tell how far it is."""
    print(f"-- {words}", file=sys.stderr, flush=True)


def made(name: str, host: str) -> relays.Relay:
    """Return a relay by its name."""
    if name == "ours":
        return relays.ours(host)
    if name == "aiortc":
        return relays.aiortc("hook", host)
    if name.startswith("echo"):
        return echoes.Echo(host, name.removeprefix("echo-"))
    return relays.VideoRoom(host, 1 if name == "janus-1" else None)


async def one(
    name: str, host: str, generator: Generator, options: argparse.Namespace, people: int
) -> list[Row]:
    """Start this relay, and take it through the rates."""
    relay = made(name, host)
    stage = relays.Stage()
    told = []
    profile = Path(tempfile.gettempdir()) if options.profile else None
    copies = 1 if name.startswith("echo") else people - 1
    try:
        await relay.start()
        for call in range(options.calls):
            await relay.call(stage, f"call-{call}", people)
        await phases.run(generator, stage, relay.pid, phases.Stretch(*WARM_UP, copies))
        for rate in options.rates if people == PAIR else [THREE_PARTY_RATE]:
            stretch = phases.Stretch(rate, options.seconds, copies)
            recorder = _profiler(relay.pid, options.seconds, profile, rate)
            figures = await _undisturbed(generator, stage, relay.pid, stretch)
            if recorder is not None:
                recorder.wait()
            told.append(
                {
                    "relay": name,
                    "people": people,
                    "rate": rate,
                    "load": os.getloadavg()[0],
                    **figures.as_json(),
                }
            )
            print(report.line(told[-1]), file=sys.stderr, flush=True)
    finally:
        await stage.close()
        await relay.stop()
    return told


async def _undisturbed(
    generator: Generator, stage: relays.Stage, pid: int, stretch: phases.Stretch
) -> phases.Figures:
    """Repeat a stretch in which the generator itself had to wait for the machine; return the best one."""
    best = await phases.run(generator, stage, pid, stretch)
    for _ in range(REPEATS):
        if best.late_ms <= LATE_MS:
            break
        again = await phases.run(generator, stage, pid, stretch)
        best = min(best, again, key=lambda figures: figures.late_ms)
    return best


def _profiler(pid: int, seconds: float, folder: Path | None, rate: int) -> subprocess.Popen[bytes] | None:
    if folder is None:
        return None
    program = shutil.which("py-spy") or str(folder / "py-spy")
    words = [program, "record", "-p", str(pid), "-d", str(max(int(seconds) - 1, 1)), "-r", "500"]
    words += ["-f", "raw", "-o", str(folder / f"profile-{rate}.txt")]
    return subprocess.Popen(words, stdout=subprocess.DEVNULL)  # noqa: S603  (our own words)


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Take all relays through all rates, in turns."""
    host = options.host or own_address()
    use_address(host)
    generator = Generator()
    told: dict[str, Any] = {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "load_average_before": os.getloadavg()[0],
    }
    rows: list[Row] = []
    for turn in range(options.rounds):
        for people in options.people:
            for name in options.only:
                if name.startswith("janus") and not Janus.available():
                    say("Janus is not installed here: apt-get install janus")
                elif people == PAIR or name in GROUPS:
                    say(f"round {turn + 1}: {name}, calls of {people}, load average {os.getloadavg()[0]:.1f}")
                    try:
                        rows += await one(name, host, generator, options, people)
                    except (RuntimeError, TimeoutError) as error:
                        say(f"left out: {error}")
    told["rows"] = rows
    told["summary"] = report.summary(rows)
    if options.decoding:
        told["one_call"] = []
        for kind in ("ours", "hook", "mediarelay"):
            say(f"one call of real pictures: {kind}")
            told["one_call"].append(await decoding.measure(host, generator, kind, DECODED_S))
    told["load_average_after"] = os.getloadavg()[0]
    return told


def main() -> None:
    """Measure, print, and keep what was asked for."""
    parser = argparse.ArgumentParser(prog="scripts/bench relay", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round, in about a minute")
    parser.add_argument("--only", choices=NAMES, nargs="+", default=list(NAMES), help="these relays")
    parser.add_argument(
        "--rates", type=int, nargs="+", default=list(RATES), help="packets a second sent in sum"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=6.0, help="for each rate")
    parser.add_argument("--calls", type=int, default=5)
    parser.add_argument("--people", type=int, nargs="+", default=[2, 3], help="in each call")
    parser.add_argument("--no-decoding", dest="decoding", action="store_false", help="leave MediaRelay out")
    parser.add_argument("--host", help="address of this machine to use")
    parser.add_argument(
        "--profile", action="store_true", help="keep py-spy's samples in the temporary folder"
    )
    parser.add_argument("--json", type=Path, help="keep every figure here")
    parser.add_argument("--plots", type=Path, help="draw relay-cost.svg in this folder")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds, options.people, options.decoding = 1, 2.0, [2], False
    told = asyncio.run(measure(options))
    print(report.text(told))
    if options.json:
        options.json.write_text(json.dumps(told, indent=1) + "\n")
    if options.plots and PAIR in options.people:
        (options.plots / "relay-cost.svg").write_text(plot.cost(told["summary"]))


if __name__ == "__main__":
    main()
