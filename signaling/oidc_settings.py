"""The settings of signing in at an identity provider (OpenID Connect)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from callrouter.model.claims import ClaimTable
from signaling.message_settings import is_url
from signaling.relay_settings import listed

_Scope = Annotated[str, Field(pattern=r"^[!#-\[\]-~]{1,100}$")]


class OidcSettings(BaseModel):
    """How staff sign in at their organization's identity provider."""

    oidc_issuer: Annotated[str, AfterValidator(is_url)] | None = Field(
        default=None,
        description="identity provider (OpenID Connect) where staff sign in, as it names itself",
    )
    oidc_client_id: str | None = Field(
        default=None, pattern=r"^[!-~]{1,200}$", description="what this service is called there"
    )
    oidc_client_secret: SecretStr | None = Field(
        default=None, min_length=1, description="what it shows there; default: nothing (a public client)"
    )
    oidc_client_auth: Literal["client_secret_basic", "client_secret_post"] = Field(
        default="client_secret_basic", description="how the secret is shown"
    )
    oidc_scopes: Annotated[tuple[_Scope, ...], BeforeValidator(listed)] = Field(
        default=("openid", "profile"), description="what is asked for there, separated by commas"
    )
    oidc_claims: Path | None = Field(
        default=None,
        description="TOML file with how claims become role, centre, languages, teams, locations",
    )
    oidc_name: str = Field(
        default="",
        max_length=60,
        description="text of the button that leads there; default: in the page's own words",
    )
    oidc_longest_s: float = Field(
        default=8 * 3600, ge=300, le=86_400, description="how long a sign-in from there lasts at most"
    )
    local_accounts: bool = Field(
        default=True, description="let staff sign in with a password of this service, beside the provider"
    )

    @model_validator(mode="after")
    def _provider_is_complete(self) -> Self:
        if self.oidc_issuer is None:
            if not self.local_accounts:
                message = "local_accounts can be off only with an oidc_issuer: else nobody could sign in"
                raise ValueError(message)
            return self
        needed = ("oidc_client_id", "oidc_claims", "public_url")
        if missing := [name for name in needed if getattr(self, name, None) is None]:
            message = f"oidc_issuer needs {' and '.join(missing)}"
            raise ValueError(message)
        if "openid" not in self.oidc_scopes:
            message = "oidc_scopes must have openid in it"
            raise ValueError(message)
        return self


def read_claim_table(path: Path) -> ClaimTable:
    """Return the table of claims in a file. Raises ValueError, which says where and why it is none."""
    try:
        return ClaimTable.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        message = f"oidc_claims {path}: {error.strerror}"
        raise ValueError(message) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"oidc_claims {path}: not valid TOML ({error})"
        raise ValueError(message) from error
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        told = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults)
        message = f"oidc_claims {path}: {told}"
        raise ValueError(message) from None
