"""Who may do what: what the table doesn't say is refused, and whose something is decides the rest."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from callrouter.model.directory import Account, Directory
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode, Role
from callrouter.policy.authorization import (
    RULES,
    Asker,
    NotAllowedError,
    Outsider,
    Scope,
    refused,
    require,
    scope_of,
)
from callrouter.policy.tenancy import NO_REALM, Realm, Tenancy, realm_of

_CENTRES = [{"centre_id": name, "name": name} for name in ("noord", "midden")]
_PLACES: list[dict[str, object]] = [
    {
        "location_id": f"plein-{name}",
        "name": name,
        "centre": name,
        "timezone": "Europe/Amsterdam",
        "hours": {},
    }
    for name in ("noord", "midden")
]


def _account(name: str, role: Role, centre: str, oversees: Iterable[str] = ()) -> Account:
    return Account(
        staff_id=name,
        role=role,
        display_name=name,
        centre=centre,
        languages=("nl",),
        oversees=tuple(oversees),
    )


DIRECTORY = Directory.model_validate(
    {
        "centres": _CENTRES,
        "locations": _PLACES,
        "booths": [
            {"booth_id": f"booth:{name}", "location": f"plein-{name}"} for name in ("noord", "midden")
        ],
        "accounts": [
            _account("one", Role.SUPERVISOR, "noord"),
            _account("all", Role.SUPERVISOR, "noord", ("noord", "midden")),
            _account("jo", Role.AGENT, "noord"),
            _account("bo", Role.AGENT, "midden"),
        ],
    }
)
_TENANCY = Tenancy(DIRECTORY)


def _asker(name: str) -> Asker:
    account = DIRECTORY.account(name)
    assert account is not None
    return Asker(principal_id=name, role=account.role, realm=realm_of(account, DIRECTORY))


def test_what_has_no_rule_and_whom_a_rule_does_not_name_is_refused() -> None:
    for action, party in (("no.such", Role.SUPERVISOR), ("call.move", Role.AGENT), ("", Outsider.ANYBODY)):
        with pytest.raises(NotAllowedError):
            scope_of(action, party)
    assert scope_of("call.move", Role.SUPERVISOR) is Scope.CALL


@pytest.mark.parametrize("action", sorted(RULES))
def test_a_booth_is_only_a_booth_a_citizen_only_asks_for_their_own(action: str) -> None:
    narrow = {Scope.OWN, Scope.OWN_CALL}
    found = {RULES[action].get(role) for role in (Role.VISITOR, Role.CITIZEN)} - {None}
    assert found <= narrow
    assert RULES[action].get(Role.INTERPRETER) in {None, *narrow, Scope.OWN_OFFER}
    assert RULES[action].get(Role.SERVICE) in {None, Scope.OWN, Scope.OWN_POST}


def test_a_supervisor_oversees_the_own_centre_unless_more_is_said() -> None:
    assert _asker("one").realm == Realm(centres=frozenset({"noord"}))
    assert _asker("all").realm.whole
    assert _asker("jo").realm == NO_REALM
    with pytest.raises(ValueError, match="a supervisor oversees"):
        _account("jo", Role.AGENT, "noord", ("noord",))


@pytest.mark.parametrize(
    ("scope", "field", "own", "others", "code"),
    [
        (Scope.PERSON, "staff_id", "jo", "bo", RefusalCode.NO_SUCH_PERSON),
        (Scope.PLACE, "location_id", "plein-noord", "plein-midden", RefusalCode.NO_SUCH_LOCATION),
        (Scope.BOOTH, "booth_id", "booth:noord", "booth:midden", RefusalCode.NO_SUCH_BOOTH),
        (Scope.HELP, "help_id", "booth:noord#1", "booth:midden#1", RefusalCode.NO_SUCH_HELP),
    ],
)
def test_what_is_elsewhere_is_refused_like_what_is_nowhere(
    scope: Scope, field: str, own: str, others: str, code: RefusalCode
) -> None:
    require(scope, _asker("one"), {field: own}, _TENANCY)
    for name in (others, "nowhere", "booth:nowhere#1"):
        with pytest.raises(Refusal) as refusal:
            require(scope, _asker("one"), {field: name}, _TENANCY)
        assert refusal.value.code is code
        require(scope, _asker("all"), {field: name}, _TENANCY)


def test_what_applies_to_all_is_for_who_oversees_all() -> None:
    require(Scope.WHOLE, _asker("all"), {}, _TENANCY)
    with pytest.raises(NotAllowedError):
        require(Scope.WHOLE, _asker("one"), {}, _TENANCY)


def test_who_takes_no_part_in_a_call_does_not_learn_that_there_is_one() -> None:
    told = refused(Scope.OWN_CALL, Refusal(RefusalCode.NOT_A_PARTICIPANT))
    assert told.code is RefusalCode.NO_SUCH_CALL


def test_nobody_but_supervisors_has_a_realm_whatever_belongs_to_everybody() -> None:
    assert not NO_REALM.has({"*"})
    assert Realm(centres=frozenset({"noord"})).has({"*"})
