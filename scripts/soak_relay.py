"""Keep one call of three going through the relay process, and look whether it holds on to anything.

Participants leave, come back and restart ICE in turns while media flows; every stretch's packets are counted
and compared with what was sent. Memory, tasks, files and Python objects must be as many at the end as after
the first minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any, Final

import psutil

from scripts.benchmarks.relay import descriptions, phases, relays
from scripts.benchmarks.relay.generator import Generator
from scripts.benchmarks.relay.packets import Publication
from scripts.benchmarks.relay.transport import Transport, own_address, use_address

_PEOPLE: Final = 3
_ROOM: Final = "call"
#: packets a second of one participant: a call at 640x480
_RATE: Final = 220
_STRETCH_S: Final = 8.0
#: growth that is believed to be a leak
_MEMORY_MB: Final = 4.0
_OBJECTS: Final = 500
_MAX_LOSS: Final = 0.001
_WATCHED: Final = ("memory_mb", "files", "tasks", "objects", "legs")

Row = dict[str, Any]


class Call:
    """The participants, and what happens to them."""

    def __init__(self, relay: relays.OwnProcess) -> None:
        self._relay = relay
        self.stage = relays.Stage()

    async def begin(self) -> None:
        """Bring all in."""
        await self._relay.call(self.stage, _ROOM, _PEOPLE)

    async def come_back(self, place: int, *, leaving: bool) -> None:
        """Let a participant connect again: after having left, or as after a reload, beside the old leg."""
        if leaving:
            await self._relay.ask({"room": _ROOM, "participant": f"p{place}"})
        before, after = self.stage.transports[place], Transport()
        answer = await self._offer(place, after)
        await after.connect(answer, server=False)
        self.stage.transports[place] = after
        await before.close()

    async def restart_ice(self, place: int) -> None:
        """Move a participant to another socket."""
        transport = self.stage.transports[place]
        transport.begin_anew()
        await transport.reconnect(await self._offer(place, transport))

    async def _offer(self, place: int, transport: Transport) -> str:
        publication: Publication = self.stage.publications[place]
        offer = descriptions.for_our_relay(publication, await transport.lines("actpass"))
        told = await self._relay.ask({"room": _ROOM, "participant": f"p{place}", "offer": offer})
        return str(told["answer"])


async def soak(minutes: float) -> list[Row]:
    """Go on for so long; return a row for each stretch."""
    host = own_address()
    use_address(host)
    generator, relay = Generator(), relays.ours(host)
    call = Call(relay)
    rows: list[Row] = []
    try:
        await relay.start()
        await call.begin()
        process = psutil.Process(relay.pid)
        started = time.monotonic()
        while time.monotonic() - started < 60 * minutes:
            turn = len(rows)
            happened = ("ice restart", "reload", "left and came back")[turn % 3]
            if happened == "ice restart":
                await call.restart_ice(turn // 3 % _PEOPLE)
            else:
                await call.come_back(turn // 3 % _PEOPLE, leaving=happened != "reload")
            for publication in call.stage.publications:
                publication.pictures = 0  # whoever is new waits for a keyframe
            stretch = phases.Stretch(_RATE * _PEOPLE, _STRETCH_S, _PEOPLE - 1)
            figures = await phases.run(generator, call.stage, relay.pid, stretch)
            told = await relay.ask({})
            rows.append(
                {
                    "minute": round((time.monotonic() - started) / 60, 2),
                    "happened": happened,
                    "memory_mb": round(process.memory_info().rss / 1e6, 2),
                    "files": process.num_fds(),
                    "tasks": told["tasks"],
                    "objects": told["objects"],
                    "legs": told["legs"],
                    "loss": figures.loss,
                    "p99_us": figures.p99_us,
                    "cpu": figures.busy,
                }
            )
            if turn % 6 == 0:
                print(json.dumps(rows[-1]), flush=True)
    finally:
        await call.stage.close()
        await relay.stop()
    return rows


def verdict(rows: list[Row]) -> list[str]:
    """Return what grew, or got lost; nothing if all is well."""
    third = max(len(rows) // 3, 1)
    early, late = rows[third : 2 * third], rows[-third:]
    faults = []
    for name in _WATCHED:
        allowed = {"memory_mb": _MEMORY_MB, "objects": _OBJECTS}.get(name, 0)
        before, after = (statistics.median(row[name] for row in part) for part in (early, late))
        print(f"{name}: {before:,.1f} in the second third, {after:,.1f} in the last")
        if after - before > allowed:
            faults.append(f"{name} grew from {before} to {after}")
    lossy = [row for row in rows if row["loss"] > _MAX_LOSS]
    print(f"{len(rows)} stretches, {len(lossy)} with more than {_MAX_LOSS:.1%} lost")
    return faults + [f"{row['loss']:.2%} lost in minute {row['minute']}" for row in lossy]


def main() -> int:
    """Soak, and tell what was found; 1 if anything."""
    parser = argparse.ArgumentParser(prog="scripts/soak relay", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--json", type=Path, help="keep the rows here")
    options = parser.parse_args()
    rows = asyncio.run(soak(options.minutes))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")
    faults = verdict(rows)
    print("\n".join(faults) or "nothing found")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
