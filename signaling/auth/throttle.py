"""Slows down guessing: so many tries a minute for one key, then a pause."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Final

WINDOW_S: Final = 60.0
_MOST_KEYS: Final = 10_000


class Throttle:
    """Counts tries per key in a sliding window; bounded in memory. Times are seconds, any clock."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()

    def admit(self, key: str, at: float) -> bool:
        """Count a try, before it is made; say whether it may be made."""
        times = self._tries.setdefault(key, deque())
        self._tries.move_to_end(key)
        if len(self._tries) > _MOST_KEYS:
            self._tries.popitem(last=False)
        while times and times[0] <= at - WINDOW_S:
            times.popleft()
        if len(times) >= self._most:
            return False
        times.append(at)
        return True

    def forget(self, key: str) -> None:
        """Forget the tries: one succeeded."""
        self._tries.pop(key, None)
