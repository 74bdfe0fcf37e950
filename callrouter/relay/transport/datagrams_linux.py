"""Many datagrams a system call, on 64-bit Linux: recvmmsg and sendmmsg, called through ctypes.

Datagrams of one size to one peer go to the kernel as one, which it cuts up (UDP_SEGMENT): walking through its
layers once is most of what sending costs. Where it refuses, they go one by one.
The kernel also says when each datagram came in, so that a relay that gets the processor late doesn't look
like a network that is late.
"""

from __future__ import annotations

import ctypes
import errno
import socket
import struct
import sys
from typing import Final

from callrouter.relay.forwarding.counters import Counters
from callrouter.relay.transport.datagrams import BATCH, CONTROL_SIZE, NAME_SIZE, DatagramSocket
from callrouter.relay.transport.srtp import BUFFER_SIZE

AVAILABLE: Final = sys.platform == "linux" and sys.maxsize > 2**32

#: SO_TIMESTAMPNS and UDP_SEGMENT, which the socket module doesn't name
_TIMESTAMPS: Final = 35
_SEGMENT: Final = 103
_DONTWAIT: Final = 0x40
_IPV4_NAME: Final = 16
_IPV6_NAME: Final = 28

#: mmsghdr: name and its length, iovecs and their number, control and its length, flags, length received
_HEADER: Final = struct.Struct("@PI4xPNPNi4xI4x")
_VECTOR: Final = struct.Struct("@PN")
#: cmsghdr with one 16-bit number, and its length without the padding
_CONTROL: Final = struct.Struct("@NiiH6x")
_CONTROL_USED: Final = 18
_LENGTH_WORD: Final = 14
_HEADER_WORDS: Final = _HEADER.size // 4

#: the socket is full: what comes next won't fit either
_FULL: Final = frozenset({errno.EAGAIN, errno.ENOBUFS, errno.ENOMEM})
#: no datagram at all will be cut up on this machine or this way
_UNSEGMENTED: Final = frozenset({errno.EIO, errno.EOPNOTSUPP, errno.ENOPROTOOPT})


class BatchedSocket(DatagramSocket):
    """A `DatagramSocket` with few system calls. `segments` says whether the kernel cuts up."""

    def __init__(self, sock: socket.socket, counters: Counters) -> None:
        super().__init__(sock, counters)
        sock.setsockopt(socket.SOL_SOCKET, _TIMESTAMPS, 1)
        self.segments = _cuts_up(sock)
        libc = ctypes.CDLL(None, use_errno=True)
        self._recvmmsg, self._sendmmsg = libc.recvmmsg, libc.sendmmsg
        for function in (self._recvmmsg, self._sendmmsg):
            function.restype = ctypes.c_int
        self._recvmmsg.argtypes = [
            ctypes.c_int,
            ctypes.c_void_p,
            ctypes.c_uint,
            ctypes.c_int,
            ctypes.c_void_p,
        ]
        self._sendmmsg.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int]
        self._fd = sock.fileno()
        #: the kernel wants a whole sockaddr, of which IPv4 uses half
        self._name_size = _IPV4_NAME if sock.family == socket.AF_INET else _IPV6_NAME
        self._lay_out_inbound()
        self._lay_out_outbound()

    def _lay_out_inbound(self) -> None:
        vectors = bytearray(BATCH * _VECTOR.size)
        self._in_headers = bytearray(BATCH * _HEADER.size)
        self._in_parts = [_Pinned(buffer.data) for buffer in self.buffers]
        self._in_vectors, control = _Pinned(vectors), _Pinned(self._control)
        self._in_control = control
        names = ctypes.addressof(self._names)
        for i, part in enumerate(self._in_parts):
            _VECTOR.pack_into(vectors, i * _VECTOR.size, part.address, BUFFER_SIZE)
            _HEADER.pack_into(
                self._in_headers,
                i * _HEADER.size,
                names + i * NAME_SIZE,
                NAME_SIZE,
                self._in_vectors.address + i * _VECTOR.size,
                1,
                control.address + i * CONTROL_SIZE,
                CONTROL_SIZE,
                0,
                0,
            )
        #: the kernel overwrites lengths: before a call the headers used by the last are put back
        self._in_fresh = bytes(self._in_headers)
        self._in_pinned = _Pinned(self._in_headers)
        self._in_view = memoryview(self._in_headers)
        self._in_words = self._in_view.cast("I")

    def _lay_out_outbound(self) -> None:
        self._out_headers, self._out_vectors = (
            bytearray(BATCH * _HEADER.size),
            bytearray(BATCH * _VECTOR.size),
        )
        self._out_names, self._out_control = bytearray(BATCH * NAME_SIZE), bytearray(BATCH * _CONTROL.size)
        self._out_names_view = memoryview(self._out_names)
        self._out_pinned = [
            _Pinned(part)
            for part in (self._out_headers, self._out_vectors, self._out_names, self._out_control)
        ]
        self._out_addresses = [part.address for part in self._out_pinned]
        #: what is queued: where to, what, and in datagrams of which size
        self._queued: list[tuple[bytes, memoryview, int]] = []
        self._queued_datagrams = 0
        self._queued_bytes = 0

    def close(self) -> None:
        """Free the port; what is queued is lost, and never goes to whoever gets this descriptor next."""
        self._fd = -1
        super().close()

    def receive(self) -> list[int]:
        """Read what is there, at most BATCH datagrams; return their sizes."""
        count: int = self._recvmmsg(self._fd, self._in_pinned.address, BATCH, _DONTWAIT, None)
        if count <= 0:
            return []
        sizes = self._in_words[_LENGTH_WORD : count * _HEADER_WORDS : _HEADER_WORDS].tolist()
        end = count * _HEADER.size
        self._in_view[:end] = self._in_fresh[:end]
        return sizes

    def queue(self, address: bytes, data: memoryview, pointer: int, segment: int) -> None:
        """Queue `data`, in memory at `pointer`, as datagrams of `segment` bytes; the last may be shorter.

        It must stay where it is until `transmit` returns.
        """
        length = len(data)
        if length > segment and not self.segments:
            super().queue(address, data, pointer, segment)
            return
        if self.queued == BATCH:
            self.transmit()
        i = self.queued
        self.queued = i + 1
        self._queued.append((address, data, segment))
        self._queued_datagrams += -(-length // segment)
        self._queued_bytes += length
        _, vectors, names, controls = self._out_addresses
        self._out_names_view[i * NAME_SIZE : i * NAME_SIZE + len(address)] = address
        _VECTOR.pack_into(self._out_vectors, i * _VECTOR.size, pointer, length)
        control = control_size = 0
        if length > segment:
            control, control_size = controls + i * _CONTROL.size, _CONTROL.size
            _CONTROL.pack_into(
                self._out_control, i * _CONTROL.size, _CONTROL_USED, socket.IPPROTO_UDP, _SEGMENT, segment
            )
        _HEADER.pack_into(
            self._out_headers,
            i * _HEADER.size,
            names + i * NAME_SIZE,
            self._name_size,
            vectors + i * _VECTOR.size,
            1,
            control,
            control_size,
            0,
            0,
        )

    def transmit(self) -> None:
        """Send what is queued."""
        count = self.queued
        if not count:
            return
        sent: int = self._sendmmsg(self._fd, self._out_addresses[0], count, _DONTWAIT)
        if sent == count:
            self._counters.packets_out += self._queued_datagrams
            self._counters.bytes_out += self._queued_bytes
        else:
            self._send_rest(max(sent, 0))
        self._queued.clear()
        self.queued = self._queued_datagrams = self._queued_bytes = 0

    def _send_rest(self, sent: int) -> None:
        """Send what is queued but for the first `sent` messages; drop what the kernel doesn't take."""
        for i, (address, data, segment) in enumerate(self._queued):
            datagrams = -(-len(data) // segment)
            done, reason = i < sent, 0
            if not done:
                headers = self._out_addresses[0] + i * _HEADER.size
                done = self._sendmmsg(self._fd, headers, 1, _DONTWAIT) == 1
                reason = 0 if done else ctypes.get_errno()
            if done:
                self._counters.packets_out += datagrams
                self._counters.bytes_out += len(data)
            elif datagrams > 1 and reason not in _FULL:
                self.segments = self.segments and reason not in _UNSEGMENTED
                super().queue(address, data, 0, segment)
            else:
                self._counters.dropped_unsent += datagrams


class _Pinned:
    """Memory of a bytearray, which can't be resized while this lives; `address` is where it is."""

    def __init__(self, part: bytearray) -> None:
        self._array = (ctypes.c_char * len(part)).from_buffer(part)
        self.address = ctypes.addressof(self._array)


def _cuts_up(sock: socket.socket) -> bool:
    try:
        sock.getsockopt(socket.IPPROTO_UDP, _SEGMENT)
    except OSError:
        return False
    return True
