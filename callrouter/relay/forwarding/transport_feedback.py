"""Transport-wide congestion control feedback: when each packet of a publisher arrived.

Browsers build their sending-rate estimate from it. Format: section 3.1 of
draft-holmer-rmcat-transport-wide-cc-extensions-01; a run-length chunk when nothing is missing or late,
two-bit status vectors otherwise.
Time is an argument: seconds, monotonic.
"""

from __future__ import annotations

import struct
from typing import Final

from callrouter.relay.packets.sequence import MASK, SequenceUnwrapper

#: seconds between two reports
INTERVAL: Final = 0.1
#: a report is due earlier once this many packets are in
MAX_PACKETS: Final = 100

_MAX_SPAN: Final = 800
_REFERENCE_TICKS: Final = 256
_REFERENCE_MASK: Final = 0xFFFFFF
_SMALL_MAX: Final = 0xFF
_LARGE_MIN: Final = -0x8000
_LARGE_MAX: Final = 0x7FFF
_NOT_RECEIVED: Final = 0
_SMALL: Final = 1
_LARGE: Final = 2
_SYMBOLS_PER_CHUNK: Final = 7
_VECTOR_OF_TWO_BITS: Final = 0xC000
_RUN_OF_SMALL: Final = _SMALL << 13
_TICKS_A_SECOND: Final = 4_000


class TransportFeedback:
    """Collects the arrivals of one publisher leg and encodes them as feedback control information."""

    __slots__ = ("_arrivals", "_count", "_fresh", "_next", "_reported_at", "_unwrapper")

    def __init__(self) -> None:
        #: as they came: 16-bit number and time
        self._fresh: list[tuple[int, float]] = []
        #: by extended number, what a report has not covered yet
        self._arrivals: dict[int, float] = {}
        self._unwrapper = SequenceUnwrapper()
        self._next = -1
        self._count = 0
        self._reported_at = 0.0

    def received(self, wire: int, now: float) -> bool:
        """Note the arrival of transport-wide number `wire`; True when a report is due."""
        fresh = self._fresh
        fresh.append((wire, now))
        return len(fresh) >= MAX_PACKETS

    def due(self, now: float) -> bool:
        """Tell whether something has arrived and the interval is over."""
        return bool(self._fresh or self._arrivals) and now - self._reported_at >= INTERVAL

    def take(self, now: float) -> bytes:
        """Return the next report (without the RTCP header and SSRCs) and forget what it covers."""
        self._reported_at = now
        arrivals, unwrap = self._arrivals, self._unwrapper.unwrap
        for wire, at in self._fresh:
            arrivals.setdefault(unwrap(wire), at)
        self._fresh.clear()
        base, end = self._range()
        arrived = map(self._arrivals.get, range(base, end))
        ticks = [None if at is None else int(at * _TICKS_A_SECOND + 0.5) for at in arrived]
        first = next(tick for tick in ticks if tick is not None)
        reference = first // _REFERENCE_TICKS
        previous = reference * _REFERENCE_TICKS
        symbols: list[int] = []
        deltas = bytearray()
        for tick in ticks:
            if tick is None:
                symbols.append(_NOT_RECEIVED)
                continue
            delta = tick - previous
            if not _LARGE_MIN <= delta <= _LARGE_MAX:
                break
            previous = tick
            if 0 <= delta <= _SMALL_MAX:
                symbols.append(_SMALL)
                deltas.append(delta)
            else:
                symbols.append(_LARGE)
                deltas += struct.pack("!h", delta)
        self._forget(base + len(symbols))
        head = struct.pack(
            "!HHI",
            base & MASK,
            len(symbols),
            (reference & _REFERENCE_MASK) << 8 | self._count,
        )
        self._count = (self._count + 1) & 0xFF
        body = head + _chunks(symbols) + deltas
        return body + bytes(-len(body) % 4)

    def _range(self) -> tuple[int, int]:
        """Return what to cover: on from the last report, but for a late packet or too wide a hole."""
        low, high = min(self._arrivals), max(self._arrivals)
        if high - low >= _MAX_SPAN:
            self._arrivals = {n: at for n, at in self._arrivals.items() if high - n < _MAX_SPAN}
            low = min(self._arrivals)
        base = low if self._next < 0 or high - self._next >= _MAX_SPAN else min(low, self._next)
        return base, high + 1

    def _forget(self, end: int) -> None:
        self._next = max(self._next, end)
        self._arrivals = {n: at for n, at in self._arrivals.items() if n >= end}


def _chunks(symbols: list[int]) -> bytes:
    if symbols.count(_SMALL) == len(symbols):
        return struct.pack("!H", _RUN_OF_SMALL | len(symbols))
    packed = bytearray()
    for start in range(0, len(symbols), _SYMBOLS_PER_CHUNK):
        chunk = _VECTOR_OF_TWO_BITS
        for place, symbol in enumerate(symbols[start : start + _SYMBOLS_PER_CHUNK]):
            chunk |= symbol << (12 - 2 * place)
        packed += struct.pack("!H", chunk)
    return bytes(packed)
