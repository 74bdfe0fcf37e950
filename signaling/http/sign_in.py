"""``POST /api/v1/login``, ``/logout`` and ``/session``: staff sign in with a local account."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Annotated, Final

import structlog
from aiohttp import web
from pydantic import Field, SecretStr, StringConstraints

from callrouter.model.records import Record
from callrouter.model.refusal import Refusal
from callrouter.queueing import QueueUnavailableError
from callrouter.services.audit_trail import ActionNotes
from signaling.auth.identity import ROLE_OF, Identities, Identity, Page
from signaling.auth.local_accounts import LocalAccounts
from signaling.auth.proving import Claim, NotProvenError
from signaling.auth.throttle import Throttle
from signaling.http.answers import is_there, read_body, refused
from signaling.http.sign_in_ways import SignInWays

_log = structlog.get_logger(__name__)

#: Refusals a minute that are told of one name: a guesser is to be seen, and not to fill the audit trail.
_REFUSALS_NOTED: Final = 10
#: Whom a cookie alone doesn't prove, or a link lets in: they don't sign in and out.
_OF_DEVICES: Final = frozenset({Page.BOOTH, Page.JOIN})
#: In the place of a name that nobody here has.
_SOMEBODY: Final = "unknown"
#: Not refusals: the first half of a sign-in.
_HALFWAY: Final = frozenset({"code_wanted", "setup_wanted"})
STATUS_OF: Final = {
    "wrong_role": 403,
    "account_locked": 403,
    "required": 409,
    "too_many_attempts": 429,
    "unavailable": 503,
}

Password = Annotated[SecretStr, Field(max_length=1024)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class _Login(Record):
    page: Page
    username: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    password: Password
    #: Of the second step.
    code: Code | None = Field(default=None, repr=False)


class _OfPage(Record):
    page: Page


class SignIn:
    """The routes, and what happens to a page that is signed out."""

    def __init__(  # noqa: PLR0913  (each is another part of a node)
        self,
        accounts: LocalAccounts,
        identities: Identities,
        *,
        place_of: Callable[[web.Request], str],
        may_sign_out: Callable[[Identity], Awaitable[bool]],
        signed_out: Callable[[Identity], Awaitable[None]],
        notes: ActionNotes,
        ways: SignInWays,
    ) -> None:
        self.accounts = accounts
        self._identities = identities
        self._place_of = place_of
        self._may_sign_out = may_sign_out
        self._signed_out = signed_out
        self._notes = notes
        self._ways = ways
        self._refusals_noted = Throttle(_REFUSALS_NOTED)

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        self._ways.add_to(app)
        app.router.add_post("/api/v1/login", self._login)
        app.router.add_post("/api/v1/logout", self._logout)
        app.router.add_post("/api/v1/session", self._session)

    async def _login(self, request: web.Request) -> web.Response:
        login = await read_body(request, _Login)
        if not self._ways.local:
            return refused(403, "local_accounts_off")
        if login.page in _OF_DEVICES:
            return refused(400, "bad_request")
        try:
            claim = Claim(
                name=login.username,
                password=login.password.get_secret_value(),
                code=login.code,
                place=self._place_of(request),
                device=await self._identities.known_device(request, login.username),
                is_there=partial(is_there, request),
            )
            account, recovery = await self.accounts.proving.prove(claim, ROLE_OF[login.page])
            answer = {
                "staff_id": account.staff_id,
                "role": account.role,
                "display_name": account.display_name,
            }
            response = web.json_response(answer | ({"recovery_codes": recovery} if recovery else {}))
            await self._identities.sign_in(request, response, login.page, account)
        except NotProvenError as error:
            return await self._refuse(error, login.page)
        except Refusal as refusal:
            return refused(403, refusal.code)
        except QueueUnavailableError:
            return refused(503, "unavailable")
        response.headers["Cache-Control"] = "no-store"
        return response

    async def _logout(self, request: web.Request) -> web.Response:
        logout = await read_body(request, _OfPage)
        if logout.page in _OF_DEVICES:  # its cookie alone proves nothing, and may be a copy
            return refused(400, "bad_request")
        response = web.json_response({})
        try:
            identity = await self._identities.identify(request, logout.page)
            if identity is not None and not await self._may_sign_out(identity):
                return refused(409, "in_call")
            await self._identities.sign_out(request, response, logout.page)
            if identity is not None:
                await self._signed_out(identity)
                provider = self._ways.provider
                if provider and (then := await provider.sign_out_url(identity, logout.page)):
                    response.text = json.dumps({"then": then})
        except QueueUnavailableError:
            return refused(503, "unavailable")
        return response

    async def _session(self, request: web.Request) -> web.Response:
        """Tell a page whose it is and until when; replace a token that is old, as sockets can't."""
        page = (await read_body(request, _OfPage)).page
        if page in _OF_DEVICES:
            return refused(400, "bad_request")
        response = web.json_response({})
        try:
            identity = await self._identities.renew(request, response, page)
        except QueueUnavailableError:
            return refused(503, "unavailable")
        if identity is None:
            return refused(401, "signed_out")
        response.text = json.dumps({"staff_id": identity.principal_id, "ends_at": identity.ends_at})
        return response

    async def _refuse(self, error: NotProvenError, page: Page) -> web.Response:
        """Refuse, and tell of whom, if they are known: another name may be a password in the wrong field.

        A wrong password is nobody's deed: it is told of the account, not as its person's.
        """
        status = STATUS_OF.get(error.code, 401)
        if error.code in _HALFWAY:
            if error.offer is None:
                return refused(status, error.code)
            return refused(status, error.code, offer=error.offer._asdict())
        if error.code == "unavailable":  # it says nothing of who asked
            return refused(status, error.code, retry_ms=error.wait_ms)
        _log.info("login.refused", page=page, reason=error.code)
        subject = None if error.of is None else error.of.staff_id
        if self._refusals_noted.admit(subject or _SOMEBODY, time.monotonic()):
            by = subject if subject and error.code == "wrong_role" else _SOMEBODY
            with suppress(QueueUnavailableError):
                await self._notes.note("sign_in.refused", by=by, subject=subject, outcome=error.code)
        return refused(status, error.code, retry_ms=error.wait_ms)
