"""How often something may be done: token buckets by key, bounded in memory."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

_MOST_KEYS: Final = 20_000


class Buckets:
    """So many a second in the long run for each key, and ``burst`` at once. Times are seconds, any clock.

    Whoever waits may be let in later: so much is lent as comes in within ``patience_s``. Of more keys than
    are kept, the one that was quiet for longest is forgotten, and so begins anew: a flood from everywhere is
    not what this can hold off, and nobody is kept out for it.
    """

    def __init__(
        self, rate: float, burst: float, *, patience_s: float = 0.0, most_keys: int = _MOST_KEYS
    ) -> None:
        self._rate, self._burst, self._patience_s = rate, burst, patience_s
        self._most_keys = most_keys
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def take(self, key: str, now: float) -> float | None:
        """Return how long to wait before doing it: 0 for not at all, None for not now (see ``retry_s``)."""
        credit, at = self._kept.pop(key, (self._burst, now))
        credit = min(self._burst, credit + max(0.0, now - at) * self._rate)
        wait_s = max(0.0, (1 - credit) / self._rate)
        taken = wait_s <= self._patience_s
        self._kept[key] = (credit - 1 if taken else credit, max(now, at))
        if len(self._kept) > self._most_keys:
            self._kept.popitem(last=False)
        return wait_s if taken else None

    @property
    def retry_s(self) -> int:
        """After how many seconds somebody who was refused may well be let in."""
        return max(1, round(1 / self._rate))
