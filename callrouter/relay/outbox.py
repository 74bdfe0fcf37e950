"""Collects what goes out to a leg while a batch of packets is worked on, so that it goes out together.

Nothing waits for a timer: boxes are emptied when the batch is done, or as soon as the event loop comes round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Protocol

from callrouter.relay.datagrams import BATCH, DatagramSocket
from callrouter.relay.srtp import BUFFER_SIZE, PacketBuffer

#: bytes after which a box is emptied: the kernel cuts up less than 64 KiB
_FULL: Final = 60_000


class Carrier(Protocol):
    """A way to a peer."""

    def carry(self, box: Outbox) -> None:
        """Take what is in the box; it must stay in place until the socket has transmitted it."""


class Outgoing:
    """The boxes that aren't empty, and when to empty them."""

    def __init__(self) -> None:
        self._boxes: list[Outbox] = []
        #: the UDP sockets that carriers queue in
        self.sockets: list[DatagramSocket] = []
        #: whether somebody works on a batch and will call `flush`
        self.batching = False
        #: called at the first packet outside of a batch, to have `flush` called soon
        self.wake: Callable[[], None] = _nobody

    def add(self, box: Outbox) -> None:
        """Note that a box has something in it."""
        if not self.batching and not self._boxes:
            self.wake()
        self._boxes.append(box)

    def flush(self) -> None:
        """Send everything."""
        boxes = self._boxes
        if not boxes:
            return
        for box in boxes:
            box.hand_over()
        for sock in self.sockets:
            sock.transmit()
        for box in boxes:
            box.clear()
        boxes.clear()


class Outbox:
    """Protected packets one after the other in `buffer`; the next belongs at `at`, and has room there."""

    __slots__ = ("_outgoing", "_runs", "_segment", "_size", "at", "buffer", "carrier", "data")

    def __init__(self, outgoing: Outgoing) -> None:
        self._outgoing = outgoing
        self._runs: list[tuple[int, int]] = []
        self._segment = 0
        self._size = 0
        self.buffer = PacketBuffer(_FULL + BUFFER_SIZE)
        self.data = self.buffer.view
        self.at = 0
        #: where it goes; without one it is dropped
        self.carrier: Carrier | None = None

    def __len__(self) -> int:
        return self._size

    def add(self, size: int) -> None:
        """Take the `size` bytes that have been written at `at`."""
        at = self.at
        if not at:
            self._outgoing.add(self)
        if size > self._segment:
            self._segment = size
            self._runs.append((at, size))
        elif size < self._segment:
            self._segment = 0
        at += size
        self.at = at
        self._size += 1
        if at >= _FULL or self._size == BATCH:
            self._outgoing.flush()

    def append(self, datagram: bytes | memoryview) -> None:
        """Take a copy of a datagram, no longer than BUFFER_SIZE."""
        size = len(datagram)
        self.data[self.at : self.at + size] = datagram
        self.add(size)

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Yield (start, end, size) of stretches of packets of one size, of which the last may be shorter."""
        runs, end = self._runs, self.at
        for i, (start, size) in enumerate(runs):
            yield start, runs[i + 1][0] if i + 1 < len(runs) else end, size

    def hand_over(self) -> None:
        """Give everything to the carrier."""
        if self.carrier is not None and self.at:
            self.carrier.carry(self)

    def clear(self) -> None:
        """Forget everything."""
        self._runs.clear()
        self._segment = self._size = self.at = 0


def _nobody() -> None:
    """Stand in until there is an event loop."""
