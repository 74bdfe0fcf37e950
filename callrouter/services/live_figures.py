"""Today's figures as they are now: what is counted by quarter-hour, and on it each event as it happens."""

from __future__ import annotations

from collections import Counter
from typing import Final

import structlog

from callrouter.model.board import ServiceFigures, ServicePoint, ServiceRow
from callrouter.model.directory import Directory
from callrouter.model.events import Event
from callrouter.model.statistics import INTERVAL_MS, SEVERAL, CallCell, CallFigures, Tally, interval_of
from callrouter.policy.local_time import Zones
from callrouter.policy.service_level import Target, service_counts
from callrouter.policy.statistics import tally
from callrouter.queueing import Journal, StatisticsStore

_log = structlog.get_logger(__name__)

#: The longest day, with the hour a clock is put back, and what a trend shows of the day before.
_KEPT_MS = 31 * 3_600_000
_MOST_EVENTS = 100_000
#: More than are told of: some are to be forgotten, whether or not anybody watches.
_MOST_QUARTERS = 2 * _KEPT_MS // INTERVAL_MS
#: What is read while others count on is read again.
_TRIES = 20
#: Of all that is counted, what a wallboard shows.
_SHOWN: Final = (
    "offered",
    "answered",
    "abandoned",
    "answered_wait_ms",
    "answered_waits",
    "abandoned_waits",
)
#: By the figure, and its number where it is several.
_Counts = Counter[tuple[str, int | None]]


class LiveFigures:
    """The same sums as the statistics tell, without waiting for these to be written.

    They are kept added up: telling them costs the number of places and languages, however long the day.
    """

    def __init__(self, store: StatisticsStore, directory: Directory, target: Target) -> None:
        self._store = store
        self._zones = Zones.of(directory)
        self._centres = {place.location_id: place.centre for place in directory.locations}
        self._centres |= {team.team_id: team.centre for team in directory.teams}
        self._target = target
        #: By the local date's ordinal, location and language.
        self._days: dict[tuple[int, str, str], _Counts] = {}
        self._quarters: dict[int, _Counts] = {}
        self._last = (0, 0)

    async def load(self, journal: Journal, now: int) -> None:
        """Read what was counted, and count the rest of the journal. Raises QueueUnavailableError."""
        position = await self._store.position()
        for _ in range(_TRIES):
            self._days, self._quarters = {}, {}
            async for part in self._store.parts(now - _KEPT_MS, now + INTERVAL_MS):
                self._add(part.counted)
            before, position = position, await self._store.position()
            if position.event_id == before.event_id:
                break
        self._last = _order(position.event_id)
        events = await journal.after(position.event_id, limit=_MOST_EVENTS)
        if events is None:
            _log.warning("figures.incomplete", counted_until=position.event_id)
        for event in events or ():
            self.follow(event)

    def follow(self, event: Event) -> None:
        """Count what happens, once."""
        order = _order(event.event_id)
        if order <= self._last:
            return
        self._last = order
        self._add(tally(event))
        if len(self._quarters) > _MOST_QUARTERS:
            self._forget(event.at)

    def today(self, now: int) -> tuple[ServiceRow, ...]:
        """Return each location's calls since its midnight, by language."""
        self._forget(now)
        return tuple(
            ServiceRow(
                location=location,
                centre=self._centres.get(location),
                language=language,
                **self._served(counts).model_dump(),
            )
            for (day, location, language), counts in sorted(self._days.items())
            if day == self._zones.local(interval_of(now), location)[0]
        )

    def trend(self, now: int, *, hours: int) -> tuple[ServicePoint, ...]:
        """Return the last quarter-hours, the one that goes on included; those without calls too."""
        last = interval_of(now)
        return tuple(
            ServicePoint(starts_at=at, **self._served(self._quarters.get(at, _Counts())).model_dump())
            for at in range(last - hours * 3_600_000 + INTERVAL_MS, last + 1, INTERVAL_MS)
        )

    def _add(self, counted: Tally) -> None:
        for cell, count in counted.items():
            if isinstance(cell, CallCell) and cell.figure in _SHOWN:
                day = self._zones.local(cell.starts_at, cell.location)[0]
                name = cell.figure, cell.number
                self._days.setdefault((day, cell.location, cell.language), _Counts())[name] += count
                self._quarters.setdefault(cell.starts_at, _Counts())[name] += count

    def _served(self, counts: _Counts) -> ServiceFigures:
        figures = CallFigures(
            **{name: counts[name, None] for name in _SHOWN if name not in SEVERAL},
            **{
                name: tuple(counts[name, place] for place in range(SEVERAL[name]))
                for name in _SHOWN
                if name in SEVERAL
            },
        )
        in_time, of = service_counts(figures, self._target)
        return ServiceFigures(
            offered=figures.offered,
            answered=figures.answered,
            abandoned=figures.abandoned,
            in_time=in_time,
            counted=of,
            answered_wait_ms=figures.answered_wait_ms,
        )

    def _forget(self, now: int) -> None:
        """Drop what neither a day that goes on anywhere nor a trend shows any more."""
        oldest = self._zones.local(interval_of(now))[0] - 1
        self._days = {name: counts for name, counts in self._days.items() if name[0] >= oldest}
        self._quarters = {at: counts for at, counts in self._quarters.items() if at >= now - _KEPT_MS}


def _order(event_id: str) -> tuple[int, int]:
    at, _, number = event_id.partition("-")
    return int(at), int(number or 0)
