"""A poor network before the media: a program that passes UDP on, late, thinned out and no faster than it may.

Run as `python shaper.py '{"listen": ["10.77.0.8", 5004], "target": ["10.77.0.9", 5004], …}'`. It prints
`ready` when it listens. Loss is by a seeded dice, the same in both directions, a queue that is full drops.
"""

from __future__ import annotations

import heapq
import itertools
import json
import random
import selectors
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

Address = tuple[str, int]

_MTU: Final = 2048
_LONGEST_SLEEP_S: Final = 0.05


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What a network does to packets. Delay one way, seconds; rate in bits per second, 0: no limit."""

    listen: Address
    target: Address
    delay_s: float = 0.0
    loss: float = 0.0
    rate: int = 0
    #: how much may wait for its turn before more is dropped, seconds
    queue_s: float = 0.3
    seed: int = 1


class Shaper:
    """One address that stands for the target; each client gets a socket of its own towards it."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._random = random.Random(shape.seed)  # noqa: S311  (repeatable on purpose)
        self._selector = selectors.DefaultSelector()
        self._front = self._socket(shape.listen)
        self._back: dict[Address, socket.socket] = {}
        self._due: list[tuple[float, int, Callable[[], object]]] = []
        self._order = itertools.count()
        self._free_at = {"up": 0.0, "down": 0.0}
        self._selector.register(self._front, selectors.EVENT_READ, self._from_client)

    def run(self) -> None:
        """Pass packets on for ever."""
        while True:
            for key, _ in self._selector.select(self._pause()):
                key.data()
            now = time.monotonic()
            while self._due and self._due[0][0] <= now:
                heapq.heappop(self._due)[2]()

    def _pause(self) -> float:
        if not self._due:
            return _LONGEST_SLEEP_S
        return min(max(self._due[0][0] - time.monotonic(), 0.0), _LONGEST_SLEEP_S)

    def _socket(self, address: Address) -> socket.socket:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setblocking(False)
        sock.bind(address)
        return sock

    def _from_client(self) -> None:
        packet, client = self._front.recvfrom(_MTU)
        back = self._back.get(client) or self._door(client)
        self._shaped("up", len(packet), lambda: _send(back, packet, self._shape.target))

    def _door(self, client: Address) -> socket.socket:
        """Make the socket by which this client is known to the target."""
        back = self._back[client] = self._socket((self._shape.listen[0], 0))

        def from_target() -> None:
            packet = back.recv(_MTU)
            self._shaped("down", len(packet), lambda: _send(self._front, packet, client))

        self._selector.register(back, selectors.EVENT_READ, from_target)
        return back

    def _shaped(self, direction: str, size: int, send: Callable[[], object]) -> None:
        if self._random.random() < self._shape.loss:
            return
        now = time.monotonic()
        at = now
        if self._shape.rate:
            at = max(now, self._free_at[direction])
            if at - now > self._shape.queue_s:
                return
            at = self._free_at[direction] = at + size * 8 / self._shape.rate
        heapq.heappush(self._due, (at + self._shape.delay_s, next(self._order), send))


def _send(sock: socket.socket, packet: bytes, to: Address) -> None:
    try:
        sock.sendto(packet, to)
    except BlockingIOError:
        return


def main() -> None:
    """Shape as the argument says."""
    wanted = json.loads(sys.argv[1])
    addresses = {name: (wanted[name][0], wanted[name][1]) for name in ("listen", "target")}
    shaper = Shaper(Shape(**wanted | addresses))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    shaper.run()


if __name__ == "__main__":
    main()
