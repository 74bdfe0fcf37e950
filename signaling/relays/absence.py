"""Which relays hang: they run, but their registration has ended and they don't take it up again."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

#: A relay that was given up by mistake is registered again within two seconds.
_ABSENT_S: Final = 3.0


class Absences:
    """How long each relay that is up has been missing from the registry, as far as it could be read."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}

    def hung(self, up: Collection[str], registered: Collection[str], now: float) -> list[str]:
        """Return those of ``up`` that have been missing from ``registered`` for too long at ``now`` (s)."""
        missing = [relay_id for relay_id in up if relay_id not in registered]
        self._since = {relay_id: self._since.get(relay_id, now) for relay_id in missing}
        return [relay_id for relay_id, since in self._since.items() if now - since >= _ABSENT_S]

    def unread(self) -> None:
        """Hear that the registry couldn't be read: who is missing afterwards has not been for long."""
        self._since.clear()
