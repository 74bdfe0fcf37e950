"""The calls of one replication, drawn before it runs: two runs with the same seed get the same calls."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from callrouter.model.states import Subject
from scripts.simulation.durations import Duration
from scripts.simulation.scenario import Arrivals, Scenario, of_language
from scripts.simulation.schedule import Span

_HOUR_MS = 3_600_000
#: Offers of one call whose chance is drawn beforehand; further ones use it again from the first.
_OFFERS = 8
_HANDLING, _WRAP_UP, _PATIENCE, _FIRST_OFFER = range(4)


@dataclass(slots=True)
class Visitor:
    """One call to come, with all its chance. Times are UTC epoch ms, durations ms."""

    call_id: str
    arrives_at: int
    location: str
    language: str
    subject: Subject
    handling_ms: int
    wrap_up_ms: int
    #: None = waits for ever.
    patience_ms: int | None
    #: For each offer: how soon it is answered, and whether it is at all, both as quantiles.
    offers: tuple[tuple[float, float], ...]


def draw_visitors(scenario: Scenario, horizon: Span, *, seed: int, replication: int) -> list[Visitor]:
    """Draw every call that comes within the horizon, in the order of coming.

    A stream's chance depends on its name, the seed and the replication alone, not on the other streams.
    """
    visitors: list[Visitor] = []
    zone = ZoneInfo(scenario.timezone)
    for stream in scenario.arrivals:
        name = f"{stream.location}/{stream.language}/{stream.subject}"
        chance = np.random.default_rng([seed, replication, zlib.crc32(name.encode())])
        moments = _moments(stream, horizon, zone, chance)
        quantiles = chance.random((len(moments), _FIRST_OFFER + 2 * _OFFERS))
        visitors += [_visitor(scenario, stream, *drawn) for drawn in zip(moments, quantiles, strict=True)]
    visitors.sort(
        key=lambda visitor: (visitor.arrives_at, visitor.location, visitor.language, visitor.subject)
    )
    for number, visitor in enumerate(visitors, start=1):
        visitor.call_id = f"c{number}"
    return visitors


def _moments(stream: Arrivals, horizon: Span, zone: ZoneInfo, chance: np.random.Generator) -> list[int]:
    found: list[int] = []
    for hour in range(horizon.start, horizon.end, _HOUR_MS):
        local = datetime.fromtimestamp(hour / 1000, tz=UTC).astimezone(zone)
        factor = stream.by_hour[local.hour] * stream.by_weekday[local.weekday()]
        count = int(chance.poisson(stream.per_hour * factor))
        found += [hour + int(share * _HOUR_MS) for share in np.sort(chance.random(count))]
    return found


def _visitor(scenario: Scenario, stream: Arrivals, moment: int, quantiles: NDArray[np.float64]) -> Visitor:
    drawn: list[float] = quantiles.tolist()
    limit_ms = round(scenario.service.wrap_up_limit_s * 1000)
    return Visitor(
        call_id="",
        arrives_at=moment,
        location=stream.location,
        language=stream.language,
        subject=stream.subject,
        handling_ms=_drawn(of_language(scenario.handling, stream.language), drawn[_HANDLING]),
        wrap_up_ms=min(limit_ms, _drawn(of_language(scenario.wrap_up, stream.language), drawn[_WRAP_UP])),
        patience_ms=None if scenario.patience is None else _drawn(scenario.patience, drawn[_PATIENCE]),
        offers=tuple(zip(drawn[_FIRST_OFFER::2], drawn[_FIRST_OFFER + 1 :: 2], strict=True)),
    )


def _drawn(duration: Duration, quantile: float) -> int:
    return duration.quantile_ms(quantile)
