"""What the forwarding core asks of a leg's transport."""

from __future__ import annotations

from typing import Protocol


class Space(Protocol):
    """Room for one plain RTP packet: in `data`, from `at` on."""

    data: memoryview
    at: int


class Wire(Protocol):
    """The way to one leg; packets are written where `outbox` has room, which moves with each that is sent."""

    @property
    def outbox(self) -> Space:
        """Where the next packet belongs."""

    def send_rtp(self, size: int) -> None:
        """Protect and send the `size` bytes that have been written."""

    def send_rtcp(self, packet: bytes) -> None:
        """Protect and send an RTCP packet."""
