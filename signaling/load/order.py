"""Whether calls are offered in the order they came, as far as robots are told."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import Final, NamedTuple

_NEVER: Final = 1 << 62


class Queued(NamedTuple):
    """A call that waits; the first come first. Times are UTC epoch ms by the server."""

    queued_at: int
    call_id: str


class Line:
    """Calls that the same people are asked for in the same way: each is offered before those that came later.

    Events of different pages come in any order, so a call that another was offered before is only suspected,
    until it is known since when it doesn't wait any more itself.
    """

    def __init__(self) -> None:
        self._waiting: list[Queued] = []
        self._overtaken_at: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def enters(self, call: Queued) -> None:
        """Know that a call waits."""
        insort(self._waiting, call)

    def leaves(self, call: Queued, at: int, *, offered: bool) -> bool:
        """Know that a call was offered for the first time, or is over; say whether a later one was first."""
        place = bisect_left(self._waiting, call)
        if place < len(self._waiting) and self._waiting[place] == call:
            del self._waiting[place]
        if offered:
            for other in self._waiting[:place]:
                if other.queued_at < call.queued_at:
                    before = self._overtaken_at.get(other.call_id, _NEVER)
                    self._overtaken_at[other.call_id] = min(before, at)
        return self._overtaken_at.pop(call.call_id, _NEVER) < at
