"""Local dates and hours of places: by their own time zone, summer time and all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from callrouter.model.directory import Directory
from callrouter.policy.working_days import ZONE

#: Moments whose local time is remembered; as many are forgotten at once when they are more.
_MOST_KNOWN = 50_000


class Zones:
    """Says what a clock on the wall of a place shows; where nobody says otherwise it is ``usual``."""

    def __init__(self, of_place: Mapping[str, ZoneInfo], usual: ZoneInfo = ZONE) -> None:
        self.usual = usual
        self._of_place = of_place
        self._known: dict[tuple[int, str | None], tuple[int, int]] = {}

    @classmethod
    def of(cls, directory: Directory) -> Zones:
        """Return those of a directory's locations; teams and people go by the one most locations are in."""
        zones = {place.location_id: ZoneInfo(place.timezone) for place in directory.locations}
        most = Counter(place.timezone for place in directory.locations).most_common(1)
        return cls(zones, ZoneInfo(most[0][0]) if most else ZONE)

    def local(self, at: int, place: str | None = None) -> tuple[int, int]:
        """Return the date's ordinal and the hour there; ``at`` is UTC epoch ms."""
        known = self._known.get((at, place))
        if known is None:
            zone = self._of_place.get(place, self.usual) if place else self.usual
            moment = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[at, place] = moment.toordinal(), moment.hour
        return known
