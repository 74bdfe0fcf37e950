"""How long somebody waits between tries to sign in: longer each time, and whose tries count together."""

from __future__ import annotations

from typing import Final, NamedTuple

_FIRST_MS: Final = 1000
_MOST_MS: Final = 15 * 60_000
#: People whose offices share an address mistype too.
_FREE_A_PLACE: Final = 50
_MOST_A_PLACE_MS: Final = 60_000
_FREE: Final = 5


def delays(free: int, *, most_ms: int = _MOST_MS) -> tuple[int, ...]:
    """Return how long one waits after each wrong try, ms: from the ``free``-th on, twice as long each."""
    waits = [0] * (free - 1)
    wait = _FIRST_MS
    while wait < most_ms:
        waits.append(wait)
        wait *= 2
    return (*waits, most_ms)


class Tried(NamedTuple):
    """One account of tries: whose, and how long each wrong one makes the next wait."""

    name: str
    delays: tuple[int, ...]


_OF_NAME: Final = delays(_FREE)
_OF_PLACE: Final = delays(_FREE_A_PLACE, most_ms=_MOST_A_PLACE_MS)


def tries_with_code(name: str) -> tuple[Tried, ...]:
    """Return where a code counts by which somebody who is signed in proves that their app has the secret."""
    return (Tried(f"code:{name}", _OF_NAME),)


def tries_of(name: str, *, place: str, device: str) -> tuple[Tried, ...]:
    """Return where a try with ``name`` counts.

    A ``device`` where its owner signed in before has its own count, so that a guesser elsewhere keeps nobody
    out; all others count by name, known or not, and by ``place``.
    """
    if device:
        return (Tried(f"device:{device}", _OF_NAME),)
    return (Tried(f"name:{name}", _OF_NAME), Tried(f"place:{place}", _OF_PLACE))
