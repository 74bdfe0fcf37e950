"""The teams of neighborhood officers as members of staff see them."""

from __future__ import annotations

from typing import Final

from callrouter.model.directory import Account, Directory
from callrouter.model.neighborhoods import Team
from callrouter.model.states import HOSTS, Role
from callrouter.policy.tenancy import realm_of
from signaling.protocol.callback import Officer, TeamView

_TOLD: Final = HOSTS | {Role.SUPERVISOR}


def team_views(directory: Directory, account: Account) -> tuple[TeamView, ...]:
    """Return the teams that requests can be handed to, with officers of the own and overseen centres."""
    if account.role not in _TOLD:
        return ()
    realm = realm_of(account, directory)
    return tuple(
        _view(directory, team, known=team.centre == account.centre or realm.has((team.centre,)))
        for team in directory.teams
    )


def _view(directory: Directory, team: Team, *, known: bool) -> TeamView:
    officers = directory.officers(team.team_id) if known else ()
    return TeamView(
        team_id=team.team_id,
        name=team.name,
        centre=team.centre,
        video=team.video_from is not None,
        neighborhoods={
            each.neighborhood_id: each.name for each in directory.neighborhoods if each.team == team.team_id
        },
        officers=tuple(Officer(staff_id=each.staff_id, display_name=each.display_name) for each in officers),
    )
