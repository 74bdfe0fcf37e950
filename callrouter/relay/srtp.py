"""SRTP in place, over pylibsrtp's cffi binding. The only module that touches that package's private names.

pylibsrtp's public calls copy a packet twice; the binding under them works on a buffer of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pylibsrtp import Error, Session
from pylibsrtp._binding import ffi, lib

#: room for any datagram that fits an Ethernet frame, and for the tag that protecting appends
BUFFER_SIZE: Final = 2048
#: the longest packet `protect` accepts
MAX_PLAIN_SIZE: Final = BUFFER_SIZE - 16 - 128
_OK: Final = 0


class PacketBuffer:
    """A reusable packet: `data` for Python, and the same memory for libsrtp. `data` must never be resized."""

    __slots__ = ("data", "length", "pointer", "view")

    def __init__(self) -> None:
        self.data = bytearray(BUFFER_SIZE)
        self.view = memoryview(self.data)
        self.pointer = ffi.from_buffer("char[]", self.data)
        self.length = ffi.new("int *")


class SrtpKeys:
    """The keys of one leg: `inbound` for what the participant sends, `outbound` for what it gets."""

    def __init__(self, inbound: Session, outbound: Session) -> None:
        self._inbound = inbound
        self._outbound = outbound

    def unprotect_in(self, buffer: PacketBuffer) -> Callable[[int], int]:
        """Return a function that unprotects the first n bytes of `buffer`; it returns the new size, or -1.

        -1 stands for a packet that isn't authentic, or is a replay.
        """
        return _in_place(lib.srtp_unprotect, self._inbound, buffer)

    def unprotect_rtcp_in(self, buffer: PacketBuffer) -> Callable[[int], int]:
        """Return the same for RTCP."""
        return _in_place(lib.srtp_unprotect_rtcp, self._inbound, buffer)

    def protect_in(self, buffer: PacketBuffer) -> Callable[[int], int]:
        """Return a function that protects the first n bytes (at most MAX_PLAIN_SIZE) of `buffer`.

        It returns the new size, or -1. Never protect one SSRC and sequence number twice with different bytes.
        """
        return _in_place(lib.srtp_protect, self._outbound, buffer)

    def protect_rtcp(self, packet: bytes) -> bytes | None:
        """Return the protected copy of an RTCP packet, or None if libsrtp refuses it."""
        try:
            protected: bytes = self._outbound.protect_rtcp(packet)
        except (Error, ValueError):
            return None
        return protected


def _in_place(operation: Callable[..., int], session: Session, buffer: PacketBuffer) -> Callable[[int], int]:
    pointer, length = buffer.pointer, buffer.length
    handle = session._srtp[0]  # noqa: SLF001 the reason of this module

    def run(size: int, _keeps_handle_alive: Session = session) -> int:
        length[0] = size
        if operation(handle, pointer, length) != _OK:
            return -1
        result: int = length[0]
        return result

    return run
