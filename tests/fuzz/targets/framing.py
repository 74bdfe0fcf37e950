"""The frames of a TCP connection to the media port, cut up at any place."""

from __future__ import annotations

import asyncio
from typing import Any

from callrouter.relay.forwarding.counters import Counters
from callrouter.relay.transport.srtp import PacketBuffer
from callrouter.relay.transport.streams import MAX_FRAME, StreamConnection, Streams

LONGEST = 6000


class _Wire(asyncio.Transport):
    """A connection that is there until somebody ends it."""

    aborted = False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return ("192.0.2.1", 5004) if name == "peername" else default

    def abort(self) -> None:
        self.aborted = True


class _Sink:
    """Keeps the frames, and ends the connection's wire as asyncio does."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []

    def take(self, _connection: StreamConnection, buffer: PacketBuffer, size: int) -> None:
        self.frames.append(bytes(buffer.view[:size]))


def fuzz(data: bytes) -> None:
    """Demand the same frames however the bytes come in, and that no more than a frame of them waits."""
    step = 1 + int.from_bytes(data[:1], "big") * 8
    stream = data[1:]
    sink, counters = _Sink(), Counters()
    streams = Streams(sink.take, counters)
    connection, wire = StreamConnection(streams, sink.take, PacketBuffer(), counters), _Wire()
    connection.connection_made(wire)
    for at in range(0, len(stream), step):
        if wire.aborted:
            break
        connection.data_received(stream[at : at + step])
        if not wire.aborted:
            assert len(connection._pending) < MAX_FRAME + 2
    frames, whole = _frames(stream)
    assert sink.frames == frames
    assert wire.aborted is not whole
    connection.connection_lost(None)
    assert len(streams) == 0


def _frames(stream: bytes) -> tuple[list[bytes], bool]:
    """Return the frames up to the first that is too long, and whether there was none such."""
    found: list[bytes] = []
    at = 0
    while len(stream) - at >= 2:
        size = int.from_bytes(stream[at : at + 2], "big")
        if size > MAX_FRAME:
            return found, False
        if len(stream) < at + 2 + size:
            break
        if size:
            found.append(stream[at + 2 : at + 2 + size])
        at += 2 + size
    return found, True
