"""What ``callrouter doctor`` says of the identity provider: is it there, and can its word be checked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from callrouter.model.directory import Directory
from signaling.auth.oidc.flow import CALLBACK_PATH, SIGNED_OUT_PATH
from signaling.auth.oidc.provider import Provider, ProviderUnavailableError
from signaling.auth.oidc.tokens import ALGORITHMS
from signaling.examination.examined import Examined
from signaling.oidc import claim_table_of, provider_of
from signaling.settings import Settings, SettingsError

#: Tokens are refused from a minute on.
_CLOCKS_APART_S: Final = 30


async def examine_provider(settings: Settings, directory: Directory | None) -> AsyncIterator[Examined]:
    """Examine the provider that the settings name, and what is needed of it; nothing where they name none."""
    provider = provider_of(settings)
    if provider is None:
        return
    if directory is not None:
        yield _claims(settings, directory)
    try:
        metadata = await provider.metadata()
        keys = await provider.count_keys()
    except ProviderUnavailableError as error:
        remedy = "name oidc_issuer as the provider names itself, and let this machine reach it by https"
        yield Examined("identity provider", str(error), remedy)
        return
    yield _signatures(metadata.id_token_signing_alg_values_supported, keys)
    yield _clock(provider)
    # Whether it is registered there is known to the provider alone, so it is told.
    where = f"{settings.public_url}{CALLBACK_PATH}, and {SIGNED_OUT_PATH} after signing out"
    yield Examined("addresses to register there", where)


def _claims(settings: Settings, directory: Directory) -> Examined:
    try:
        table = claim_table_of(settings, directory)
    except SettingsError as error:
        return Examined("table of claims", str(error), "mend the file that oidc_claims names")
    roles = ", ".join(sorted(set(table.role.values.values())))
    return Examined("table of claims", f"roles by {table.role.claim}: {roles}")


def _signatures(offered: tuple[str, ...], keys: int) -> Examined:
    known = [name for name in offered if name in ALGORITHMS]
    state = f"there, signs with {', '.join(offered) or 'something'}, {keys} keys"
    if (offered and not known) or not keys:
        wanted = ", ".join(ALGORITHMS)
        return Examined("identity provider", state, f"let it sign with one of {wanted}")
    return Examined("identity provider", state)


def _clock(provider: Provider) -> Examined:
    apart = provider.clock_ahead_s
    if apart is None:
        return Examined("its clock", "not said")
    state = f"{abs(apart):.0f} s {'ahead of' if apart > 0 else 'behind'} this machine's"
    remedy = "synchronize this machine's clock (NTP)" if abs(apart) > _CLOCKS_APART_S else None
    return Examined("its clock", state, remedy)
