"""Calls by the clock of a scenario: two runs with the same seed get the same."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from callrouter.simulation.schedule import Span
from callrouter.simulation.visitors import QUANTILES, Stream, Visitor, drawn_visitor, in_order
from scripts.simulation.scenario import Arrivals, Scenario

_HOUR_MS = 3_600_000


def draw_visitors(scenario: Scenario, horizon: Span, *, seed: int, replication: int) -> list[Visitor]:
    """Draw every call that comes within the horizon, in the order of coming.

    A stream's chance depends on its name, the seed and the replication alone, not on the other streams.
    """
    visitors: list[Visitor] = []
    zone = ZoneInfo(scenario.timezone)
    for stream in scenario.arrivals:
        calls = Stream(stream.location, stream.language, stream.subject)
        name = f"{stream.location}/{stream.language}/{stream.subject}"
        chance = np.random.default_rng([seed, replication, zlib.crc32(name.encode())])
        moments = _moments(stream, horizon, zone, chance)
        quantiles = chance.random((len(moments), QUANTILES))
        visitors += [
            drawn_visitor(scenario, calls, moment, drawn.tolist())
            for moment, drawn in zip(moments, quantiles, strict=True)
        ]
    return in_order(visitors)


def _moments(stream: Arrivals, horizon: Span, zone: ZoneInfo, chance: np.random.Generator) -> list[int]:
    found: list[int] = []
    for hour in range(horizon.start, horizon.end, _HOUR_MS):
        local = datetime.fromtimestamp(hour / 1000, tz=UTC).astimezone(zone)
        factor = stream.by_hour[local.hour] * stream.by_weekday[local.weekday()]
        count = int(chance.poisson(stream.per_hour * factor))
        found += [hour + int(share * _HOUR_MS) for share in np.sort(chance.random(count))]
    return found
