"""Who is in whose slots. A participant keeps its slot at every other one until it leaves."""

from __future__ import annotations

from collections.abc import Iterator


class SlotTable:
    """The slots of one room's participants: `size` for each, the lowest free one is filled first.

    A participant for whom a slot is missing waits, and gets the first that comes free, in order of joining.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._slots: dict[str, list[str | None]] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._slots)

    def __len__(self) -> int:
        return len(self._slots)

    def of(self, participant: str) -> tuple[str | None, ...]:
        """Return the occupants by slot number; all None for somebody who isn't here."""
        return tuple(self._slots.get(participant, [None] * self._size))

    def join(self, participant: str) -> list[tuple[str, int]]:
        """Add a participant; return the (viewer, slot) pairs that changed, none when already here."""
        if participant in self._slots:
            return []
        others = list(self._slots)
        own: list[str | None] = [*others[: self._size]]
        own += [None] * (self._size - len(own))
        self._slots[participant] = own
        changed = [(participant, slot) for slot, occupant in enumerate(own) if occupant is not None]
        for viewer in others:
            slots = self._slots[viewer]
            if None in slots:
                free = slots.index(None)
                slots[free] = participant
                changed.append((viewer, free))
        return changed

    def leave(self, participant: str) -> list[tuple[str, int]]:
        """Remove a participant; return the (viewer, slot) pairs that changed, none when not here."""
        if self._slots.pop(participant, None) is None:
            return []
        changed = []
        for viewer, slots in self._slots.items():
            if participant not in slots:
                continue
            freed = slots.index(participant)
            waiting = (p for p in self._slots if p != viewer and p not in slots)
            slots[freed] = next(waiting, None)
            changed.append((viewer, freed))
        return changed
