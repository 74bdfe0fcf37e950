"""What an identity provider says of somebody, and how a deployment reads it: a table of claims."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from callrouter.model.base import Id, Language, Record
from callrouter.model.states import Role

#: A claim's name, or its path with dots, such as ``realm_access.roles``.
ClaimName = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,200}$")]
_Value = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class RoleClaim(Record):
    """Which role somebody has: the first of ``values`` that the claim holds, so put the strongest first."""

    claim: ClaimName = "groups"
    values: dict[_Value, Role] = Field(min_length=1)


class CentreClaim(Record):
    """At which centre somebody works; without ``values`` the claim holds the centre's own id."""

    claim: ClaimName | None = None
    values: dict[_Value, Id] = Field(default_factory=dict)
    #: Where the claim says nothing.
    default: Id | None = None


class IdsClaim(Record):
    """Which teams, locations or centres somebody has; without ``values`` the claim holds their own ids."""

    claim: ClaimName | None = None
    values: dict[_Value, Id] = Field(default_factory=dict)
    default: tuple[Id, ...] = ()


class LanguagesClaim(Record):
    """Which languages somebody speaks; without ``values`` the claim holds codes, such as ``nl``."""

    claim: ClaimName | None = None
    values: dict[_Value, Language] = Field(default_factory=dict)
    default: tuple[Language, ...] = ("nl",)


class ClaimTable(Record):
    """How claims become an account; the TOML file that ``oidc_claims`` names has this form."""

    #: What others read.
    display_name: ClaimName = "name"
    #: What somebody is called here; without it a name is made that says nothing of them.
    username: ClaimName | None = None
    role: RoleClaim
    centre: CentreClaim = CentreClaim()
    languages: LanguagesClaim = LanguagesClaim()
    teams: IdsClaim = IdsClaim()
    locations: IdsClaim = IdsClaim()
    #: The centres whose work a supervisor oversees.
    oversees: IdsClaim = IdsClaim()
