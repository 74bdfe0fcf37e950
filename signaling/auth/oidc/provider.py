"""An identity provider, as we ask it: what it offers, its keys, and tokens for a code.

OpenID Connect Discovery 1.0. Every answer is bounded in size and time, and no redirect is followed.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from math import inf
from typing import Annotated, Any, Final
from urllib.parse import quote_plus

import aiohttp
import structlog
from joserfc.jwk import Key
from pydantic import AfterValidator, ValidationError

from callrouter.model.base import Told
from signaling.auth.oidc.tokens import Checks, Claims, TokenError, UnknownKeyError, read_keys
from signaling.message_settings import is_url

_log = structlog.get_logger(__name__)

_LARGEST: Final = 512 * 1024
#: Answers 400 to 499.
_CLIENT_ERROR: Final = 4
#: What the provider says of itself, and its keys, are asked for anew after this.
_FRESH_S: Final = 3600.0
#: A token that names a key we don't know makes us ask again, but no more often than this.
_KEYS_PAUSE_S: Final = 30.0
#: Whoever wants to sign in is told how it is, not older than this.
_LOOK_S: Final = 30.0
#: Nor do people who want to sign in while it is away.
_AWAY_PAUSE_S: Final = 5.0

#: RFC 6749 section 5.2, as they are all written.
_ERROR_CODE: Final = re.compile(r"[a-z_]{1,60}")
_Url = Annotated[str, AfterValidator(is_url)]


class ProviderUnavailableError(Exception):
    """The provider can't be reached, or doesn't answer as one; the message is for the operator."""


class ProviderRefusedError(Exception):
    """The provider gives no tokens for this code; the message is its error code."""


class Metadata(Told):
    """What a provider says of itself (what of it we use)."""

    issuer: str
    authorization_endpoint: _Url
    token_endpoint: _Url
    jwks_uri: _Url
    end_session_endpoint: _Url | None = None
    authorization_response_iss_parameter_supported: bool = False
    id_token_signing_alg_values_supported: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Client:
    """What this service is at a provider."""

    client_id: str
    secret: str | None = field(default=None, repr=False)
    #: Whether the secret is shown in a header, and not in the form.
    basic: bool = True


class Provider:
    """The provider that the settings name."""

    def __init__(self, issuer: str, client: Client, *, patience_s: float = 5.0) -> None:
        self.issuer = issuer
        self._patience = aiohttp.ClientTimeout(total=patience_s)
        self.client = client
        self._asking = asyncio.Lock()
        self._known: tuple[float, Metadata] | None = None
        self._keys: tuple[float, tuple[Key, ...]] | None = None
        self._away_until = -inf
        #: How far its clock is ahead of ours, seconds, as its last answer said; None: it says nothing.
        self.clock_ahead_s: float | None = None
        #: When an unknown key last made us ask for them.
        self._keys_wanted_at = -inf

    async def available(self) -> bool:
        """Say whether the provider is there now, or was a moment ago."""
        try:
            await self.metadata(fresh_s=_LOOK_S)
        except ProviderUnavailableError:
            return False
        return time.monotonic() >= self._away_until

    async def metadata(self, *, fresh_s: float = _FRESH_S) -> Metadata:
        """Return what the provider offers; what it said before, as long as it is away.

        Raises ProviderUnavailableError.
        """
        async with self._asking:
            now = time.monotonic()
            if self._known is not None and now < self._known[0] + fresh_s:
                return self._known[1]
            if now < self._away_until:
                return self._before("it was away a moment ago")
            try:
                found = Metadata.model_validate(
                    await self._get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
                )
            except ValidationError as error:
                names = ", ".join(sorted({str(fault["loc"][0]) for fault in error.errors()}))
                return self._before(f"what it says of itself lacks {names}")
            except ProviderUnavailableError as error:
                return self._before(str(error))
            if found.issuer != self.issuer:
                return self._before("it names itself otherwise than oidc_issuer does")
            self._known = (now, found)
            return found

    def _before(self, why: str) -> Metadata:
        """Return what the provider said when it last did, or say that it can't be asked."""
        self._away_until = time.monotonic() + _AWAY_PAUSE_S
        _log.warning("oidc.unavailable", why=why)
        if self._known is None:
            raise ProviderUnavailableError(why)
        return self._known[1]

    async def count_keys(self) -> int:
        """Return how many keys there are that tokens can be checked with. Raises ProviderUnavailableError."""
        return len((await self._checks()).keys)

    async def id_token(self, token: str, *, nonce: str, access_token: str | None, now_s: float) -> Claims:
        """Return what an ID token says, if it is good. Raises TokenError, ProviderUnavailableError."""
        try:
            checks = await self._checks()
            return checks.id_token(token, nonce=nonce, access_token=access_token, now_s=now_s)
        except UnknownKeyError:
            checks = await self._checks(anew=True)
            return checks.id_token(token, nonce=nonce, access_token=access_token, now_s=now_s)

    async def logout_token(self, token: str, *, now_s: float) -> Claims:
        """Return what a logout token says, if it is good. Raises TokenError, ProviderUnavailableError."""
        try:
            return (await self._checks()).logout_token(token, now_s=now_s)
        except UnknownKeyError:
            return (await self._checks(anew=True)).logout_token(token, now_s=now_s)

    async def exchange(self, code: str, *, verifier: str, redirect_uri: str) -> tuple[str, str | None]:
        """Return ID token and access token for a code.

        Raises ProviderRefusedError, ProviderUnavailableError.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        headers = {"Accept": "application/json"}
        if self.client.secret is not None and self.client.basic:
            # RFC 6749 section 2.3.1: both are form-encoded first.
            pair = f"{quote_plus(self.client.client_id)}:{quote_plus(self.client.secret)}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        else:
            form["client_id"] = self.client.client_id
            if self.client.secret is not None:
                form["client_secret"] = self.client.secret
        url = (await self.metadata()).token_endpoint
        status, answer = await self._ask("POST", url, data=form, headers=headers)
        if status // 100 == _CLIENT_ERROR:
            raise ProviderRefusedError(_word(answer))
        id_token = answer.get("id_token") if isinstance(answer, dict) else None
        if status != HTTPStatus.OK or not isinstance(id_token, str):
            raise ProviderUnavailableError(f"its token endpoint answered {status}")
        access_token = answer.get("access_token")
        return id_token, access_token if isinstance(access_token, str) else None

    async def _checks(self, *, anew: bool = False) -> Checks:
        metadata = await self.metadata()
        async with self._asking:
            now = time.monotonic()
            age = None if self._keys is None else now - self._keys[0]
            asked_lately = now < self._keys_wanted_at + _KEYS_PAUSE_S
            if age is None or age > _FRESH_S or (anew and not asked_lately):
                self._keys_wanted_at = now if anew else self._keys_wanted_at
                try:
                    self._keys = (now, read_keys(await self._get(metadata.jwks_uri)))
                except (ProviderUnavailableError, TokenError) as error:
                    if self._keys is None:
                        raise ProviderUnavailableError("it has no keys") from error
            keys = () if self._keys is None else self._keys[1]
            return Checks(issuer=self.issuer, client_id=self.client.client_id, keys=keys)

    async def _get(self, url: str) -> Any:
        status, answer = await self._ask("GET", url, headers={"Accept": "application/json"})
        if status != HTTPStatus.OK:
            raise ProviderUnavailableError(f"it answered {status}")
        return answer

    async def _ask(self, method: str, url: str, **request: Any) -> tuple[int, Any]:
        try:
            async with (
                aiohttp.ClientSession(timeout=self._patience, cookie_jar=aiohttp.DummyCookieJar()) as session,
                session.request(method, url, allow_redirects=False, **request) as response,
            ):
                text = await response.content.read(_LARGEST + 1)
                while len(text) <= _LARGEST and not response.content.at_eof():
                    text += await response.content.read(_LARGEST + 1 - len(text))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ProviderUnavailableError(f"it can't be reached ({type(error).__name__})") from error
        self.clock_ahead_s = _ahead_s(response.headers.get("Date"))
        if len(text) > _LARGEST:
            raise ProviderUnavailableError("its answer is too large")
        try:
            return response.status, json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ProviderUnavailableError(f"it answered {response.status}, and no JSON") from error


def _ahead_s(date: str | None) -> float | None:
    try:
        return None if date is None else parsedate_to_datetime(date).timestamp() - time.time()
    except ValueError:
        return None


def _word(answer: Any) -> str:
    """Return the error code of an answer, if it looks like one: it goes into the log."""
    error = answer.get("error") if isinstance(answer, Mapping) else None
    return error if isinstance(error, str) and _ERROR_CODE.fullmatch(error) else "refused"
