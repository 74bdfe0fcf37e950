"""From a provider's claims to an account: what the table says, and nothing else."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callrouter.model.claims import ClaimTable
from callrouter.model.states import Role
from callrouter.policy.claims import ClaimFault, ClaimFaultError, account_of, subject_of, values_of

_SUBJECT = subject_of("https://id.example.org", "248289761001")
TABLE = ClaimTable.model_validate(
    {
        "role": {
            "claim": "realm_access.roles",
            "values": {
                "rsc-lead": "supervisor",
                "rsc": "agent",
                "rsc-utrecht": "agent",
                "tolk": "interpreter",
                "wijk": "wijkagent",
                "station": "service",
            },
        },
        "centre": {"claim": "unit", "values": {"MN": "midden-nederland"}, "default": "noord-nederland"},
        "languages": {"claim": "languages"},
        "teams": {"claim": "teams"},
        "locations": {"claim": "posts", "values": {"Utrecht CS": "utrecht-stationsplein"}},
        "oversees": {"claim": "oversees"},
    }
)


def _claims(*roles: str, **others: Any) -> dict[str, Any]:
    return {"sub": "248289761001", "name": "Ann", "realm_access": {"roles": list(roles)}, **others}


def test_a_role_of_several_groups_is_the_first_of_the_table() -> None:
    account = account_of(_claims("other", "rsc-utrecht", "rsc-lead"), TABLE, subject=_SUBJECT)
    assert account.role is Role.SUPERVISOR
    assert account_of(_claims("rsc-utrecht"), TABLE, subject=_SUBJECT).role is Role.AGENT


def test_values_are_translated_and_what_is_not_in_a_table_means_nothing() -> None:
    said = _claims("station", unit="MN", posts=["Utrecht CS", "Mars"], languages=["nl", "en", "nl"])
    account = account_of(said, TABLE, subject=_SUBJECT)
    assert account.centre == "midden-nederland"
    assert account.locations == ("utrecht-stationsplein",)
    assert account.languages == ("nl", "en")
    plain = account_of(_claims("rsc", unit="Mars", teams=["groningen-noord"]), TABLE, subject=_SUBJECT)
    assert (plain.centre, plain.languages, plain.teams) == ("noord-nederland", ("nl",), ())


def test_a_name_that_is_made_says_nothing_of_its_person() -> None:
    made = account_of(_claims("rsc", preferred_username="ann@example.org"), TABLE, subject=_SUBJECT).staff_id
    assert made == f"p-{_SUBJECT[:16]}"
    named = TABLE.model_copy(update={"username": "upn"})
    assert account_of(_claims("rsc", upn="Ann.O'Neil@x"), named, subject=_SUBJECT).staff_id == "ann.o-neil"
    for nobodys in ("@", "Clock@x", "unknown"):
        assert account_of(_claims("rsc", upn=nobodys), named, subject=_SUBJECT).staff_id == made


@pytest.mark.parametrize(
    ("claims", "fault"),
    [
        (_claims(), ClaimFault.NO_ROLE),
        (_claims("rsc2"), ClaimFault.NO_ROLE),
        ({"realm_access.roles": ["x"]}, ClaimFault.NO_ROLE),
        ({"realm_access": "rsc"}, ClaimFault.NO_ROLE),
        (_claims("wijk"), ClaimFault.INCOMPLETE),
        (_claims("station", posts=["Mars"]), ClaimFault.INCOMPLETE),
        (_claims("rsc", languages=["Dutch"]), ClaimFault.INCOMPLETE),
    ],
)
def test_who_has_no_role_or_too_little_said_has_no_account(claims: dict[str, Any], fault: ClaimFault) -> None:
    with pytest.raises(ClaimFaultError) as refused:
        account_of(claims, TABLE, subject=_SUBJECT)
    assert refused.value.fault is fault


def test_a_claim_is_found_by_its_name_before_by_its_path() -> None:
    assert values_of({"a.b": "x", "a": {"b": "y"}}, "a.b") == ("x",)
    assert values_of({"a": {"b": ["y", 3, "", "z" * 201]}}, "a.b") == ("y",)


_TEXTS = st.sampled_from(["", "MN", "nl", "a.b", "x" * 300, "\x00\n", "\u202eAnn", "*", "groningen-noord"])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
)


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("name", "unit", "languages", "teams", "posts", "oversees"), _JSON)
    )
)
def test_whatever_is_claimed_makes_a_sound_account_or_none(said: dict[str, Any]) -> None:
    with suppress(ClaimFaultError):
        account = account_of(_claims("rsc-lead", **said), TABLE, subject=_SUBJECT)
        assert account.role is Role.SUPERVISOR
        assert account.display_name.isprintable()
        assert 0 < len(account.display_name) <= 80
