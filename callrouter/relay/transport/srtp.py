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
    """Reusable room for packets: `data` for Python, the same memory for libsrtp. `data` is never resized."""

    __slots__ = ("address", "data", "length", "pointer", "view")

    def __init__(self, size: int = BUFFER_SIZE) -> None:
        self.data = bytearray(size)
        self.view = memoryview(self.data)
        self.pointer = ffi.from_buffer("char[]", self.data)
        self.address = int(ffi.cast("uintptr_t", self.pointer))
        self.length = ffi.new("int *")


class SrtpKeys:
    """The keys of one leg: `inbound` for what the participant sends, `outbound` for what it gets."""

    def __init__(self, inbound: Session, outbound: Session) -> None:
        self._inbound = inbound
        self._outbound = outbound

    def unprotector(self) -> Callable[[PacketBuffer, int], int]:
        """Return a function that unprotects the first n bytes of a buffer; it returns the new size, or -1.

        -1 stands for a packet that isn't authentic, or is a replay.
        """
        return _unprotector(lib.srtp_unprotect, self._inbound)

    def rtcp_unprotector(self) -> Callable[[PacketBuffer, int], int]:
        """Return the same for RTCP."""
        return _unprotector(lib.srtp_unprotect_rtcp, self._inbound)

    def protector(self, buffer: PacketBuffer) -> Callable[[int, int], int]:
        """Return a function of a place in `buffer` and the size (at most MAX_PLAIN_SIZE) of the packet there.

        It protects the packet and returns the new size, or -1. Never protect one SSRC and sequence number
        twice with different bytes.
        """
        protect, handle = lib.srtp_protect, self._outbound._srtp[0]  # noqa: SLF001 the reason of this module
        pointer, length = buffer.pointer, buffer.length

        def run(at: int, size: int, _keeps_handle_alive: Session = self._outbound) -> int:
            length[0] = size
            if protect(handle, pointer + at, length) != _OK:
                return -1
            result: int = length[0]
            return result

        return run

    def protect_rtcp(self, packet: bytes) -> bytes | None:
        """Return the protected copy of an RTCP packet, or None if libsrtp refuses it."""
        try:
            protected: bytes = self._outbound.protect_rtcp(packet)
        except (Error, ValueError):
            return None
        return protected


def _unprotector(operation: Callable[..., int], session: Session) -> Callable[[PacketBuffer, int], int]:
    handle = session._srtp[0]  # noqa: SLF001 the reason of this module

    def run(buffer: PacketBuffer, size: int, _keeps_handle_alive: Session = session) -> int:
        length = buffer.length
        length[0] = size
        if operation(handle, buffer.pointer, length) != _OK:
            return -1
        result: int = length[0]
        return result

    return run
