"""``POST /api/v1/login``, ``/api/v1/logout`` and ``/api/v1/session``: staff sign in with a local account."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Annotated, Final, TypeVar

import structlog
from aiohttp import web
from pydantic import SecretStr, StringConstraints, ValidationError

from callrouter.model.directory import Account, Directory
from callrouter.model.records import Record
from callrouter.queueing import QueueUnavailableError
from callrouter.services.audit_trail import ActionNotes
from signaling.auth.identity import ROLE_OF, Identities, Identity, Page
from signaling.auth.passwords import verify_password
from signaling.auth.throttle import Throttle
from signaling.http.origin import is_own_origin

_log = structlog.get_logger(__name__)

#: Tries a minute for one account: from one address, and from anywhere, so that a guesser elsewhere does not
#: lock the owner out at once.
_TRIES_A_PLACE: Final = 10
_TRIES_A_NAME: Final = 100

#: Refusals a minute that are told of one name: a guesser is to be seen, and not to fill the audit trail.
_REFUSALS_NOTED: Final = 10
#: In the place of a name that nobody here has.
_SOMEBODY: Final = "unknown"

_Name = Annotated[str, StringConstraints(min_length=1, max_length=64)]


_Body = TypeVar("_Body", bound=Record)


class _Login(Record):
    page: Page
    username: _Name
    password: SecretStr


class _OfPage(Record):
    page: Page


class SignIn:
    """The routes, and what happens to a page that is signed out."""

    def __init__(  # noqa: PLR0913  (each is another part of a node)
        self,
        directory: Directory,
        identities: Identities,
        *,
        allowed_origins: tuple[str, ...],
        may_sign_out: Callable[[Identity], Awaitable[bool]],
        signed_out: Callable[[Identity], Awaitable[None]],
        notes: ActionNotes,
    ) -> None:
        self._directory = directory
        self._identities = identities
        self._allowed_origins = allowed_origins
        self._may_sign_out = may_sign_out
        self._signed_out = signed_out
        self._notes = notes
        self._refusals_noted = Throttle(_REFUSALS_NOTED)
        self._by_name = Throttle(_TRIES_A_NAME)
        self._by_name_and_place = Throttle(_TRIES_A_PLACE)

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_post("/api/v1/login", self._login)
        app.router.add_post("/api/v1/logout", self._logout)
        app.router.add_post("/api/v1/session", self._session)

    async def _login(self, request: web.Request) -> web.Response:
        login = await self._read(request, _Login)
        place = f"{login.username} {request.remote}"
        now = time.monotonic()
        if not (self._by_name_and_place.admit(place, now) and self._by_name.admit(login.username, now)):
            return _refused(429, "too_many_attempts")
        account = self._directory.account(login.username)
        password_hash = account.password_hash if account else ""
        if not await verify_password(login.password.get_secret_value(), password_hash) or account is None:
            _log.info("login.refused", page=login.page)
            return await self._refuse(401, "wrong_credentials", by=_SOMEBODY, of=account)
        self._by_name_and_place.forget(place)
        self._by_name.forget(login.username)
        if account.role is not ROLE_OF[login.page]:
            return await self._refuse(403, "wrong_role", by=account.staff_id, of=account)
        response = web.json_response(
            {
                "staff_id": account.staff_id,
                "role": account.role,
                "display_name": account.display_name,
            }
        )
        try:
            await self._identities.sign_in(response, login.page, account)
        except QueueUnavailableError:
            return _refused(503, "unavailable")
        return response

    async def _logout(self, request: web.Request) -> web.Response:
        logout = await self._read(request, _OfPage)
        response = web.json_response({})
        try:
            identity = await self._identities.identify(request, logout.page)
            if identity is not None and not await self._may_sign_out(identity):
                return _refused(409, "in_call")
            await self._identities.sign_out(request, response, logout.page)
            if identity is not None:
                await self._signed_out(identity)
        except QueueUnavailableError:
            return _refused(503, "unavailable")
        return response

    async def _session(self, request: web.Request) -> web.Response:
        """Tell a page whose it is and until when; replace a token that is old, as sockets can't."""
        page = (await self._read(request, _OfPage)).page
        if page in {Page.BOOTH, Page.JOIN}:
            return _refused(400, "bad_request")
        response = web.json_response({})
        try:
            identity = await self._identities.renew(request, response, page)
        except QueueUnavailableError:
            return _refused(503, "unavailable")
        if identity is None:
            return _refused(401, "signed_out")
        response.text = json.dumps({"staff_id": identity.principal_id, "ends_at": identity.ends_at})
        return response

    async def _refuse(self, status: int, code: str, *, by: str, of: Account | None) -> web.Response:
        """Refuse, and tell of whom, if they are known: another name may be a password in the wrong field.

        A wrong password is nobody's deed: it is told of the account, not ``by`` its person.
        """
        subject = None if of is None else of.staff_id
        if self._refusals_noted.admit(subject or _SOMEBODY, time.monotonic()):
            with suppress(QueueUnavailableError):
                await self._notes.note("sign_in.refused", by=by, subject=subject, outcome=code)
        return _refused(status, code)

    async def _read(self, request: web.Request, kind: type[_Body]) -> _Body:
        if not is_own_origin(request, self._allowed_origins):
            raise web.HTTPForbidden(text='{"code":"foreign_origin"}', content_type="application/json")
        try:
            return kind.model_validate_json(await request.read())
        except ValidationError as error:
            raise web.HTTPBadRequest(
                text='{"code":"bad_request"}', content_type="application/json"
            ) from error


def _refused(status: int, code: str) -> web.Response:
    return web.json_response({"code": code}, status=status)
