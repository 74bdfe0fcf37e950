"""Slows down guessing: so many failures a minute for one key, then a pause."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Final

WINDOW_S: Final = 60.0
MOST_FAILURES: Final = 10
_MOST_KEYS: Final = 10_000


class FailureThrottle:
    """Counts failures per key in a sliding window; bounded in memory. Times are seconds, any clock."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def allows(self, key: str, at: float) -> bool:
        """Say whether another try is allowed now."""
        times = self._failures.get(key)
        if times is None:
            return True
        while times and times[0] <= at - WINDOW_S:
            times.popleft()
        return len(times) < MOST_FAILURES

    def failed(self, key: str, at: float) -> None:
        """Count a failure."""
        self._failures.setdefault(key, deque(maxlen=MOST_FAILURES)).append(at)
        self._failures.move_to_end(key)
        if len(self._failures) > _MOST_KEYS:
            self._failures.popitem(last=False)

    def succeeded(self, key: str) -> None:
        """Forget the failures."""
        self._failures.pop(key, None)
