"""Who is in whose slots. A participant keeps its slot at another until it leaves or may not stand there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

#: (publisher, viewer) -> whether the publisher may stand in a slot of the viewer
Admits: TypeAlias = Callable[[str, str], bool]


def _everybody(publisher: str, viewer: str) -> bool:
    return publisher != viewer


class SlotTable:
    """The slots of one room's participants: `size` for each, the lowest free one is filled first.

    A participant for whom a slot is missing waits, and gets the first that comes free, in order of joining.
    """

    def __init__(self, size: int) -> None:
        self._size: Final = size
        self._slots: dict[str, list[str | None]] = {}
        self._admits: Admits = _everybody

    def __iter__(self) -> Iterator[str]:
        return iter(self._slots)

    def __len__(self) -> int:
        return len(self._slots)

    def of(self, participant: str) -> tuple[str | None, ...]:
        """Return the occupants by slot number; all None for somebody who isn't here."""
        return tuple(self._slots.get(participant, [None] * self._size))

    def join(self, participant: str) -> None:
        """Add a participant, unless it is here already."""
        self._slots.setdefault(participant, [None] * self._size)
        self._settle()

    def leave(self, participant: str) -> None:
        """Remove a participant; nothing happens when it isn't here."""
        self._slots.pop(participant, None)
        self._settle()

    def rule(self, admits: Admits) -> None:
        """Say from now on who may stand in whose slots; whoever may go on standing there doesn't move."""
        self._admits = admits
        self._settle()

    def _settle(self) -> None:
        """Empty the slots of those who may not stand there, then fill the free ones in order of joining."""
        for viewer, slots in self._slots.items():
            allowed = [other for other in self._slots if other != viewer and self._admits(other, viewer)]
            for slot, occupant in enumerate(slots):
                if occupant not in allowed:
                    slots[slot] = None
            waiting = (other for other in allowed if other not in slots)
            for slot, occupant in enumerate(slots):
                if occupant is None:
                    slots[slot] = next(waiting, None)
