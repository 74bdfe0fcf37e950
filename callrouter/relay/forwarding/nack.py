"""Which packets a publisher is asked to send again, and when. Time is an argument: seconds, monotonic."""

from __future__ import annotations

from typing import Final

#: a packet may come this much later than its successor without being asked for (seconds)
REORDER_WAIT: Final = 0.010
#: seconds between two requests for the same packet, at least; a round trip where that takes longer
RETRY_INTERVAL: Final = 0.060
MAX_TRIES: Final = 8
#: after the last request a packet may still come for so long (seconds)
LAST_WAIT: Final = 1.0
#: beyond this many missing packets a keyframe is cheaper than the packets
MAX_MISSING: Final = 100

_NEVER: Final = float("inf")


class NackScheduler:
    """Follows the extended sequence numbers of one video source and keeps the list of what is missing."""

    __slots__ = ("_highest", "_lowest", "_missing", "_next_at", "_retry_interval")

    def __init__(self) -> None:
        self._highest = self._lowest = -1
        self._missing: dict[int, tuple[float, int]] = {}
        self._next_at = _NEVER
        self._retry_interval = RETRY_INTERVAL

    def __contains__(self, sequence: int) -> bool:
        return sequence in self._missing

    @property
    def next_at(self) -> float:
        """When `due` next has something to say (seconds); infinity if nothing is missing."""
        return self._next_at

    def received(self, sequence: int, now: float) -> bool:
        """Note a packet. False means too much is lost to ask for: the list is empty, want a keyframe."""
        highest = self._highest
        if sequence == highest + 1:
            self._highest = sequence
            return True
        if highest < 0:
            self._highest = self._lowest = sequence
            return True
        if sequence <= highest:
            self._late(sequence, now)
            return True
        self._highest = sequence
        if sequence - highest - 1 + len(self._missing) > MAX_MISSING:
            self._missing.clear()
            self._next_at = _NEVER
            return False
        self._want(range(highest + 1, sequence), now + REORDER_WAIT)
        return True

    def _late(self, sequence: int, now: float) -> None:
        if sequence < self._lowest:
            # The stream began with this one: what lies between it and the first that came may be lost.
            room = MAX_MISSING - len(self._missing)
            self._want(range(sequence + 1, min(self._lowest, sequence + 1 + room)), now + REORDER_WAIT)
            self._lowest = sequence
        elif self._missing.pop(sequence, None) is not None and not self._missing:
            self._next_at = _NEVER

    def _want(self, numbers: range, ask_at: float) -> None:
        for number in numbers:
            self._missing[number] = (ask_at, 0)
        if numbers:
            self._next_at = min(self._next_at, ask_at)

    def expect(self, round_trip: float) -> None:
        """Leave an answer this much time (seconds) before asking again."""
        self._retry_interval = max(RETRY_INTERVAL, round_trip)

    def due(self, now: float) -> list[int]:
        """Return the extended numbers to ask for now, ascending; each is asked again until it is given up."""
        if now < self._next_at:
            return []
        wanted: list[int] = []
        for number, (ask_at, tries) in list(self._missing.items()):
            if ask_at > now:
                continue
            if tries >= MAX_TRIES:
                del self._missing[number]
                continue
            wanted.append(number)
            wait = self._retry_interval if tries < MAX_TRIES - 1 else LAST_WAIT
            self._missing[number] = (now + wait, tries + 1)
        self._next_at = min((at for at, _ in self._missing.values()), default=_NEVER)
        return sorted(wanted)
