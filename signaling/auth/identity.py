"""Who a connection speaks for: a staff member by cookie, a booth by enrolment."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Final

from aiohttp import web
from pydantic import Field

from callrouter.model.directory import Account, Directory
from callrouter.model.records import Id, Language, Record
from callrouter.model.sign_ins import SignInEnd, SignInMethod, of_person
from callrouter.model.states import Role
from callrouter.policy.authorization import Asker
from callrouter.policy.tenancy import NO_REALM, Realm, realm_of
from callrouter.queueing import DEVICE_TTL_MS, SignInStore, TokenStore, Used
from signaling.auth.machine import machine_of

#: A booth stays enrolled for this long after its last use.
BOOTH_TTL_S: Final = DEVICE_TTL_MS // 1000
_MARK_LENGTH: Final = 8
#: A browser is known by who signed in there for this long after the last time.
_KNOWN_TTL_S: Final = 90 * 86_400


class Page(StrEnum):
    """The pages that connect, each for one role."""

    BOOTH = "booth"
    DESK = "desk"
    INTERPRETER = "interpreter"
    SUPERVISOR = "supervisor"
    WIJKAGENT = "wijkagent"
    #: A service employee's.
    STATION = "station"
    #: A citizen's, who came by a link.
    JOIN = "join"


ROLE_OF: Final = {
    Page.BOOTH: Role.VISITOR,
    Page.DESK: Role.AGENT,
    Page.INTERPRETER: Role.INTERPRETER,
    Page.SUPERVISOR: Role.SUPERVISOR,
    Page.WIJKAGENT: Role.WIJKAGENT,
    Page.STATION: Role.SERVICE,
    Page.JOIN: Role.CITIZEN,
}


class Identity(Record):
    """A principal, as a page speaks for it."""

    principal_id: str
    role: Role
    display_name: str
    languages: tuple[Language, ...]
    #: Where a service employee is posted.
    locations: tuple[Id, ...] = ()
    #: What a supervisor oversees.
    realm: Realm = NO_REALM
    #: Which signing in, or enrolment, this is; empty for a booth that is known by its id alone.
    sign_in: str = ""
    #: By what they were known; of staff alone.
    by: SignInMethod | None = None
    #: By which a booth's device proves itself; empty for others, and for a booth known by its id alone.
    device_key: str = Field(default="", repr=False)
    #: When that is over by itself, UTC epoch ms; of staff alone.
    ends_at: int | None = None

    @property
    def names(self) -> frozenset[str]:
        """What events name to concern it: itself, and whoever is posted at its locations."""
        return frozenset({self.principal_id, *(f"at:{location}" for location in self.locations)})

    @property
    def asker(self) -> Asker:
        """Who it is, to those who say what they may."""
        return Asker(principal_id=self.principal_id, role=self.role, realm=self.realm)


class Identities:
    """Signs staff in and out, and tells who a request comes from."""

    def __init__(
        self,
        directory: Directory,
        tokens: TokenStore,
        sign_ins: SignInStore,
        *,
        secure_cookies: bool,
        open_booths: bool,
    ) -> None:
        self._directory = directory
        self._tokens = tokens
        self._sign_ins = sign_ins
        self._secure_cookies = secure_cookies
        self._open_booths = open_booths

    async def sign_in(  # noqa: PLR0913  (what a sign-in is)
        self,
        request: web.Request,
        response: web.StreamResponse,
        page: Page,
        account: Account,
        *,
        by: SignInMethod = SignInMethod.LOCAL,
        names: Sequence[str] = (),
        longest_ms: int | None = None,
    ) -> None:
        """Give the browser a cookie for this page; one per page, so that roles can share a browser.

        What the page's cookie stood for ends. It is told in the audit trail in the same step. The browser is
        known by its owner from now on. ``names`` and ``longest_ms`` as ``SignInStore.begin``.
        """
        token = secrets.token_urlsafe(32)
        sign_in = await self._sign_ins.begin(
            secrets.token_hex(8),
            token,
            staff_id=account.staff_id,
            page=page,
            by=by,
            on=machine_of(request.headers.get("User-Agent", "")),
            names=names,
            longest_ms=longest_ms,
            before=request.cookies.get(self._cookie(page), ""),
        )
        self._set_cookie(response, self._cookie(page), token, _seconds(sign_in.ends_at - sign_in.started_at))
        await self._remember_device(request, response, account.staff_id)

    async def renew(self, request: web.Request, response: web.StreamResponse, page: Page) -> Identity | None:
        """Return who the page speaks for, as ``identify`` does; a token that is old is replaced."""
        token, new_token = request.cookies.get(self._cookie(page)), secrets.token_urlsafe(32)
        used = await self._sign_ins.use(token, new_token) if token else None
        identity = self._of(used, page)
        if used is not None and used.replaced and identity is not None:
            left_ms = used.sign_in.ends_at - used.sign_in.seen_at
            self._set_cookie(response, self._cookie(page), new_token, _seconds(left_ms))
        return identity

    async def sign_out(self, request: web.Request, response: web.StreamResponse, page: Page) -> None:
        """End what the page's cookie stands for, and take it from the browser."""
        token = request.cookies.get(self._cookie(page))
        if token and (used := await self._sign_ins.use(token)) is not None:
            mine = used.sign_in
            await self._sign_ins.end(
                of_person(mine.staff_id), SignInEnd.SIGNED_OUT, mine.staff_id, only=mine.sign_in_id
            )
        response.del_cookie(
            self._cookie(page), path="/", secure=self._secure_cookies, httponly=True, samesite="Strict"
        )

    async def identify(self, request: web.Request, page: Page) -> Identity | None:
        """Return who the request's page speaks for; None when nobody is signed in or enrolled."""
        if page is Page.BOOTH:
            return await self._booth(request)
        if page is Page.JOIN:
            return await self._citizen(request)
        token = request.cookies.get(self._cookie(page))
        return self._of(await self._sign_ins.use(token), page) if token else None

    def _of(self, used: Used | None, page: Page) -> Identity | None:
        account = self._directory.account(used.sign_in.staff_id) if used else None
        if used is None or account is None or account.role is not ROLE_OF[page] or used.sign_in.page != page:
            return None
        # Since they signed in at the provider, the directory's file may have given their name to another.
        if used.sign_in.by is SignInMethod.OIDC and account.staff_id not in self._directory.kept_accounts:
            return None
        return Identity(
            principal_id=account.staff_id,
            role=account.role,
            display_name=account.display_name,
            languages=account.languages,
            locations=account.locations,
            realm=realm_of(account, self._directory),
            sign_in=used.sign_in.sign_in_id,
            by=used.sign_in.by,
            ends_at=used.sign_in.ends_at,
        )

    async def known_device(self, request: web.Request, staff_id: str) -> str:
        """Return by what a browser is known where this person signed in before; empty elsewhere."""
        token = request.cookies.get(self._known_cookie(staff_id))
        known = token is not None and await self._tokens.get(token) == _device_of(staff_id)
        return _digest(token) if token and known else ""

    async def _remember_device(
        self, request: web.Request, response: web.StreamResponse, staff_id: str
    ) -> None:
        """Let the browser be known by this person for a while from now."""
        name = self._known_cookie(staff_id)
        known = await self.known_device(request, staff_id)
        token = request.cookies[name] if known else secrets.token_urlsafe(32)
        await self._tokens.put(token, _device_of(staff_id), _KNOWN_TTL_S)
        self._set_cookie(response, name, token, _KNOWN_TTL_S)

    def give_booth(self, response: web.StreamResponse, token: str) -> None:
        """Let the browser show ``token`` for a year from now."""
        self._set_cookie(response, self._cookie(Page.BOOTH), token, BOOTH_TTL_S)

    def booth_token(self, request: web.Request) -> str:
        """Return what the browser shows as a booth's; it may be nobody's. Empty: nothing."""
        return request.cookies.get(self._cookie(Page.BOOTH), "")

    def keep_booth(self, request: web.Request, response: web.StreamResponse) -> None:
        """Let the browser keep what it shows for another year."""
        if token := self.booth_token(request):
            self.give_booth(response, token)

    async def _booth(self, request: web.Request) -> Identity | None:
        """Return the booth that is named, where that is enough, else the one the device was enrolled as."""
        kiosk = request.query.get("kiosk", "")
        if kiosk and self._open_booths:
            return self._known_booth(f"booth:{kiosk}", sign_in="")
        token = self.booth_token(request)
        kept = await self._tokens.get(token) if token else None
        booth_id, _, key = (kept or "").partition(" ")
        # One that was enrolled before devices had keys is enrolled anew.
        booth = self._known_booth(booth_id, sign_in=_digest(token), key=key) if token and key else None
        if token and booth:
            # Only what is a booth's: the tokens of staff are kept beside them, and are to end with the day.
            await self._tokens.keep(token, BOOTH_TTL_S)
        return booth

    async def device_of(self, request: web.Request, citizen: str) -> str:
        """Return the secret by which this browser was let in as ``citizen``, or a new one."""
        device = request.cookies.get(self._cookie(Page.JOIN, mark_of(citizen)))
        known = device is not None and await self._tokens.get(device) == citizen
        return device if device and known else secrets.token_urlsafe(32)

    def give_citizen(self, response: web.StreamResponse, citizen: str, device: str, ttl_s: int) -> None:
        """Let a browser show ``device`` for so long as ``citizen``; links of others in it stay theirs."""
        self._set_cookie(response, self._cookie(Page.JOIN, mark_of(citizen)), device, ttl_s)

    async def _citizen(self, request: web.Request) -> Identity | None:
        """Return the citizen whose page says that it is theirs and may, while the link it came by is good."""
        mark = request.query.get("citizen", "")
        device = request.cookies.get(self._cookie(Page.JOIN, mark))
        citizen = await self._tokens.get(device) if device else None
        if device is None or citizen is None or not citizen.startswith("citizen:"):
            return None
        if mark_of(citizen) != mark:
            return None
        return Identity(
            principal_id=citizen, role=Role.CITIZEN, display_name="", languages=(), sign_in=_digest(device)
        )

    def _known_booth(self, booth_id: str, *, sign_in: str, key: str = "") -> Identity | None:
        location = self._directory.location_of(booth_id)
        if location is None:
            return None
        return Identity(
            principal_id=booth_id,
            role=Role.VISITOR,
            display_name=location.name,
            languages=(),
            sign_in=sign_in,
            device_key=key,
        )

    def _cookie(self, page: Page, mark: str = "") -> str:
        """Return the cookie's name; browsers take ``__Host-`` from this very host alone, over HTTPS."""
        name = f"callrouter_{page}{mark and f'_{mark}'}"
        return f"__Host-{name}" if self._secure_cookies else name

    def _known_cookie(self, staff_id: str) -> str:
        name = f"callrouter_known_{_digest(staff_id)[:_MARK_LENGTH]}"
        return f"__Host-{name}" if self._secure_cookies else name

    def _set_cookie(self, response: web.StreamResponse, name: str, token: str, ttl_s: int) -> None:
        response.set_cookie(
            name,
            token,
            max_age=ttl_s,
            httponly=True,
            samesite="Strict",
            secure=self._secure_cookies,
            path="/",
        )


def mark_of(citizen: str) -> str:
    """Return by what one browser tells citizens apart whose links were opened in it; it is no secret."""
    return _digest(citizen)[:_MARK_LENGTH]


def _device_of(staff_id: str) -> str:
    return f"device:{staff_id}"


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _seconds(ms: int) -> int:
    return max(1, ms // 1000)
