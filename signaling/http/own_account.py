"""``/api/v1/account``: what somebody signed in sees and changes of how they sign in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

from aiohttp import web
from pydantic import Field, SecretStr, ValidationError

from callrouter.model.directory import Account
from callrouter.model.records import Id, Record
from callrouter.model.sign_ins import Machine, SignInEnd, SignInMethod, of_person
from callrouter.queueing import QueueUnavailableError, SignInStore
from signaling.auth.identity import Identities, Page
from signaling.auth.local_accounts import FaultyPasswordError, LocalAccounts
from signaling.auth.proving import Claim, NotProvenError
from signaling.http.answers import read_body, refused
from signaling.http.sign_in import STATUS_OF, Code, Password


class OwnSignIn(Record):
    """A place where somebody is signed in. Times are UTC epoch ms."""

    sign_in_id: Id
    page: str
    by: SignInMethod
    #: Browser and system, in a word each.
    on: Machine
    started_at: int
    seen_at: int
    #: Whether it is the one that asks.
    current: bool


class OwnAccount(Record):
    """How somebody signs in."""

    staff_id: Id
    display_name: str
    #: Whether there is a password here; people of an identity provider may have none.
    has_password: bool
    second_step: bool
    #: Whether the role must have one.
    second_step_required: bool
    #: Recovery codes that weren't used.
    recovery_codes: int
    sign_ins: tuple[OwnSignIn, ...]


class _OfPage(Record):
    page: Page


class _Proven(_OfPage):
    #: Of the present second step, where there is one.
    code: Code | None = Field(default=None, repr=False)


class _PasswordChange(_Proven):
    current: Password
    new: Password


class _Confirmed(_Proven):
    password: Password


class _CodeGiven(_OfPage):
    code: Code = Field(repr=False)


class _SignInNamed(_OfPage):
    sign_in_id: Id


_Body = TypeVar("_Body", bound=_OfPage)


class _Asker(NamedTuple):
    """Who asks, signed in how."""

    account: Account
    sign_in: str

    def claim(self, password: SecretStr, code: str | None) -> Claim:
        return Claim(self.account.staff_id, password.get_secret_value(), code)


class OwnAccountRoutes:
    """The routes."""

    def __init__(
        self,
        accounts: LocalAccounts,
        sign_ins: SignInStore,
        identities: Identities,
    ) -> None:
        self._accounts = accounts
        self._sign_ins = sign_ins
        self._identities = identities

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/api/v1/account", self._tell)
        post, under = app.router.add_post, "/api/v1/account"
        post(f"{under}/password", self._answering(_PasswordChange, self._change_password))
        post(f"{under}/second-step", self._answering(_Confirmed, self._offer))
        post(f"{under}/second-step/confirm", self._answering(_CodeGiven, self._confirm))
        post(f"{under}/second-step/remove", self._answering(_Confirmed, self._remove))
        post(f"{under}/sign-ins/end", self._answering(_SignInNamed, self._end))

    def _answering(
        self, kind: type[_Body], act: Callable[[_Asker, _Body], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            return await self._carry_out(request, await read_body(request, kind), act)

        return handle

    async def _carry_out(
        self, request: web.Request, asked: _Body, act: Callable[[_Asker, _Body], Awaitable[web.Response]]
    ) -> web.Response:
        try:
            asker = await self._asker(request, asked.page)
            response = refused(401, "signed_out") if asker is None else await act(asker, asked)
        except NotProvenError as error:
            # Not 401: the page is signed in, and stays so.
            status = STATUS_OF.get(error.code, 403)
            response = refused(status, error.code, retry_ms=error.wait_ms)
        except FaultyPasswordError as error:
            response = refused(422, error.code)
        except QueueUnavailableError:
            response = refused(503, "unavailable")
        response.headers["Cache-Control"] = "no-store"
        return response

    async def _asker(self, request: web.Request, page: Page) -> _Asker | None:
        identity = None
        if page not in {Page.BOOTH, Page.JOIN}:
            identity = await self._identities.identify(request, page)
        account = self._accounts.proving.directory.account(identity.principal_id) if identity else None
        if identity is None or account is None:
            return None
        return _Asker(account, identity.sign_in)

    async def _tell(self, request: web.Request) -> web.Response:
        try:
            asked = _OfPage.model_validate(dict(request.query), strict=False)
        except ValidationError:
            return refused(400, "bad_request")
        return await self._carry_out(request, asked, self._told)

    async def _told(self, asker: _Asker, _asked: _OfPage) -> web.Response:
        account = asker.account
        standing = await self._accounts.standing(account)
        told = OwnAccount(
            staff_id=account.staff_id,
            display_name=account.display_name,
            has_password=standing.has_password,
            second_step=standing.second_step,
            second_step_required=standing.second_step_required,
            recovery_codes=standing.recovery_codes,
            sign_ins=tuple(
                OwnSignIn(
                    sign_in_id=each.sign_in_id,
                    page=each.page,
                    by=each.by,
                    on=each.on,
                    started_at=each.started_at,
                    seen_at=each.seen_at,
                    current=each.sign_in_id == asker.sign_in,
                )
                for each in reversed(await self._sign_ins.of(account.staff_id))
            ),
        )
        return web.Response(text=told.model_dump_json(), content_type="application/json")

    async def _change_password(self, asker: _Asker, asked: _PasswordChange) -> web.Response:
        claim, new = asker.claim(asked.current, asked.code), asked.new.get_secret_value()
        await self._accounts.change_password(claim, new, sign_in=asker.sign_in)
        return web.json_response({})

    async def _offer(self, asker: _Asker, asked: _Confirmed) -> web.Response:
        offer = await self._accounts.offer_second_step(asker.claim(asked.password, asked.code))
        return web.json_response(offer._asdict())

    async def _confirm(self, asker: _Asker, asked: _CodeGiven) -> web.Response:
        codes = await self._accounts.proving.confirm(asker.account, asked.code, sign_in=asker.sign_in)
        return web.json_response({"recovery_codes": codes})

    async def _remove(self, asker: _Asker, asked: _Confirmed) -> web.Response:
        claim = asker.claim(asked.password, asked.code)
        await self._accounts.remove_second_step(claim, sign_in=asker.sign_in)
        return web.json_response({})

    async def _end(self, asker: _Asker, asked: _SignInNamed) -> web.Response:
        """End one of the own sign-ins; harmless when it is over."""
        staff_id = asker.account.staff_id
        await self._sign_ins.end(of_person(staff_id), SignInEnd.REVOKED, staff_id, only=asked.sign_in_id)
        return web.json_response({})
