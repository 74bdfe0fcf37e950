"""From the sign-in page to the identity provider and back: OpenID Connect's authorization code flow.

Core 1.0, section 3.1, with PKCE (RFC 7636), a state that is bound to the browser, and the issuer's name in
the answer (RFC 9207). What is begun is kept in the queue's server, so that another node can finish it.
"""

from __future__ import annotations

import re
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Final, NamedTuple

import structlog
from yarl import URL

from callrouter.model.records import Record
from callrouter.queueing import TokenStore
from signaling.auth.identity import Page
from signaling.auth.oidc.provider import Provider, ProviderRefusedError, ProviderUnavailableError
from signaling.auth.oidc.tokens import Claims, TokenError

_log = structlog.get_logger(__name__)

#: Signing in there takes no longer, second factors and changed passwords included.
BEGUN_TTL_S: Final = 900
#: A logout token that was taken is known for longer than one is good.
_LOGOUT_TTL_S: Final = 3600
_LONGEST_PARAMETER: Final = 4096
#: The page where it was begun, and 256 random bits.
_STATE: Final = re.compile(r"[a-z]{1,20}\.[A-Za-z0-9_-]{43}")
#: Where the provider sends the browser back to.
CALLBACK_PATH: Final = "/oidc/callback"
SIGNED_OUT_PATH: Final = "/oidc/signed-out"


class FlowFault(StrEnum):
    """Why nobody is signed in; a word that the sign-in page knows."""

    #: The provider can't be reached, or fails.
    UNAVAILABLE = "provider_unavailable"
    #: The provider let nobody in, or its person went back.
    REFUSED = "provider_refused"
    #: What was begun is too old, was finished, or is another browser's.
    EXPIRED = "expired"
    #: What the provider answered can't be trusted.
    UNTRUSTED = "untrusted"


class FlowError(Exception):
    """Nobody is signed in."""

    def __init__(self, fault: FlowFault) -> None:
        super().__init__(fault)
        self.fault = fault


class Begun(NamedTuple):
    """Where to send a browser that signs in."""

    url: str
    #: What the browser must show when it comes back.
    browser: str


class _Kept(Record):
    """What is remembered of a sign-in that was begun."""

    nonce: str
    verifier: str


class OidcFlow:
    """Signs people in at the provider."""

    def __init__(
        self, provider: Provider, tokens: TokenStore, *, public_url: str, scopes: tuple[str, ...]
    ) -> None:
        self.provider = provider
        self._tokens = tokens
        self._public_url = public_url
        self._scopes = scopes

    @property
    def redirect_uri(self) -> str:
        """Where the provider sends browsers back to; it must be told this very address."""
        return f"{self._public_url}{CALLBACK_PATH}"

    async def begin(self, page: Page, browser: str = "") -> Begun:
        """Return where to send a browser; ``browser``: what it shows already, if it began elsewhere too.

        Raises FlowError ``provider_unavailable``, QueueUnavailableError.
        """
        try:
            metadata = await self.provider.metadata()
        except ProviderUnavailableError:
            raise FlowError(FlowFault.UNAVAILABLE) from None
        browser = browser or secrets.token_urlsafe(32)
        state = f"{page}.{secrets.token_urlsafe(32)}"
        kept = _Kept(nonce=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(48))
        await self._tokens.put(_begun(state, browser), kept.model_dump_json(), BEGUN_TTL_S)
        asked = {
            "response_type": "code",
            "client_id": self.provider.client.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": " ".join(self._scopes),
            "state": state,
            "nonce": kept.nonce,
            "code_challenge": _challenge(kept.verifier),
            "code_challenge_method": "S256",
        }
        return Begun(str(URL(metadata.authorization_endpoint).update_query(asked)), browser)

    async def finish(self, answer: Mapping[str, str], browser: str) -> Claims:
        """Return what the provider says of who came back with this answer.

        What was begun is over then, whatever comes of it. Raises FlowError, QueueUnavailableError.
        """
        state = answer.get("state", "")
        is_ours = bool(browser) and _STATE.fullmatch(state) is not None
        known = await self._tokens.take(_begun(state, browser)) if is_ours else None
        if known is None:
            raise FlowError(FlowFault.EXPIRED)
        kept = _Kept.kept(known)
        try:
            await self._check_issuer(answer.get("iss"))
            code = answer.get("code", "")
            if "error" in answer or not 0 < len(code) <= _LONGEST_PARAMETER:
                raise FlowError(FlowFault.REFUSED)
            id_token, access_token = await self.provider.exchange(
                code, verifier=kept.verifier, redirect_uri=self.redirect_uri
            )
            return await self.provider.id_token(
                id_token, nonce=kept.nonce, access_token=access_token, now_s=time.time()
            )
        except ProviderUnavailableError as error:
            _log.warning("oidc.unavailable", why=str(error))
            raise FlowError(FlowFault.UNAVAILABLE) from None
        except ProviderRefusedError as error:
            _log.warning("oidc.no_tokens", code=str(error))
            raise FlowError(FlowFault.UNTRUSTED) from None
        except TokenError as error:
            _log.warning("oidc.token_refused", why=str(error))
            raise FlowError(FlowFault.UNTRUSTED) from None

    async def logged_out(self, logout_token: str) -> Claims:
        """Return whose session at the provider is over: ``sid``, ``sub`` or both.

        Raises TokenError, also for one that was ``settled``; ProviderUnavailableError, QueueUnavailableError.
        """
        claims = await self.provider.logout_token(logout_token, now_s=time.time())
        if await self._tokens.get(_settled(claims)) is not None:
            raise TokenError("jti")
        return claims

    async def settled(self, claims: Claims) -> None:
        """Note that a logout token was followed: it is good once. Raises QueueUnavailableError."""
        await self._tokens.put(_settled(claims), "settled", _LOGOUT_TTL_S)

    async def sign_out_url(self, page: Page) -> str | None:
        """Return where a browser ends its session at the provider; None where that can't be done."""
        try:
            endpoint = (await self.provider.metadata()).end_session_endpoint
        except ProviderUnavailableError:
            return None
        if endpoint is None:
            return None
        # The provider knows its own session by its cookie: no token of ours goes into an address.
        asked = {
            "client_id": self.provider.client.client_id,
            "post_logout_redirect_uri": f"{self._public_url}{SIGNED_OUT_PATH}",
            "state": str(page),
        }
        return str(URL(endpoint).update_query(asked))

    async def _check_issuer(self, said: str | None) -> None:
        """Check that it is this provider that answers, and no other one that was made to (RFC 9207)."""
        promised = (await self.provider.metadata()).authorization_response_iss_parameter_supported
        if (said is None and promised) or said not in {None, self.provider.issuer}:
            raise TokenError("iss_parameter")


def _begun(state: str, browser: str) -> str:
    """Return under what is kept what was begun: neither address nor cookie alone finds it."""
    return f"oidc {state} {browser}"


def _settled(claims: Claims) -> str:
    return f"logout {claims['iss']} {claims['jti']}"


def _challenge(verifier: str) -> str:
    """Return PKCE's S256 (RFC 7636 section 4.2)."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
