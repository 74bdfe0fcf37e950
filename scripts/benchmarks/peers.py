"""The same job for this queue and for others: enqueued by one process, picked up by one other.

Every round starts each queue on a server of its own, one after the other.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from scripts.benchmarks.nodes import best
from scripts.benchmarks.processes import ROOT, child, percentile
from scripts.benchmarks.servers import running

_SIDES = Path(__file__).parent / "peers"
#: Jobs a second at the calm rate.
_CALM = 50.0

Row = dict[str, Any]


class Peer(NamedTuple):
    """A queue: its sides' program and its environment, of ``requirements/<environment>.txt``; None = ours."""

    program: str
    environment: str | None
    #: Jobs carried out at once; all get the same.
    at_once: int = 16


PEERS = {
    "callrouter": Peer("callrouter_side.py", None),
    "SAQ": Peer("saq_side.py", "bench"),
    "BullMQ": Peer("bullmq_side.py", "bench"),
    "arq": Peer("arq_side.py", "bench-arq"),
}


def python(environment: str | None) -> Path:
    """Make an environment ready if it isn't, and return its interpreter."""
    if environment is None:
        return Path(sys.executable)
    folder, wanted = ROOT / ".venv" / environment, ROOT / "requirements" / f"{environment}.txt"
    found, done = folder / "bin" / "python", folder / "requirements.txt"
    if done.exists() and done.read_bytes() == wanted.read_bytes():
        return found
    print(f"-- Installing requirements/{wanted.name} in {folder}", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)  # noqa: S603  (our own words)
    install = [
        str(found),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
    ]
    subprocess.run([*install, "-r", str(wanted)], check=True)  # noqa: S603  (our own words)
    shutil.copyfile(wanted, done)
    return found


async def _run(kind: str, peer: Peer, jobs: int, rate: float) -> Row:
    program = (python(peer.environment), _SIDES / peer.program)
    numbers = (str(jobs), str(peer.at_once))
    with running(kind) as server:
        async with (
            child(*program, "pick_up", server.url, *numbers) as picking_up,
            child(*program, "enqueue", server.url, *numbers, str(rate)) as enqueuing,
        ):
            await picking_up.ready()
            await enqueuing.ready()
            server_us = server.cpu_us()
            enqueuing.begin()
            enqueued, picked_up = await enqueuing.answer(), await picking_up.answer()
            server_us = server.cpu_us() - server_us
    waits = [1000 * (picked_up["at"][number] - at) for number, at in enqueued["at"].items()]
    return {
        "jobs_per_s": jobs / (picked_up["ended"] - enqueued["began"]),
        "p50_ms": statistics.median(waits),
        "p99_ms": percentile(waits, 99),
        "server_us_per_job": server_us / jobs,
    }


async def measure(kind: str, *, rounds: int, jobs: int) -> Row:
    """Measure every queue at a calm rate and flat out, in turns."""
    settings = {"calm": (jobs // 10, _CALM), "flat_out": (jobs, 0.0)}
    measured: dict[str, dict[str, list[Row]]] = {name: {way: [] for way in settings} for name in PEERS}
    for _ in range(rounds):
        for name, peer in PEERS.items():
            for way, (count, rate) in settings.items():
                measured[name][way].append(await _run(kind, peer, count, rate))
    return {name: {way: best(rows) for way, rows in ways.items()} for name, ways in measured.items()}
