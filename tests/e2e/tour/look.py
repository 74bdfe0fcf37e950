"""What the tour asks of whoever comes along."""

from __future__ import annotations

from typing import Protocol

from tests.e2e.screens import Screen


class Look(Protocol):
    """Somebody who looks at the states of pages: for faults, or to keep a picture."""

    async def at(self, screen: Screen, state: str) -> None:
        """Look at a state in any language; a booth is left in Dutch."""

    async def as_is(self, screen: Screen, state: str) -> None:
        """Look at a state that reading in another language would end."""


def name_of(screen: Screen, state: str) -> str:
    """Answer what a state of a page is called, in the name of a file too."""
    return f"{screen.path.split('/')[1]}-{state}"
