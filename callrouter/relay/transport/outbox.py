"""Collects what goes out to a leg while a batch of packets is worked on, so that it goes out together.

Nothing waits for a timer: boxes are emptied when the batch is done, or as soon as the event loop comes round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Protocol

from callrouter.relay.transport.datagrams import BATCH, DatagramSocket
from callrouter.relay.transport.srtp import BUFFER_SIZE, PacketBuffer

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
            if box.carrier is not None and box.at:
                box.carrier.carry(box)
        for sock in self.sockets:
            if sock.queued:
                sock.transmit()
        for box in boxes:
            box.clear()
        boxes.clear()


class Outbox:
    """Protected packets one after the other in `buffer`; the next belongs at `at`, and has room there."""

    __slots__ = ("_outgoing", "_segment", "at", "buffer", "carrier", "count", "data", "starts")

    def __init__(self, outgoing: Outgoing) -> None:
        self._outgoing = outgoing
        self._segment = 0
        self.buffer = PacketBuffer(_FULL + BUFFER_SIZE)
        self.data = self.buffer.view
        self.at = 0
        #: how many packets there are
        self.count = 0
        #: where stretches of packets of one size start, and that size; the last of each may be shorter
        self.starts: list[tuple[int, int]] = []
        #: where it goes; without one it is dropped
        self.carrier: Carrier | None = None

    def add(self, size: int) -> None:
        """Take the `size` bytes that have been written at `at`."""
        at = self.at
        if not at:
            self._outgoing.add(self)
        if size > self._segment:
            self._segment = size
            self.starts.append((at, size))
        elif size < self._segment:
            self._segment = 0
        at += size
        self.at = at
        self.count += 1
        if at >= _FULL or self.count == BATCH:
            self._outgoing.flush()

    def append(self, datagram: bytes | memoryview) -> None:
        """Take a copy of a datagram, no longer than BUFFER_SIZE."""
        size = len(datagram)
        self.data[self.at : self.at + size] = datagram
        self.add(size)

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Yield (start, end, size) of stretches of packets of one size, of which the last may be shorter."""
        starts, end = self.starts, self.at
        for i, (start, size) in enumerate(starts):
            yield start, starts[i + 1][0] if i + 1 < len(starts) else end, size

    def clear(self) -> None:
        """Forget everything."""
        self.starts.clear()
        self._segment = self.count = self.at = 0


def _nobody() -> None:
    """Stand in until there is an event loop."""
