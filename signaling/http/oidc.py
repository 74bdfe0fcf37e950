"""``/oidc/…``: the way to the identity provider and back, and its word that somebody's session is over."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import structlog
from aiohttp import web

from callrouter.model.accounts import KeptAccount
from callrouter.model.claims import ClaimTable
from callrouter.model.directory import Account
from callrouter.model.refusal import Refusal
from callrouter.model.sign_ins import SignInEnd, SignInMethod, of_provider_session, of_provider_subject
from callrouter.policy.claims import ClaimFault, ClaimFaultError, Claims, account_of, subject_of
from callrouter.queueing import QueueUnavailableError, SignInStore
from callrouter.services.accounts import AccountFaultError, Accounts
from callrouter.services.audit_trail import ActionNotes
from signaling.auth.identity import ROLE_OF, Identities, Identity, Page
from signaling.auth.oidc.flow import (
    BEGUN_TTL_S,
    CALLBACK_PATH,
    SIGNED_OUT_PATH,
    FlowError,
    OidcFlow,
)
from signaling.auth.oidc.provider import ProviderUnavailableError
from signaling.auth.oidc.tokens import TokenError
from signaling.auth.throttle import Throttle

_log = structlog.get_logger(__name__)

#: Where those begin who come back with nothing by which it could be said.
_ANY_PAGE: Final = Page.DESK
_STAFF_PAGES: Final = frozenset(Page) - {Page.BOOTH, Page.JOIN}
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{43}")
#: Sign-ins begun a minute from one place: each is kept for a while, and an office is one place, too.
_MOST_BEGUN: Final = 600
_LARGEST_LOGOUT: Final = 32 * 1024
#: By whom an account is ended that has no role any more, in the journal.
_CLOCK: Final = "clock"
#: In place of somebody who has no account here.
_SOMEBODY: Final = "unknown"


class _NotLetInError(Exception):
    """Somebody whom the provider knows isn't let in; ``code`` is a word the sign-in page knows."""

    def __init__(self, code: str, account: Account | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.account = account


@dataclass(frozen=True, kw_only=True)
class OidcSignIn:
    """Signs staff in at the identity provider, and out when that says so."""

    flow: OidcFlow
    table: ClaimTable
    accounts: Accounts
    identities: Identities
    sign_ins: SignInStore
    notes: ActionNotes
    longest_ms: int
    secure_cookies: bool
    #: Names where a request comes from.
    place_of: Callable[[web.Request], str]
    _begun: Throttle = field(default_factory=lambda: Throttle(_MOST_BEGUN), init=False)

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/oidc/login", self._begin, allow_head=False)
        app.router.add_get(CALLBACK_PATH, self._finish, allow_head=False)
        app.router.add_get(SIGNED_OUT_PATH, self._signed_out, allow_head=False)
        app.router.add_post("/oidc/backchannel-logout", self._logged_out)

    async def available(self) -> bool:
        """Say whether the provider is there now, or was a moment ago."""
        return await self.flow.provider.available()

    async def sign_out_url(self, identity: Identity, page: Page) -> str | None:
        """Return where a browser goes on to end its session at the provider, if it came from there."""
        if identity.by is not SignInMethod.OIDC:
            return None
        return await self.flow.sign_out_url(page)

    async def _begin(self, request: web.Request) -> web.StreamResponse:
        page = _page(request.query.get("page", ""))
        if not self._begun.admit(self.place_of(request), time.monotonic()):
            return _back_to(page, "too_many_attempts")
        try:
            begun = await self.flow.begin(page, self._shown(request))
        except FlowError as error:
            return _back_to(page, error.fault)
        except QueueUnavailableError:
            return _back_to(page, "unavailable")
        response = _redirect(begun.url)
        # Lax: it must come along when the provider sends the browser back.
        response.set_cookie(
            self._cookie,
            begun.browser,
            max_age=BEGUN_TTL_S,
            httponly=True,
            samesite="Lax",
            secure=self.secure_cookies,
            path="/",
        )
        return response

    async def _finish(self, request: web.Request) -> web.StreamResponse:
        answer = {name: request.query[name] for name in request.query if len(request.query.getall(name)) == 1}
        page = _page(answer.get("state", "").partition(".")[0])
        try:
            claims = await self.flow.finish(answer, self._shown(request))
            account = await self._account(claims, page)
            response = _back_to(page)
            try:
                await self.identities.sign_in(
                    request,
                    response,
                    page,
                    account,
                    by=SignInMethod.OIDC,
                    names=_names(self.flow.provider.issuer, claims),
                    longest_ms=self.longest_ms,
                )
            except Refusal as refusal:  # their account is locked
                raise _NotLetInError(refusal.code, account) from None
        except FlowError as error:
            return _back_to(page, error.fault)
        except _NotLetInError as error:
            await self._tell_refused(error)
            return _back_to(page, error.code)
        except QueueUnavailableError:
            return _back_to(page, "unavailable")
        return response

    async def _account(self, claims: Claims, page: Page) -> Account:
        """Return the account that claims make, kept as they are now; who has none here loses what they had.

        Raises _NotLetInError, QueueUnavailableError.
        """
        subject = subject_of(self.flow.provider.issuer, str(claims["sub"]))
        known = await self.accounts.known_as(subject)
        try:
            account = account_of(claims, self.table, subject=subject)
            if known is not None:
                # Somebody keeps the name they began with, whatever they are called elsewhere since.
                account = account.model_copy(update={"staff_id": known.staff_id})
            kept = KeptAccount(account=account, subject=subject)
            await self.accounts.put(kept, by=account.staff_id)
        except ClaimFaultError as error:
            if known is not None:
                with suppress(Refusal):  # another node was first
                    await self.accounts.remove(known.staff_id, by=_CLOCK, why=error.fault)
            raise _NotLetInError(error.fault, known) from None
        except AccountFaultError as error:
            _log.warning("oidc.account_refused", fault=str(error))
            raise _NotLetInError(ClaimFault.INCOMPLETE, known) from None
        except Refusal:
            raise _NotLetInError("name_taken") from None
        if account.role is not ROLE_OF[page]:
            raise _NotLetInError("wrong_role", account)
        return account

    async def _tell_refused(self, error: _NotLetInError) -> None:
        subject = None if error.account is None else error.account.staff_id
        with suppress(QueueUnavailableError):
            await self.notes.note(
                "sign_in.refused", by=subject or _SOMEBODY, subject=subject, outcome=error.code
            )

    async def _signed_out(self, request: web.Request) -> web.StreamResponse:
        return _back_to(_page(request.query.get("state", "")))

    async def _logged_out(self, request: web.Request) -> web.Response:
        """End the sign-ins that come from a session at the provider, or all of a person, on every node."""
        if (request.content_length or 0) > _LARGEST_LOGOUT:
            return _answer(413, "invalid_request")
        token = (await request.post()).get("logout_token", "")
        issuer = self.flow.provider.issuer
        try:
            claims = await self.flow.logged_out(str(token))
            for name in _ended_names(issuer, claims):
                await self.sign_ins.end(name, SignInEnd.PROVIDER, _CLOCK)
            await self.flow.settled(claims)
        except TokenError as error:
            _log.warning("oidc.logout_refused", why=str(error))
            return _answer(400, "invalid_request")
        except (QueueUnavailableError, ProviderUnavailableError):
            return _answer(503, "temporarily_unavailable")
        return web.Response(headers={"Cache-Control": "no-store"})

    def _shown(self, request: web.Request) -> str:
        """Return what the browser shows that went to the provider; empty: nothing, or nothing of ours."""
        shown = request.cookies.get(self._cookie, "")
        return shown if _SECRET.fullmatch(shown) else ""

    @property
    def _cookie(self) -> str:
        return "__Host-callrouter_oidc" if self.secure_cookies else "callrouter_oidc"


def _names(issuer: str, claims: Claims) -> tuple[str, ...]:
    """Return under which names a sign-in is ended when the provider says so."""
    session, subject = _text(claims, "sid"), str(claims["sub"])
    own = of_provider_session(issuer, session) if session else _without_session(issuer, subject)
    return (own, of_provider_subject(issuer, subject))


def _ended_names(issuer: str, claims: Claims) -> tuple[str, ...]:
    """Return the names of what a logout token ends: a session, where it says which, else all of the person.

    Some providers name the session only when it is over: what began without one is then the person's.
    """
    session, subject = _text(claims, "sid"), _text(claims, "sub")
    if not session:
        return (of_provider_subject(issuer, str(subject)),)
    begun_without = (_without_session(issuer, subject),) if subject else ()
    return (of_provider_session(issuer, session), *begun_without)


def _without_session(issuer: str, subject: str) -> str:
    return f"{of_provider_subject(issuer, subject)}:no_sid"


def _text(claims: Claims, name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) and value else None


def _page(name: str) -> Page:
    return Page(name) if name in _STAFF_PAGES else _ANY_PAGE


def _back_to(page: Page, code: str = "") -> web.Response:
    """Lead to a page, which says in its own words what is wrong: nothing that came along is shown."""
    return _redirect(f"/{page}/{f'?sign-in={code}' if code else ''}")


def _redirect(where: str) -> web.Response:
    return web.Response(status=302, headers={"Location": where, "Cache-Control": "no-store"})


def _answer(status: int, code: str) -> web.Response:
    return web.json_response({"error": code}, status=status, headers={"Cache-Control": "no-store"})
