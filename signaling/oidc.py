"""The ways in which staff sign in, put together from the settings."""

from __future__ import annotations

from functools import partial

from callrouter.model.claims import ClaimTable, IdsClaim
from callrouter.model.directory import Directory
from callrouter.services.accounts import Accounts
from callrouter.services.audit_trail import ActionNotes
from signaling.auth.identity import Identities
from signaling.auth.oidc.flow import OidcFlow
from signaling.auth.oidc.provider import Client, Provider
from signaling.http.address import place_of
from signaling.http.oidc import OidcSignIn
from signaling.http.sign_in_ways import SignInWays
from signaling.oidc_settings import read_claim_table
from signaling.settings import Settings, SettingsError
from signaling.stores import Stores


def sign_in_ways(
    settings: Settings, stores: Stores, accounts: Accounts, identities: Identities, notes: ActionNotes
) -> SignInWays:
    """Return the ways in which staff sign in.

    Raises SettingsError when the provider's table of claims can't be used.
    """
    sign_in, provider = None, provider_of(settings)
    if provider is not None:
        sign_in = OidcSignIn(
            flow=OidcFlow(
                provider, stores.tokens, public_url=settings.public_url or "", scopes=settings.oidc_scopes
            ),
            table=claim_table_of(settings, accounts.directory),
            accounts=accounts,
            identities=identities,
            sign_ins=stores.sign_ins,
            notes=notes,
            longest_ms=round(settings.oidc_longest_s * 1000),
            secure_cookies=settings.secure_cookies,
            place_of=partial(place_of, trusted=settings.trusted_proxies),
        )
    return SignInWays(local=settings.local_accounts, provider=sign_in, provider_name=settings.oidc_name)


def provider_of(settings: Settings) -> Provider | None:
    """Return the provider that the settings name, and what this service is there."""
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        return None
    secret = settings.oidc_client_secret
    client = Client(
        client_id=settings.oidc_client_id,
        secret=secret.get_secret_value() if secret else None,
        basic=settings.oidc_client_auth == "client_secret_basic",
    )
    return Provider(settings.oidc_issuer, client)


def claim_table_of(settings: Settings, directory: Directory) -> ClaimTable:
    """Return the table of claims. Raises SettingsError: it can't be read, or names what isn't there."""
    if settings.oidc_claims is None:
        raise SettingsError("oidc_claims: not set")
    try:
        table = read_claim_table(settings.oidc_claims)
    except ValueError as error:
        raise SettingsError(str(error)) from None
    centres = {*table.centre.values.values(), table.centre.default or ""}
    _check("centre", centres | _ids(table.oversees), directory.centre_ids)
    _check("team", _ids(table.teams), directory.team_ids)
    _check("location", _ids(table.locations), directory.location_ids)
    return table


def _ids(claim: IdsClaim) -> set[str]:
    return {*claim.values.values(), *claim.default}


def _check(kind: str, named: set[str], known: frozenset[str]) -> None:
    if unknown := named - known - {""}:
        message = f"oidc_claims: unknown {kind}: {', '.join(sorted(unknown))}"
        raise SettingsError(message)
