"""Attack a service of its own, while others use it: what an attacker with a booth gets, and what floods cost.

``callrouter serve`` runs with its embedded Valkey on loopback. First each attack of
``tests/signaling/attacks.py`` is played, each on a new service; then each flood, from a process of its own,
while an employee changes their status and somebody opens a page, again and again. What those two wait is
measured before, between and during the floods, with the memory of the node and how late its event loop comes.
The flooding process has only what CPU time the others leave (nice 19), as it would be on another machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import uvloop

from scripts.attacking.floods import FLOODS
from tests.signaling.attacks import ATTACKS
from tests.signaling.conftest import Person
from tests.signaling.serve_process import ServeProcess

ROOT = Path(__file__).parents[1]
#: Another place than the attacker's.
FRIEND = "127.0.0.2"
#: A page that hasn't come by then doesn't come.
PATIENCE_S = 5.0
REFUSED = re.compile(r'^callrouter_refused_total\{limit="(\w+)"\} (\d+)$', re.MULTILINE)
LAG = re.compile(r'^callrouter_loop_lag_seconds_bucket\{le="([^"]+)"\} (\d+)$', re.MULTILINE)

Figures = dict[str, Any]


def say(words: str) -> None:
    """Tell how far it is."""
    print(f"-- {words}", file=sys.stderr, flush=True)


class Friend:
    """Somebody who works, and somebody who comes; notes how long each waits, ms."""

    def __init__(self, process: ServeProcess) -> None:
        self._process = process
        self.waited: dict[str, list[float]] = {"message": [], "page": []}
        self.failed = 0

    async def works(self, desk: Person) -> None:
        """Change the status, again and again."""
        while True:
            began = time.perf_counter()
            for fields in ({"status": "away", "reason": "break"}, {"status": "ready"}):
                await desk.says("status.set", **fields)
            self.waited["message"].append((time.perf_counter() - began) * 500)
            desk.heard.clear()
            await asyncio.sleep(0.1)

    async def comes(self) -> None:
        """Open a page on a connection of its own, again and again."""
        patience = aiohttp.ClientTimeout(total=PATIENCE_S)
        while True:
            began = time.perf_counter()
            try:
                async with (
                    aiohttp.ClientSession(
                        connector=aiohttp.TCPConnector(local_addr=(FRIEND, 0)), timeout=patience
                    ) as http,
                    http.get(f"{self._process.url}/desk/") as answer,
                ):
                    await answer.read()
            except (aiohttp.ClientError, TimeoutError):
                self.failed += 1
            self.waited["page"].append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(0.1)

    def take(self) -> Figures:
        """Return what was measured since the last time."""
        told: Figures = {"pages_failed": self.failed}
        for name, values in self.waited.items():
            cut = statistics.quantiles(values, n=100) if len(values) > 1 else [0.0] * 99
            told[name] = {"median_ms": cut[49], "p99_ms": cut[98], "n": len(values)}
            values.clear()
        self.failed = 0
        return told


class Node:
    """What the node tells of itself."""

    def __init__(self, process: ServeProcess, pid: int) -> None:
        self._process, self._node = process, psutil.Process(pid)
        self._before: tuple[dict[str, int], dict[str, int], float] = ({}, {}, 0.0)
        self._most = 0

    async def watch(self) -> None:
        """Note the most memory it takes."""
        while True:
            self._most = max(self._most, self._node.memory_info().rss)
            await asyncio.sleep(0.2)

    async def take(self) -> Figures:
        """Return what came of it since the last time."""
        async with aiohttp.ClientSession() as http, http.get(f"{self._process.url}/metrics") as answer:
            text = await answer.text()
        refused = {name: int(value) for name, value in REFUSED.findall(text)}
        lag = {bound: int(value) for bound, value in LAG.findall(text)}
        cpu, at = sum(self._node.cpu_times()[:2]), time.monotonic()
        old_refused, old_lag, old_cpu = self._before
        counts = {bound: value - old_lag.get(bound, 0) for bound, value in lag.items()}
        whole = max(counts.values(), default=0)
        late = next((bound for bound, value in counts.items() if value >= 0.99 * whole), "+Inf")
        told = {
            "rss_mb": self._most / 1e6,
            "lag_p99_within_s": late,
            "cpu_s": cpu - old_cpu,
            "at": at,
            "refused": {
                name: more for name in refused if (more := refused[name] - old_refused.get(name, 0)) > 0
            },
        }
        self._before, self._most = (refused, lag, cpu), 0
        return told


@asynccontextmanager
async def going(*works: Any) -> AsyncIterator[None]:
    """Let things go on meanwhile."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def serving() -> AsyncIterator[ServeProcess]:
    """Run a service that knows nothing of before."""
    with tempfile.TemporaryDirectory(prefix="callrouter-attack-") as folder:
        process = ServeProcess(Path(folder), keep_messages=True, relays=1, log_level="warning")
        try:
            await process.start()
            yield process
        finally:
            await process.sweep()


async def play_attacks() -> Figures:
    """Play each attack; tell how it was held off, or that it succeeded."""
    told: Figures = {}
    for name, attack in ATTACKS.items():
        say(name)
        async with serving() as process:
            people = process.people()
            try:
                told[name] = {"held_off": True, "by": await attack(people)}
            except Exception as error:  # noqa: BLE001  (whatever goes wrong is what is looked for)
                told[name] = {"held_off": False, "by": f"{type(error).__name__}: {error}"[:300]}
            finally:
                await people.everybody_goes()
    return told


async def flood(name: str, url: str, seconds: float) -> Figures:
    """Let one flood go on for so long."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "scripts.attacking.floods", name, url, str(seconds)),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        async with asyncio.timeout(seconds + 60):
            out, _ = await child.communicate()
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return json.loads(out) if out else {}


async def play_floods(process: ServeProcess, seconds: float, names: Sequence[str]) -> list[Figures]:
    """Play each flood, with quiet before each, and measure both."""
    people = process.people()
    desk = await people.staff("desk", "agent-2")
    friend, node = Friend(process), Node(process, process.pid)
    rows: list[Figures] = []
    async with going(friend.works(desk), friend.comes(), node.watch()):
        for name in ["", *(each for wanted in names for each in (wanted, ""))]:
            say(name.replace("_", " ") or "quiet")
            friend.take()
            await node.take()
            came = await flood(name, process.url, seconds) if name else await asyncio.sleep(seconds / 2)
            rows.append({"flood": name, "came": came, **friend.take(), **await node.take()})
    await people.everybody_goes()
    return rows


def show(attacks: Figures, rows: list[Figures]) -> None:
    """Print both as tables."""
    for name, told in attacks.items():
        print(f"{'held off ' if told['held_off'] else 'SUCCEEDED'}  {name:<48} {told['by']}")
    if rows:
        print(f"\n{'':<30}{'message ms':>16}{'page ms':>18}{'failed':>8}{'late s':>8}{'MB':>6}{'CPU s':>7}")
        print(f"{'':<30}{'median':>8}{'p99':>8}{'median':>10}{'p99':>8}{'':>8}{'p99 <':>8}")
    for row in rows:
        name = row["flood"].replace("_", " ") or "quiet"
        message, page = row["message"], row["page"]
        print(
            f"{name:<30}{message['median_ms']:>8.1f}{message['p99_ms']:>8.1f}{page['median_ms']:>10.1f}"
            f"{page['p99_ms']:>8.1f}{row['pages_failed']:>8}{row['lag_p99_within_s']:>8}"
            f"{row['rss_mb']:>6.0f}{row['cpu_s']:>7.1f}"
        )
        if row["flood"]:
            print(f"   came {json.dumps(row['came'])}; refused {json.dumps(row['refused'])}")


async def run(seconds: float, names: Sequence[str]) -> Figures:
    """Play everything."""
    attacks = await play_attacks()
    async with serving() as process:
        rows = await play_floods(process, seconds, names)
        return {"attacks": attacks, "floods": rows, "log_lines": process.log.count("\n")}


def main() -> None:
    """Attack and tell."""
    known = [each.__name__ for each in FLOODS]
    parser = argparse.ArgumentParser(
        prog="scripts/attack", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("floods", nargs="*", metavar="FLOOD", help=f"only these: {', '.join(known)}")
    parser.add_argument("--seconds", type=float, default=15, help="each flood (default: %(default)s)")
    parser.add_argument("--no-floods", action="store_true", help="only what needs no flood")
    given = parser.parse_args()
    if unknown := set(given.floods) - set(known):
        parser.error(f"no such flood: {', '.join(sorted(unknown))}")
    names = [] if given.no_floods else given.floods or known
    told = uvloop.run(run(given.seconds, names))
    show(told["attacks"], told["floods"])
    print(f"\nlines in the log: {told['log_lines']}")
    print(json.dumps(told))
    sys.exit(not all(each["held_off"] for each in told["attacks"].values()))


main()
