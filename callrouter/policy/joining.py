"""How supervisors may take part in calls: nowhere at all, unless the directory says so."""

from __future__ import annotations

from callrouter.model.directory import Directory
from callrouter.model.joining import JoinMode


def modes_at(directory: Directory, centre: str, location: str) -> tuple[JoinMode, ...]:
    """Return in which modes calls of a location (or a team) may be joined: its own, else its centre's."""
    known = next((each for each in directory.locations if each.location_id == location), None)
    if known is not None and known.joining is not None:
        return known.joining
    served = directory.centre(centre)
    return () if served is None else served.joining


def modes_by_place(directory: Directory) -> dict[str, tuple[JoinMode, ...]]:
    """Return the same of every place that calls come from, where they may be joined."""
    places = [(each.location_id, each.centre) for each in directory.locations]
    places += [(each.team_id, each.centre) for each in directory.teams]
    # What a centre took over from a team comes from the centre.
    places += [(each.centre_id, each.centre_id) for each in directory.centres]
    modes = {place: modes_at(directory, centre, place) for place, centre in places}
    return {place: allowed for place, allowed in modes.items() if allowed}
