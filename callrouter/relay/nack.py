"""Which packets a publisher is asked to send again, and when. Time is an argument: seconds, monotonic."""

from __future__ import annotations

from typing import Final

#: a packet may come this much later than its successor without being asked for (seconds)
REORDER_WAIT: Final = 0.010
#: seconds between two requests for the same packet
RETRY_INTERVAL: Final = 0.060
MAX_TRIES: Final = 8
#: beyond this many missing packets a keyframe is cheaper than the packets
MAX_MISSING: Final = 100

_NEVER: Final = float("inf")


class NackScheduler:
    """Follows the extended sequence numbers of one video source and keeps the list of what is missing."""

    __slots__ = ("_highest", "_missing", "_next_at")

    def __init__(self) -> None:
        self._highest = -1
        self._missing: dict[int, tuple[float, int]] = {}
        self._next_at = _NEVER

    def __contains__(self, sequence: int) -> bool:
        return sequence in self._missing

    @property
    def next_at(self) -> float:
        """When `due` next has something to say (seconds); infinity if nothing is missing."""
        return self._next_at

    def received(self, sequence: int, now: float) -> bool:
        """Note a packet. False means too much is lost to ask for: the list is empty, want a keyframe."""
        highest = self._highest
        if sequence == highest + 1 or highest < 0:
            self._highest = sequence
            return True
        if sequence <= highest:
            if self._missing.pop(sequence, None) is not None and not self._missing:
                self._next_at = _NEVER
            return True
        self._highest = sequence
        if sequence - highest - 1 + len(self._missing) > MAX_MISSING:
            self._missing.clear()
            self._next_at = _NEVER
            return False
        ask_at = now + REORDER_WAIT
        for number in range(highest + 1, sequence):
            self._missing[number] = (ask_at, 0)
        self._next_at = min(self._next_at, ask_at)
        return True

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
            self._missing[number] = (now + RETRY_INTERVAL, tries + 1)
        self._next_at = min((at for at, _ in self._missing.values()), default=_NEVER)
        return sorted(wanted)
