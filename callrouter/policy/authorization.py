"""Who may do what, and with which of it: one table of actions, roles and scopes. Pure.

An action is a message of the protocol, by its type, or what an operation of the API does. A role that an
action's row doesn't name may not do it; an action without a row nobody may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from callrouter.model.refusal import Refusal
from callrouter.model.states import CALLERS, HOSTS, RefusalCode, Role
from callrouter.policy.tenancy import NO_REALM, Realm, Tenancy


class Outsider(StrEnum):
    """Who has no account."""

    #: A form of others, by the key of the deployment.
    FORM = "form"
    ANYBODY = "anybody"


class Scope(StrEnum):
    """With which things somebody may do something."""

    #: Nobody's in particular: rules as they stand, definitions, figures without persons.
    GENERAL = "general"
    #: The asker's own: status, day, notes, booth, request. None but theirs can be named.
    OWN = "own"
    #: Calls the asker takes part in, and their own wrap-up of one; the script that acts checks it.
    OWN_CALL = "own call"
    #: What rings for the asker; the script that acts checks it.
    OWN_OFFER = "own offer"
    #: Callback requests they hold, or in the queues they work on now; ``policy.callback_access`` says which.
    OWN_QUEUE = "own queue"
    #: Help at the locations where they are posted.
    OWN_POST = "own post"
    #: Calls that belong to centres they oversee, and so on.
    CALL = "overseen call"
    PERSON = "overseen person"
    PLACE = "overseen location"
    BOOTH = "overseen booth"
    HELP = "overseen help"
    ALERT = "overseen alert"
    REQUEST = "overseen request"
    #: The answer tells of overseen centres alone.
    SEEN = "overseen part"
    #: What applies to all centres: only who oversees every one of them.
    WHOLE = "everything"


Party = Role | Outsider
Rule = Mapping[Party, Scope]


def _rule(
    parties: Iterable[Party] | Party, scope: Scope, *others: tuple[Iterable[Party] | Party, Scope]
) -> Rule:
    found: dict[Party, Scope] = {}
    for who, what in ((parties, scope), *others):
        found |= dict.fromkeys((who,) if isinstance(who, StrEnum) else who, what)
    return found


_BOOTH: Final = Role.VISITOR
_AGENT: Final = Role.AGENT
_SUPERVISOR: Final = Role.SUPERVISOR
_RUNG: Final = HOSTS | {Role.INTERPRETER}
_STAFF: Final = _RUNG | {Role.SUPERVISOR, Role.SERVICE}
_IN_CALLS: Final = CALLERS | _RUNG | {Role.SUPERVISOR}
_WORKING: Final = HOSTS | {Role.SUPERVISOR}

RULES: Final[Mapping[str, Rule]] = {
    # Conversations
    "call.request": _rule(_BOOTH, Scope.OWN, (_SUPERVISOR, Scope.BOOTH)),
    "call.rate": _rule(CALLERS, Scope.OWN_CALL),
    "call.leave": _rule(_IN_CALLS, Scope.OWN_CALL),
    "chat.post": _rule(_IN_CALLS, Scope.OWN_CALL),
    "chat.read": _rule(_RUNG | {_SUPERVISOR}, Scope.OWN_CALL),
    "text.type": _rule(_IN_CALLS, Scope.OWN_CALL),
    "media.prepare": _rule(_IN_CALLS, Scope.OWN_CALL),
    "media.offer": _rule(_IN_CALLS, Scope.OWN_CALL),
    "media.show": _rule(_IN_CALLS, Scope.OWN_CALL),
    "media.share": _rule(HOSTS, Scope.OWN_CALL),
    # Work
    "status.set": _rule(_STAFF, Scope.OWN),
    "reservation.accept": _rule(_RUNG, Scope.OWN_OFFER),
    "reservation.decline": _rule(_RUNG, Scope.OWN_OFFER),
    "interpreter.invite": _rule(_WORKING, Scope.OWN_CALL),
    "interpreter.cancel": _rule(_WORKING, Scope.OWN_CALL),
    "call.hold": _rule(_WORKING, Scope.OWN_CALL),
    "call.transfer": _rule(_WORKING, Scope.OWN_CALL),
    "transfer.cancel": _rule(_WORKING, Scope.OWN_CALL),
    "wrap_up.finish": _rule(HOSTS, Scope.OWN_CALL),
    "wrap_up.extend": _rule(HOSTS, Scope.OWN_CALL),
    "disposition.state": _rule(HOSTS, Scope.OWN_CALL),
    "call.classify": _rule(HOSTS, Scope.OWN_CALL),
    "call.flag": _rule(HOSTS, Scope.OWN_CALL),
    "note.write": _rule(HOSTS, Scope.OWN_CALL),
    "note.read": _rule(HOSTS, Scope.OWN),
    "day.read": _rule(_RUNG, Scope.OWN),
    # Steering calls and people
    "calls.list": _rule(_SUPERVISOR, Scope.SEEN),
    "queue.read": _rule(_SUPERVISOR, Scope.SEEN),
    "people.list": _rule(_SUPERVISOR, Scope.SEEN),
    "call.explain": _rule(_SUPERVISOR, Scope.CALL),
    "call.join": _rule(_SUPERVISOR, Scope.CALL),
    "call.prioritise": _rule(_SUPERVISOR, Scope.CALL),
    "call.move": _rule(_SUPERVISOR, Scope.CALL),
    "call.pull": _rule(_SUPERVISOR, Scope.CALL),
    "call.stop": _rule(_SUPERVISOR, Scope.CALL),
    "staff.steer": _rule(_SUPERVISOR, Scope.PERSON),
    "staff.free": _rule(_SUPERVISOR, Scope.PERSON),
    "staff.sign_out": _rule(_SUPERVISOR, Scope.PERSON),
    "staff.read_day": _rule(_SUPERVISOR, Scope.PERSON),
    "flag.list": _rule(_SUPERVISOR, Scope.SEEN),
    "flag.settle": _rule(_SUPERVISOR, Scope.SEEN),
    # Locations and booths
    "location.list": _rule(_SUPERVISOR, Scope.SEEN),
    "location.switch": _rule(_SUPERVISOR, Scope.PLACE),
    "hours.read": _rule(_SUPERVISOR, Scope.PLACE),
    "hours.set": _rule(_SUPERVISOR, Scope.PLACE),
    "booth.report": _rule(_BOOTH, Scope.OWN),
    "booth.list": _rule(_SUPERVISOR, Scope.SEEN),
    "booth.enrol": _rule(_SUPERVISOR, Scope.BOOTH),
    "booth.revoke": _rule(_SUPERVISOR, Scope.BOOTH),
    "help.request": _rule(_BOOTH, Scope.OWN, (_AGENT, Scope.OWN_CALL)),
    "help.withdraw": _rule(_BOOTH, Scope.OWN),
    "help.acknowledge": _rule(Role.SERVICE, Scope.OWN_POST, (_SUPERVISOR, Scope.HELP)),
    "help.settle": _rule(Role.SERVICE, Scope.OWN_POST, (_SUPERVISOR, Scope.HELP)),
    # Callback requests
    "callback.list": _rule(HOSTS, Scope.OWN_QUEUE, (_SUPERVISOR, Scope.SEEN)),
    "callback.read": _rule(HOSTS, Scope.OWN_QUEUE, (_SUPERVISOR, Scope.REQUEST)),
    "callback.put_back": _rule(HOSTS, Scope.OWN_QUEUE, (_SUPERVISOR, Scope.REQUEST)),
    "callback.hand_over": _rule(HOSTS, Scope.OWN_QUEUE, (_SUPERVISOR, Scope.REQUEST)),
    "callback.claim": _rule(HOSTS, Scope.OWN_QUEUE),
    "callback.invite": _rule(HOSTS, Scope.OWN_QUEUE),
    "callback.plan": _rule(HOSTS, Scope.OWN_QUEUE),
    "callback.miss": _rule(HOSTS, Scope.OWN_QUEUE),
    "callback.close": _rule(HOSTS, Scope.OWN_QUEUE),
    "callback.note": _rule(HOSTS, Scope.OWN_QUEUE),
    "callback.dismiss": _rule(HOSTS, Scope.OWN_QUEUE),
    "callback.propose": _rule(HOSTS, Scope.OWN_QUEUE),
    "callback.ask": _rule(_AGENT, Scope.GENERAL, (Outsider.FORM, Scope.GENERAL)),
    "postcode.look_up": _rule(Outsider.ANYBODY, Scope.GENERAL),
    "room.enter": _rule(Role.CITIZEN, Scope.OWN),
    "room.ask_phone": _rule(Role.CITIZEN, Scope.OWN),
    "room.ask_centre": _rule(Role.CITIZEN, Scope.OWN),
    "absence.list": _rule(Role.WIJKAGENT, Scope.OWN, (_SUPERVISOR, Scope.SEEN)),
    "absence.set": _rule(Role.WIJKAGENT, Scope.OWN, (_SUPERVISOR, Scope.PERSON)),
    "absence.clear": _rule(Role.WIJKAGENT, Scope.OWN, (_SUPERVISOR, Scope.PERSON)),
    # What applies to all, and what is told of it
    "routing.read": _rule(_SUPERVISOR, Scope.GENERAL),
    "routing.replace": _rule(_SUPERVISOR, Scope.WHOLE),
    "alert.list": _rule(_SUPERVISOR, Scope.SEEN),
    "alert.acknowledge": _rule(_SUPERVISOR, Scope.ALERT),
    "alert_rules.read": _rule(_SUPERVISOR, Scope.GENERAL),
    "alert_rules.replace": _rule(_SUPERVISOR, Scope.WHOLE),
    # Figures of calls are everybody's who answers for them; people are told apart for who oversees them.
    "statistics.read": _rule(_SUPERVISOR, Scope.SEEN),
    "statistics.export": _rule(_SUPERVISOR, Scope.SEEN),
    "statistics.define": _rule(_SUPERVISOR, Scope.GENERAL),
    # All centres' figures are made a floor of, and the trial takes a processor for a minute.
    "staffing.try": _rule(_SUPERVISOR, Scope.WHOLE),
    "audit.search": _rule(_SUPERVISOR, Scope.SEEN),
    "audit.check": _rule(_SUPERVISOR, Scope.GENERAL),
    # A part of a chain proves nothing.
    "audit.export": _rule(_SUPERVISOR, Scope.WHOLE),
}

#: By which field of a message or request the thing is named, whose it must be, and how one is refused to whom
#: it isn't: as something that isn't there, so that nobody learns what is.
_NAMED: Final[
    Mapping[Scope, tuple[tuple[str, ...], RefusalCode, Callable[[Tenancy, str], Iterable[str]]]]
] = {
    Scope.PERSON: (("staff_id",), RefusalCode.NO_SUCH_PERSON, Tenancy.of_person),
    Scope.PLACE: (("location", "location_id"), RefusalCode.NO_SUCH_LOCATION, Tenancy.of_place),
    Scope.BOOTH: (("booth_id",), RefusalCode.NO_SUCH_BOOTH, Tenancy.of_booth),
    Scope.HELP: (("help_id",), RefusalCode.NO_SUCH_HELP, Tenancy.of_help),
}


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who wants something done."""

    principal_id: str
    role: Party
    realm: Realm = NO_REALM


class NotAllowedError(Exception):
    """Nobody of this role may do that, whatever with."""


def scope_of(action: str, party: Party) -> Scope:
    """Return with which things a party may do something. Raises NotAllowedError."""
    scope = RULES.get(action, {}).get(party)
    if scope is None:
        raise NotAllowedError
    return scope


def require(scope: Scope, asker: Asker, named: Mapping[str, object], tenancy: Tenancy) -> None:
    """Check that an asker may do something of this scope with what is named, as far as its name says.

    Calls, requests and alerts say themselves whose they are, when they are read. Raises NotAllowedError, or
    Refusal as for what isn't there.
    """
    if scope is Scope.WHOLE and not asker.realm.whole:
        raise NotAllowedError
    if scope not in _NAMED or asker.realm.whole:
        return
    fields, refusal, whose = _NAMED[scope]
    name = next((named[field] for field in fields if named.get(field) is not None), None)
    # Whoever names nobody means themselves.
    if name is not None and not asker.realm.has(whose(tenancy, str(name))):
        raise Refusal(refusal)


#: How it is told that something is somebody else's: as if it weren't there.
_HIDDEN: Final[Mapping[Scope, RefusalCode]] = {
    Scope.OWN_CALL: RefusalCode.NO_SUCH_CALL,
    Scope.OWN_OFFER: RefusalCode.NO_SUCH_RESERVATION,
}
_SOMEBODY_ELSES: Final = frozenset({RefusalCode.NOT_A_PARTICIPANT, RefusalCode.NOT_YOURS})


def refused(scope: Scope, refusal: Refusal) -> Refusal:
    """Return the refusal as it is told: whose something isn't doesn't learn whether it is there."""
    hidden = _HIDDEN.get(scope)
    return Refusal(hidden) if hidden and refusal.code in _SOMEBODY_ELSES else refusal
