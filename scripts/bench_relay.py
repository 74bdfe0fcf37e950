"""Measure the media relay beside Janus and aiortc: same packets, same cipher, same rates, in turns.

Participants of two-party (or three-party) calls do real ICE and DTLS and send SRTP at a set rate, audio and
bursts of video, with the reports and requests for retransmission that browsers send.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from scripts.benchmarks.relay import phases, relays
from scripts.benchmarks.relay.generator import Generator
from scripts.benchmarks.relay.janus import Janus
from scripts.benchmarks.relay.transport import use_address

RATES: Final = (2_000, 10_000, 30_000)
NAMES: Final = ("ours", "janus", "janus-1", "aiortc")
WARM_UP: Final = (1_500, 1.0)


def say(words: str) -> None:
    """Tell how far it is."""
    print(f"-- {words}", file=sys.stderr, flush=True)


def own_address() -> str:
    """Return an address of this machine that isn't loopback, which Janus leaves out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def made(name: str, host: str) -> relays.Relay:
    """Return a relay by its name."""
    if name == "ours":
        return relays.ours(host)
    if name == "aiortc":
        return relays.aiortc("hook", host)
    return relays.VideoRoom(host, 1 if name == "janus-1" else None)


async def one(
    name: str, host: str, generator: Generator, options: argparse.Namespace, profile: Path | None
) -> list[dict[str, Any]]:
    """Start this relay, and take it through all rates."""
    relay = made(name, host)
    stage = relays.Stage()
    told = []
    try:
        await relay.start()
        for call in range(options.calls):
            await relay.call(stage, f"call-{call}", options.people)
        await phases.run(generator, stage, relay.pid, phases.Stretch(*WARM_UP, options.people - 1))
        for rate in options.rates:
            recorder = _profiler(relay.pid, options.seconds, profile, rate)
            stretch = phases.Stretch(rate, options.seconds, options.people - 1)
            figures = await phases.run(generator, stage, relay.pid, stretch)
            if recorder is not None:
                recorder.wait()
            told.append({"relay": name, "rate": rate, **figures.as_json()})
            print(line(told[-1]), flush=True)
    finally:
        await stage.close()
        await relay.stop()
    return told


def _profiler(pid: int, seconds: float, folder: Path | None, rate: int) -> subprocess.Popen[bytes] | None:
    if folder is None:
        return None
    program = shutil.which("py-spy") or str(folder / "py-spy")
    words = [program, "record", "-p", str(pid), "-d", str(max(int(seconds) - 1, 1)), "-r", "500"]
    words += ["-f", "raw", "-o", str(folder / f"profile-{rate}.txt")]
    return subprocess.Popen(words, stdout=subprocess.DEVNULL)  # noqa: S603  (our own words)


def line(row: dict[str, Any]) -> str:
    """Return a row of the table."""
    return (
        f"{row['relay']:10} {row['rate']:>7,} {row['forwarded_per_s']:>8,.0f}/s {row['cpu_us']:6.1f} us"
        f" {row['busy']:6.1%} loss {row['loss']:7.3%} p50 {row['p50_us']:6.0f} p99 {row['p99_us']:7.0f} us"
        f" again {row['repeated']:>5.0f} rtcp {row['rtcp_received']:>6.0f} late {row['late_ms']:.1f} ms"
    )


async def measure(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Take all relays through all rates, in turns."""
    host = options.host or own_address()
    use_address(host)
    generator = Generator()
    rows = []
    profile = Path(tempfile.gettempdir()) if options.profile else None
    for turn in range(options.rounds):
        for name in options.only:
            if name.startswith("janus") and not Janus.available():
                say("Janus is not installed here: apt-get install janus")
                continue
            say(f"round {turn + 1}: {name}")
            rows += await one(name, host, generator, options, profile)
    return rows


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
    parser.add_argument("--people", type=int, default=2, help="in each call")
    parser.add_argument("--host", help="address of this machine to use")
    parser.add_argument(
        "--profile", action="store_true", help="keep py-spy's samples in the temporary folder"
    )
    parser.add_argument("--json", type=Path, help="keep every figure here")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds = 1, 3.0
    rows = asyncio.run(measure(options))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
