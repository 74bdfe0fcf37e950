"""From what an identity provider says of somebody to their account here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Final

from pydantic import ValidationError

from callrouter.model.claims import CentreClaim, ClaimTable, IdsClaim, LanguagesClaim, RoleClaim
from callrouter.model.directory import NOBODYS_NAMES, Account
from callrouter.model.states import Role

#: More values than this of one claim are not looked at.
_MOST_VALUES: Final = 1000
_LONGEST_VALUE: Final = 200
_LONGEST_NAME: Final = 80
#: Letters of a made-up name: none is met twice among a million people (chance 1 in 10,000,000).
_NAME_LENGTH: Final = 16

Claims = Mapping[str, object]


class ClaimFault(StrEnum):
    """Why somebody whom the provider knows has no account here."""

    #: None of the values of the role's claim is in the table.
    NO_ROLE = "no_role"
    #: What their role needs isn't said: a centre, an officer's teams, a service employee's locations.
    INCOMPLETE = "incomplete"


class ClaimFaultError(ValueError):
    """The claims make no account."""

    def __init__(self, fault: ClaimFault) -> None:
        super().__init__(fault)
        self.fault = fault


def subject_of(issuer: str, subject: str) -> str:
    """Return by what somebody of a provider is known here: a digest that says nothing of them."""
    return sha256(f"{issuer} {subject}".encode()).hexdigest()


def account_of(claims: Claims, table: ClaimTable, *, subject: str) -> Account:
    """Return the account that claims make; ``subject`` as ``subject_of`` gives it. Raises ClaimFaultError."""
    role = _role(claims, table.role)
    if role is None:
        raise ClaimFaultError(ClaimFault.NO_ROLE)
    centre = _centre(claims, table.centre)
    try:
        return Account(
            staff_id=_username(claims, table) or f"p-{subject[:_NAME_LENGTH]}",
            role=role,
            display_name=_display_name(claims, table),
            centre=centre or "",
            languages=_several(claims, table.languages),
            teams=_several(claims, table.teams) if role is Role.WIJKAGENT else (),
            locations=_several(claims, table.locations) if role is Role.SERVICE else (),
            oversees=_several(claims, table.oversees) if role is Role.SUPERVISOR else (),
        )
    except ValidationError:
        raise ClaimFaultError(ClaimFault.INCOMPLETE) from None


def values_of(claims: Claims, name: str) -> tuple[str, ...]:
    """Return the texts a claim holds: of one, of a list, or of what a path with dots leads to."""
    found: object = claims.get(name)
    if found is None:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
    listed = found if isinstance(found, list) else [found]
    return tuple(
        each for each in listed[:_MOST_VALUES] if isinstance(each, str) and 0 < len(each) <= _LONGEST_VALUE
    )


def _role(claims: Claims, table: RoleClaim) -> Role | None:
    held = set(values_of(claims, table.claim))
    return next((role for value, role in table.values.items() if value in held), None)


def _centre(claims: Claims, table: CentreClaim) -> str | None:
    said = _mapped(claims, table.claim, table.values)
    return said[0] if said else table.default


def _several(claims: Claims, table: IdsClaim | LanguagesClaim) -> tuple[str, ...]:
    return _mapped(claims, table.claim, table.values) or table.default


def _mapped(claims: Claims, claim: str | None, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the claim's values mean here, each once; what isn't in a table of values means nothing."""
    said = () if claim is None else values_of(claims, claim)
    return tuple(dict.fromkeys([values[each] for each in said if each in values] if values else said))


def _display_name(claims: Claims, table: ClaimTable) -> str:
    said = values_of(claims, table.display_name)
    printable = "".join(sign for sign in said[0] if sign.isprintable()).strip() if said else ""
    return printable[:_LONGEST_NAME] or "-"


def _username(claims: Claims, table: ClaimTable) -> str:
    """Return the name that is said, without its domain and in the letters that names have here.

    None that stands for nobody in the audit trail.
    """
    said = () if table.username is None else values_of(claims, table.username)
    local = said[0].partition("@")[0].lower() if said else ""
    name = re.sub(r"[^a-z0-9._-]", "-", local).lstrip("._-")[:64]
    return "" if name in NOBODYS_NAMES else name
