"""One stretch of load through a relay: what it cost, what got lost, and how much later packets came."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from scripts.benchmarks.relay import cpu, feedback
from scripts.benchmarks.relay.generator import Generator, Seen
from scripts.benchmarks.relay.packets import Load, build, identity
from scripts.benchmarks.relay.relays import Stage

_SEQUENCES: Final = 1 << 16


@dataclass(frozen=True)
class Stretch:
    """How much is sent: packets a second from all, for how long, and how many receive each."""

    rate: int
    seconds: float
    copies: int


@dataclass(frozen=True)
class Figures:
    """What a stretch brought."""

    offered_per_s: float
    forwarded_per_s: float
    #: Of the relay's processes, for each packet that it sent on.
    cpu_us: float
    #: Of one core.
    busy: float
    loss: float
    p50_us: float
    p99_us: float
    #: Packets that came again, by retransmission.
    repeated: int
    #: Packets decrypted and compared with what was sent.
    compared: int
    rtcp_received: int
    #: How far the generator itself fell behind at worst.
    late_ms: float

    def as_json(self) -> dict[str, float]:
        """Return it with rounded figures."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


@asynccontextmanager
async def connected(generator: Generator, stage: Stage) -> AsyncIterator[socket.socket]:
    """Keep connections alive and talk RTCP while media flows; yields where what isn't media is to go."""
    mine, others = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    mine.setblocking(False)
    loop = asyncio.get_running_loop()

    def pass_on() -> None:
        while True:
            try:
                told = mine.recv(4096)
            except BlockingIOError:
                return
            stage.transports[int.from_bytes(told[:2], "little")].feed(told[2:])

    loop.add_reader(mine, pass_on)
    talking = asyncio.create_task(feedback.talk(generator, stage.transports, stage.publications))
    try:
        yield others
    finally:
        talking.cancel()
        await asyncio.gather(talking, return_exceptions=True)
        loop.remove_reader(mine)
        mine.close()
        others.close()


async def run(generator: Generator, stage: Stage, pid: int, stretch: Stretch) -> Figures:
    """Send, and weigh the relay with this process number meanwhile."""
    load = build(stage.publications, stage.transports, stretch.rate, stretch.seconds)
    copies = stretch.copies
    legs = [(transport.fd, transport.remote_address) for transport in stage.transports]
    async with connected(generator, stage) as others:
        before = cpu.nanoseconds(pid)
        seen = await asyncio.to_thread(generator.run, legs, load, copies, others)
        used = cpu.nanoseconds(pid) - before
    return _figures(load, seen, _offsets(stage, seen), used, copies)


def _offsets(stage: Stage, seen: Seen) -> dict[tuple[int, int], tuple[int, int, int]]:
    """Decrypt the samples: (leg, SSRC) -> (publication, kind, what was added to its numbers).

    Raises ``ValueError`` if a packet isn't what was sent, ``RuntimeError`` if it belongs elsewhere
    in its stream.
    """
    found: dict[tuple[int, int], tuple[int, int, int]] = {}
    for leg, protected in seen.samples:
        packet = stage.transports[leg].receiving.unprotect(protected)
        outgoing = int.from_bytes(packet[2:4], "big")
        ssrc = int.from_bytes(packet[8:12], "big")
        whose = identity(packet)
        if whose is None:
            continue
        publication, kind, number = whose
        told = (publication, kind, (outgoing - number) % _SEQUENCES)
        if found.setdefault((leg, ssrc), told) != told:
            raise RuntimeError("the numbers of a stream are not continuous")
    return found


def _figures(
    load: Load, seen: Seen, streams: dict[tuple[int, int], tuple[int, int, int]], used_ns: int, copies: int
) -> Figures:
    place = {}
    for index, (publication, kind, number) in enumerate(load.keys.tolist()):
        place.setdefault((publication, kind), np.full(_SEQUENCES, -1, "i4"))[number] = index
    delays: list[Any] = []
    repeated = 0
    for (leg, ssrc), (publication, kind, added) in streams.items():
        mine = seen.arrivals[(seen.arrivals["leg"] == leg) & (seen.arrivals["ssrc"] == ssrc)]
        index = place[publication, kind][(mine["sequence"].astype("i8") - added) % _SEQUENCES]
        mine, index = mine[index >= 0], index[index >= 0]
        once, first = np.unique(index, return_index=True)
        repeated += len(index) - len(once)
        sent = seen.sent_ns[once]
        delays.append((mine["at_ns"][first] - sent)[sent > 0])
    all_delays = np.concatenate(delays) / 1e3 if delays else np.zeros(0)
    got, sent_count = len(all_delays), int((seen.sent_ns > 0).sum())
    known = sum(len(values) for values in delays) + repeated
    return Figures(
        offered_per_s=sent_count / load.seconds,
        forwarded_per_s=got / load.seconds,
        cpu_us=used_ns / 1e3 / max(got, 1),
        busy=used_ns / 1e9 / load.seconds,
        loss=1 - got / max(sent_count * copies, 1),
        p50_us=float(np.percentile(all_delays, 50)) if got else 0.0,
        p99_us=float(np.percentile(all_delays, 99)) if got else 0.0,
        repeated=repeated + len(seen.arrivals) - known,
        compared=len(seen.samples),
        rtcp_received=seen.rtcp,
        late_ms=seen.late_ms,
    )
