"""How long pieces of work take: as figures of this process, and for the trace of the call they are about.

Whoever does a piece says so with ``doing``, wherever that is; what it belongs to is known from the context it
runs in. Nothing is kept of single pieces unless somebody asked with ``recording``.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from callrouter.model.exposition import Histogram, Metric, Sample

_BOUNDS_S: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Kind(StrEnum):
    """What is timed."""

    #: A page's message, from when it was read until its answer is on its way.
    MESSAGE = "message"
    #: A request to the HTTP server.
    HTTP_REQUEST = "http_request"
    #: A script, with the way to the queue's server and back.
    SCRIPT = "script"
    #: What a node asks of a relay, with the way there and back.
    RELAY_REQUEST = "relay_request"


class Outcome(StrEnum):
    """How a piece of work ended."""

    DONE = "done"
    #: By a rule: the one who asked is told why.
    REFUSED = "refused"
    #: Another process didn't answer.
    UNAVAILABLE = "unavailable"
    #: Whoever wanted it is gone, or this process stops.
    GIVEN_UP = "given_up"
    #: A fault.
    FAILED = "failed"


@dataclass(slots=True)
class Piece:
    """One piece of work; ``began_at`` in ns since the epoch."""

    kind: Kind
    name: str
    began_at: int
    within: Piece | None
    #: What other processes know this very piece by, if any does.
    key: str | None = None
    took_ns: int = 0
    outcome: Outcome = Outcome.DONE


class Timings:
    """The pieces of work of a process, added up."""

    def __init__(self) -> None:
        self._times: dict[Kind, dict[str, Histogram]] = {kind: {} for kind in Kind}
        self._outcomes: dict[Kind, Counter[Outcome]] = {kind: Counter() for kind in Kind}

    def count(self, piece: Piece) -> None:
        """Add a piece that is over."""
        times = self._times[piece.kind]
        if piece.name not in times:
            times[piece.name] = Histogram(_BOUNDS_S)
        times[piece.name].observe(piece.took_ns / 1e9)
        self._outcomes[piece.kind][piece.outcome] += 1

    def metrics(self) -> list[Metric]:
        """Return all of it for Prometheus."""
        return [found for kind in Kind for found in self._of(kind)]

    def _of(self, kind: Kind) -> tuple[Metric, Metric]:
        label, text = _TOLD[kind]
        times = sorted(self._times[kind].items())
        return (
            Metric(
                f"callrouter_{kind}_duration_seconds",
                "histogram",
                f"How long each {text} took, seen from here.",
                [sample for name, each in times for sample in each.samples({label: name})],
            ),
            Metric(
                f"callrouter_{kind}s_total",
                "counter",
                f"How each {text} ended.",
                [Sample(self._outcomes[kind][outcome], {"outcome": outcome}) for outcome in Outcome],
            ),
        )


_TOLD: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.MESSAGE: ("type", "message of a page"),
    Kind.HTTP_REQUEST: ("route", "request to the HTTP server"),
    Kind.SCRIPT: ("script", "script at the queue's server"),
    Kind.RELAY_REQUEST: ("request", "request to a relay"),
}

#: Of this process, whoever runs in it.
TIMINGS: Final = Timings()

_within: ContextVar[Piece | None] = ContextVar("piece of work", default=None)
_recorded: ContextVar[list[Piece] | None] = ContextVar("pieces of work", default=None)


@contextmanager
def doing(kind: Kind, name: str, *, key: str | None = None) -> Iterator[Piece]:
    """Time what is done meanwhile.

    Unless another outcome was set, it is ``failed`` when it raises, and ``given_up`` when it is canceled.
    """
    pieces = _recorded.get()
    began = time.perf_counter_ns()
    piece = Piece(kind, name, 0 if pieces is None else time.time_ns(), _within.get(), key)
    token = None if pieces is None else _within.set(piece)
    try:
        yield piece
    except BaseException as error:
        if piece.outcome is Outcome.DONE:
            gone = isinstance(error, asyncio.CancelledError)
            piece.outcome = Outcome.GIVEN_UP if gone else Outcome.FAILED
        raise
    finally:
        piece.took_ns = time.perf_counter_ns() - began
        TIMINGS.count(piece)
        if pieces is not None and token is not None:
            _within.reset(token)
            pieces.append(piece)


@contextmanager
def recording() -> Iterator[list[Piece]]:
    """Collect the pieces that are done meanwhile, in the order of their ends."""
    pieces: list[Piece] = []
    token = _recorded.set(pieces)
    try:
        yield pieces
    finally:
        _recorded.reset(token)
