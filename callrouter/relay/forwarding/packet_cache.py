"""The last packets of one source, to answer NACKs, and the proof that each is forwarded once.

Forwarding a number twice with different bytes would use an AES-GCM nonce twice, so `add` refuses numbers
it has already taken and numbers too old to know.
"""

from __future__ import annotations

from typing import Final, TypeAlias

#: plain packet with neutral extensions (not to be changed), offset of its payload, and of its abs-send-time
#: (0: none)
CachedPacket: TypeAlias = tuple[bytes | bytearray, int, int]

VIDEO_CAPACITY: Final = 1024
AUDIO_CAPACITY: Final = 128


class PacketCache:
    """A ring indexed by extended sequence number; `capacity` must be a power of two."""

    __slots__ = ("_highest", "_mask", "_numbers", "_packets")

    def __init__(self, capacity: int) -> None:
        if capacity < 1 or capacity & (capacity - 1):
            raise ValueError("capacity must be a power of two")
        self._mask = capacity - 1
        self._numbers = [-1] * capacity
        self._packets: list[CachedPacket | None] = [None] * capacity
        self._highest = -1

    def takes(self, sequence: int) -> bool:
        """Tell whether `add` would take this extended sequence number: neither seen nor too old."""
        return sequence > self._highest - self._mask - 1 and self._numbers[sequence & self._mask] != sequence

    def add(self, sequence: int, packet: CachedPacket) -> None:
        """Keep `packet` under its extended sequence number; the caller has asked `takes`."""
        index = sequence & self._mask
        self._numbers[index] = sequence
        self._packets[index] = packet
        if sequence > self._highest:  # noqa: PLR1730 max() costs as much as the rest, a packet
            self._highest = sequence

    def get(self, sequence: int) -> CachedPacket | None:
        """Return the packet with this extended sequence number, or None if it never came or is gone."""
        index = sequence & self._mask
        return self._packets[index] if self._numbers[index] == sequence else None
