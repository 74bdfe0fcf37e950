"""The calls of one replication, drawn before it runs: two staffings meet the same with the same chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from callrouter.model.states import Subject
from callrouter.simulation.floor import Floor, of_language

#: Offers of one call whose chance is drawn beforehand; further ones use it again from the first.
_OFFERS = 8
_HANDLING, _WRAP_UP, _PATIENCE, _FIRST_OFFER = range(4)
#: So many quantiles make up a visitor's chance.
QUANTILES = _FIRST_OFFER + 2 * _OFFERS


class Stream(NamedTuple):
    """Calls that are told apart from others."""

    location: str
    language: str
    subject: Subject


@dataclass(slots=True)
class Visitor:
    """One call to come, with all its chance. Times are UTC epoch ms, durations ms."""

    call_id: str
    arrives_at: int
    stream: Stream
    handling_ms: int
    wrap_up_ms: int
    #: None = waits for ever.
    patience_ms: int | None
    #: For each offer: how soon it is answered, and whether it is at all, both as quantiles.
    offers: tuple[tuple[float, float], ...]


def drawn_visitor(floor: Floor, stream: Stream, arrives_at: int, quantiles: Sequence[float]) -> Visitor:
    """Return a visitor, not yet named, whose chance are these ``QUANTILES`` numbers from 0 to 1."""
    limit_ms = round(floor.service.wrap_up_limit_s * 1000)
    wrap_up_ms = of_language(floor.wrap_up, stream.language).quantile_ms(quantiles[_WRAP_UP])
    return Visitor(
        call_id="",
        arrives_at=arrives_at,
        stream=stream,
        handling_ms=of_language(floor.handling, stream.language).quantile_ms(quantiles[_HANDLING]),
        wrap_up_ms=min(limit_ms, wrap_up_ms),
        patience_ms=None if floor.patience is None else floor.patience.quantile_ms(quantiles[_PATIENCE]),
        offers=tuple(zip(quantiles[_FIRST_OFFER::2], quantiles[_FIRST_OFFER + 1 :: 2], strict=True)),
    )


def in_order(visitors: list[Visitor]) -> list[Visitor]:
    """Return them in the order of coming, named by it."""
    visitors.sort(key=lambda visitor: (visitor.arrives_at, visitor.stream))
    for number, visitor in enumerate(visitors, start=1):
        visitor.call_id = f"c{number}"
    return visitors
