"""Who works on which callback requests, and whom they concern."""

from __future__ import annotations

from callrouter.model.callback_steps import HandOver
from callrouter.model.callbacks import CallbackRequest, CallbackState, LinkState
from callrouter.model.directory import Account, Directory
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.policy.roster import Roster
from callrouter.policy.tenancy import realm_of


def citizen_of(request_id: str) -> str:
    """Return the name by which the citizen of a request takes part in calls."""
    return f"citizen:{request_id}"


def request_of(citizen: str) -> str:
    """Return the request of a citizen, by name. Raises ValueError for anybody else."""
    kind, _, request_id = citizen.partition(":")
    if kind != "citizen" or not request_id:
        raise ValueError("this is no citizen")
    return request_id


def link_state(request: CallbackRequest, invitation_id: str, *, at: int) -> LinkState:
    """Return what a link to an invitation is good for at ``at`` (UTC epoch ms), wherever it is opened."""
    invitation = request.invitation
    if request.state is CallbackState.CLOSED:
        return LinkState.CLOSED
    if invitation is None or invitation.invitation_id != invitation_id:
        return LinkState.REVOKED
    if at < invitation.opens_at:
        return LinkState.EARLY
    # Whoever is in stays in; the clock closes what nobody came to.
    over = at >= invitation.closes_at and request.call_id is None
    return LinkState.LATE if over else LinkState.OPEN


def may_see(roster: Roster, account: Account, request: CallbackRequest) -> bool:
    """Say whether somebody may see a request and work on it."""
    own = account.staff_id in _holders(request) or request.queue in roster.queues_of(account)
    return own or oversees(roster.directory, account, request)


def oversees(directory: Directory, account: Account, request: CallbackRequest) -> bool:
    """Say whether a request belongs to a centre that somebody oversees: its team's, or its queue's."""
    team = directory.team(request.queue)
    queue = request.queue if team is None else team.centre
    return realm_of(account, directory).has((request.centre, queue))


def audience_of(roster: Roster, request: CallbackRequest) -> tuple[str, ...]:
    """Return whom a request concerns, by name: its citizen, its holder, and everybody of its queue."""
    accounts = roster.directory.everybody
    of_queue = [each.staff_id for each in accounts if request.queue in roster.queues_of(each)]
    return tuple(dict.fromkeys([citizen_of(request.request_id), *_holders(request), *of_queue]))


def _holders(request: CallbackRequest) -> tuple[str, ...]:
    """Return who holds a request, or did until its citizen called it off, and doesn't know that yet."""
    had = None if request.withdrawn is None else request.withdrawn.staff_id
    return tuple(each for each in (request.staff_id, had) if each is not None)


def check_target(roster: Roster, step: HandOver) -> None:
    """Check that a request can be handed there. Raises Refusal: ``no_such_team``, ``no_such_person``."""
    directory = roster.directory
    queues = {team.team_id for team in directory.teams} | {each.centre_id for each in directory.centres}
    if step.queue not in queues:
        raise Refusal(RefusalCode.NO_SUCH_TEAM)
    if step.staff_id is not None:
        account = directory.account(step.staff_id)
        if account is None or step.queue not in roster.queues_of(account):
            raise Refusal(RefusalCode.NO_SUCH_PERSON)
