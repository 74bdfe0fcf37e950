"""Today's figures as they are now: what is counted by quarter-hour, and on it each event as it happens."""

from __future__ import annotations

from callrouter.model.board import ServiceFigures, ServicePoint, ServiceRow
from callrouter.model.directory import Directory
from callrouter.model.events import Event
from callrouter.model.statistics import INTERVAL_MS, CallCell, CallFigures, Tally, interval_of
from callrouter.policy.intervals import call_rows, grouped
from callrouter.policy.local_time import Zones
from callrouter.policy.service_level import Target, service_counts
from callrouter.policy.statistics import tally
from callrouter.queueing import Journal, StatisticsStore

#: The longest day, with the hour a clock is put back, and what a trend shows of the day before.
_KEPT_MS = 31 * 3_600_000
_MOST_EVENTS = 100_000
#: What is read while others count on is read again.
_TRIES = 20


class LiveFigures:
    """The same sums as the statistics tell, without waiting for these to be written."""

    def __init__(self, store: StatisticsStore, directory: Directory, target: Target) -> None:
        self._store = store
        self._zones = Zones.of(directory)
        self._centres = {place.location_id: place.centre for place in directory.locations}
        self._centres |= {team.team_id: team.centre for team in directory.teams}
        self._target = target
        self._counted: dict[int, Tally] = {}
        self._last = (0, 0)

    async def load(self, journal: Journal, now: int) -> None:
        """Read what was counted, and count the rest of the journal. Raises QueueUnavailableError."""
        counted: dict[int, Tally] = {}
        position = await self._store.position()
        for _ in range(_TRIES):
            parts = self._store.parts(now - _KEPT_MS, now + INTERVAL_MS)
            counted = {part.starts_at: part.counted async for part in parts}
            before, position = position, await self._store.position()
            if position.event_id == before.event_id:
                break
        self._counted, self._last = counted, _order(position.event_id)
        for event in await journal.after(position.event_id, limit=_MOST_EVENTS) or ():
            self.follow(event)

    def follow(self, event: Event) -> None:
        """Count what happens, once."""
        order = _order(event.event_id)
        if order <= self._last:
            return
        self._last = order
        for cell, count in tally(event).items():
            if isinstance(cell, CallCell):
                self._counted.setdefault(cell.starts_at, Tally())[cell] += count
        self._forget(event.at)

    def today(self, now: int) -> tuple[ServiceRow, ...]:
        """Return each location's calls since its midnight, by language."""
        counted: dict[tuple[str, str], Tally] = {}
        for starts_at, told in self._counted.items():
            for cell, count in told.items():
                if isinstance(cell, CallCell) and self._is_today(starts_at, now, cell.location):
                    counted.setdefault((cell.location, cell.language), Tally())[cell] += count
        return tuple(
            ServiceRow(
                location=location,
                centre=self._centres.get(location),
                language=language,
                **self._served(told).model_dump(),
            )
            for (location, language), told in sorted(counted.items())
        )

    def trend(self, now: int, *, hours: int) -> tuple[ServicePoint, ...]:
        """Return the last quarter-hours, the one that goes on included; those without calls too."""
        last = interval_of(now)
        return tuple(
            ServicePoint(starts_at=at, **self._served(self._counted.get(at, Tally())).model_dump())
            for at in range(last - hours * 3_600_000 + INTERVAL_MS, last + 1, INTERVAL_MS)
        )

    def _served(self, counted: Tally) -> ServiceFigures:
        rows = call_rows(grouped(counted, ()), ())
        figures = rows[0].figures if rows else CallFigures()
        in_time, of = service_counts(figures, self._target)
        return ServiceFigures(
            offered=figures.offered,
            answered=figures.answered,
            abandoned=figures.abandoned,
            in_time=in_time,
            counted=of,
            answered_wait_ms=figures.answered_wait_ms,
        )

    def _is_today(self, starts_at: int, now: int, location: str) -> bool:
        return self._zones.local(starts_at, location)[0] == self._zones.local(interval_of(now), location)[0]

    def _forget(self, now: int) -> None:
        for starts_at in [at for at in self._counted if at < now - _KEPT_MS]:
            del self._counted[starts_at]


def _order(event_id: str) -> tuple[int, int]:
    at, _, number = event_id.partition("-")
    return int(at), int(number or 0)
