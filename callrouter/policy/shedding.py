"""What a node that has more to do than it can gives up first: the least important, before all is slow. Pure.

Calls that are talked in or wait are never given up, nor are pages that are connected: only what is new, or
what can as well be asked for later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from callrouter.model.nodes import NodeStanding


class Level(IntEnum):
    """How much is given up; each gives up what those before it do."""

    NOTHING = 0
    #: Reports, exports and trials are refused; wallboards are told less often.
    REPORTS = 1
    #: Signing in, forms, and pages that are new here come again later, or at another node.
    NEWCOMERS = 2
    #: Only who is in a call or waits is let in; the API is for nobody.
    ALL_BUT_CALLS = 3


@dataclass(frozen=True, kw_only=True)
class Strain:
    """What a node feels of its work, of the last half second."""

    #: How late its event loop ran on average, s.
    lag_s: float = 0.0
    #: How long the queue's server took to answer, s; 0 when it doesn't at all, which is another trouble.
    queue_s: float = 0.0
    #: How far behind the journal's end its pages are told, s.
    behind_s: float = 0.0
    #: Shares, 0 to 1: of the memory and the connections it may have; of pages that read slowly.
    memory: float = 0.0
    connections: float = 0.0
    slow_pages: float = 0.0


#: From where on each level is called for. A stall of 0.25 s everybody notices; shorter ones are no overload.
_LIMITS: Final = {
    Level.REPORTS: Strain(lag_s=0.25, queue_s=0.25, behind_s=2, memory=0.75, connections=0.8, slow_pages=0.1),
    Level.NEWCOMERS: Strain(
        lag_s=0.75, queue_s=0.75, behind_s=5, memory=0.85, connections=0.9, slow_pages=0.25
    ),
    Level.ALL_BUT_CALLS: Strain(
        lag_s=2, queue_s=2, behind_s=15, memory=0.93, connections=0.97, slow_pages=0.5
    ),
}
#: A level begins when it was called for so long, and ends, one at a time, when less than this share of its
#: limits was reached for so long: what is given up is asked for again at once when it is over.
_RISES_AFTER_S: Final = 3.0
_FALLS_AFTER_S: Final = 10.0
_CALM: Final = 0.7
#: So far below its limit is calm for a share: memory that was needed once comes back only in part.
_CALM_BELOW: Final = 0.05

_WHATS: Final = ("lag_s", "queue_s", "behind_s", "memory", "connections", "slow_pages")
_SHARES: Final = ("memory", "connections", "slow_pages")
#: A node that was there at least once in this time is there: it says so every 5 s.
_FRESH_MS: Final = 8_000


@dataclass(frozen=True, kw_only=True)
class Shedding:
    """The level a node is at, and since when another is called for. Times are seconds of a steady clock."""

    level: Level = Level.NOTHING
    rising_since: float | None = None
    calm_since: float | None = None
    #: What called for the level.
    because: str = ""


def advance(was: Shedding, strain: Strain, now: float) -> Shedding:
    """Return what is given up from now on."""
    wanted, because = _wanted(strain)
    if wanted > was.level:
        since = now if was.rising_since is None else was.rising_since
        if now - since < _RISES_AFTER_S:
            return replace(was, rising_since=since, calm_since=None)
        return Shedding(level=wanted, because=because)
    if was.level is Level.NOTHING or _wanted(strain, calm=True)[0] >= was.level:
        return replace(was, rising_since=None, calm_since=None)
    since = now if was.calm_since is None else was.calm_since
    if now - since < _FALLS_AFTER_S:
        return replace(was, rising_since=None, calm_since=since)
    return Shedding(level=Level(was.level - 1), because=was.because if was.level > 1 else "")


def others_can(nodes: Sequence[NodeStanding], own_id: str, own_ms: int) -> bool:
    """Say whether another node has less to do than this one, which has far too much. ``own_ms`` is its clock.

    Not before the others were told of this one's level: those that suffer alike tell theirs at the same time.
    """
    own = next((each for each in nodes if each.node.node_id == own_id), None)
    if own is None or own.node.level < Level.ALL_BUT_CALLS:
        return False
    fresh_from = own_ms - own.ahead_ms - _FRESH_MS
    return any(
        each.node.level < Level.NEWCOMERS and not each.node.draining and each.renewed_at >= fresh_from
        for each in nodes
    )


def _wanted(strain: Strain, *, calm: bool = False) -> tuple[Level, str]:
    """Return the highest level of whose limits one is reached, or nearly if it is to be ``calm``; by what."""
    for level in sorted(_LIMITS, reverse=True):
        for what in _WHATS:
            limit: float = getattr(_LIMITS[level], what)
            if calm:
                limit = limit - _CALM_BELOW if what in _SHARES else limit * _CALM
            if getattr(strain, what) >= limit:
                return level, what
    return Level.NOTHING, ""


_REPORTS: Final = ("/api/v1/statistics", "/api/v1/staffing", "/api/v1/audit")
_NEWCOMERS: Final = ("/api/v1/login", "/api/v1/callbacks", "/oidc/login", "/callback")
#: Whoever is signed in stays so.
_KEPT: Final = ("/api/v1/session", "/api/v1/logout")


def shed_from(method: str, path: str) -> Level | None:
    """Return from which level on a request is refused; None: it never is."""
    if path.startswith(_REPORTS):
        return Level.REPORTS
    if path.startswith(_NEWCOMERS) and (method == "POST" or path.startswith("/oidc")):
        return Level.NEWCOMERS
    return Level.ALL_BUT_CALLS if path.startswith("/api/") and not path.startswith(_KEPT) else None


def board_pause_s(level: Level) -> float:
    """Return how long wallboards are told nothing more after they were told figures, s."""
    return (0.2, 2.0, 5.0, 10.0)[level]
