"""How staff get in and out: sign-ins, passwords and second steps, as the settings say."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from aiohttp import web

from callrouter.model.directory import Directory
from callrouter.model.events import Event
from callrouter.model.states import Activity, Role
from callrouter.queueing import QueueEngine
from callrouter.services.accounts import Accounts
from callrouter.services.audit_trail import ActionNotes
from callrouter.services.steering import SteeringService
from signaling.auth.app_codes import AppCodes
from signaling.auth.identity import Identities, Identity
from signaling.auth.local_accounts import LocalAccounts
from signaling.auth.proving import Proving
from signaling.auth.sealing import Seal, key_in
from signaling.background import Background
from signaling.http.address import place_of
from signaling.http.api.operation import Operation
from signaling.http.api.sign_ins import SignInsApi
from signaling.http.own_account import OwnAccountRoutes
from signaling.http.sign_in import SignIn
from signaling.oidc import sign_in_ways
from signaling.sessions.clock import now_ms
from signaling.sessions.hub import Hub
from signaling.sessions.sign_in_news import SignInNews
from signaling.settings import Settings
from signaling.stores import Stores


def local_accounts(settings: Settings, directory: Directory, stores: Stores) -> LocalAccounts:
    """Return passwords and second steps; the key of their secrets is looked for, or made, at first need."""

    @cache
    def seal() -> Seal:
        key = settings.secrets_key
        return Seal(key_in(settings.data_dir) if key is None else key.get_secret_value())

    store = stores.credentials
    proving = Proving(
        directory=directory,
        store=store,
        codes=AppCodes(store=store, seal=seal, now=now_ms),
        second_step_of=frozenset(map(Role, settings.totp_roles)),
    )
    return LocalAccounts(store=store, proving=proving)


def where_from(settings: Settings) -> Callable[[web.Request], str]:
    """Return what names the place a request comes from, behind the proxies that are trusted to say it."""
    return partial(place_of, trusted=settings.trusted_proxies)


class StaffAccounts:
    """The part of a node that staff sign in and out by."""

    def __init__(  # noqa: PLR0913  (each is another part of a node)
        self,
        settings: Settings,
        accounts: Accounts,
        stores: Stores,
        hub: Hub,
        *,
        identities: Identities,
        notes: ActionNotes,
        steering: SteeringService,
    ) -> None:
        self._engine: QueueEngine = stores.engine
        self._api = SignInsApi(sign_ins=stores.sign_ins, directory=accounts.directory)
        local = local_accounts(settings, accounts.directory, stores)
        self.news = SignInNews(hub, stores.sign_ins, stores.engine, steering)
        self.sign_in = SignIn(
            local,
            identities,
            place_of=where_from(settings),
            may_sign_out=self._may_sign_out,
            signed_out=self.news.signed_out,
            notes=notes,
            ways=sign_in_ways(settings, stores, accounts, identities, notes),
        )
        self._own_account = OwnAccountRoutes(local, stores.sign_ins, identities)

    def follow(self, event: Event) -> None:
        """Hear of sign-ins that end, perhaps at another node."""
        self.news.follow(event)

    def start(self, background: Background) -> None:
        """Begin the own tasks."""
        background.start("sign-ins ended", self.news.run)
        background.start("sign-ins in use", self.news.run_clock)

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        self.sign_in.add_to(app)
        self._own_account.add_to(app)

    def operations(self) -> tuple[Operation, ...]:
        """Return what the API does with sign-ins."""
        return self._api.operations()

    async def _may_sign_out(self, identity: Identity) -> bool:
        """Say whether nobody would be left alone in a call."""
        staff = (await self._engine.view(identity.principal_id)).staff
        return staff is None or staff.activity is not Activity.ON_CALL
