"""What a node works with: each part made of what lies below it."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Final

from callrouter.model.directory import Directory
from callrouter.model.messages import Carrier
from callrouter.policy.local_time import Zones
from callrouter.policy.service_level import Target
from callrouter.policy.tenancy import Tenancy
from callrouter.services.accounts import Accounts
from callrouter.services.alerts import AlertSources
from callrouter.services.audit_trail import ActionNotes
from callrouter.services.authorization import Gate
from callrouter.services.booths import Booths
from callrouter.services.calls import CallService
from callrouter.services.deadlines import DeadlineKeeper
from callrouter.services.live_figures import LiveFigures
from callrouter.services.live_text import LiveText
from callrouter.services.locations import Locations
from callrouter.services.media import MediaService
from callrouter.services.presence import Presence
from callrouter.services.rules import Rules
from callrouter.services.special_days import SpecialDays
from callrouter.services.steering import SteeringService
from callrouter.services.waiting import WaitingService
from signaling.alerts import Alerting
from signaling.auth.identity import Identities
from signaling.background import Background
from signaling.call_settings import call_policy
from signaling.neighborhood_desk import NeighborhoodDesk
from signaling.relays.fleet import control_maker
from signaling.sessions.clock import now_ms
from signaling.sessions.hub import Hub
from signaling.sessions.out_of_touch import OutOfTouch
from signaling.sessions.telling import Telling
from signaling.settings import Settings
from signaling.staff_accounts import StaffAccounts
from signaling.staffing import staffing_of
from signaling.stores import Stores

_LEASE_MS: Final = 15_000
#: Also long enough for a restart of the service.
_RELOAD_GRACE_MS: Final = 20_000


class Parts:
    """The services of one node, and who hears what happens."""

    def __init__(self, settings: Settings, directory: Directory, stores: Stores) -> None:
        engine, self._journal = stores.engine, stores.journal
        self.accounts = Accounts(stores.accounts, directory)
        self.rules = Rules(stores.documents, directory)
        self.special_days = SpecialDays(stores.documents, directory, now=now_ms)
        self.locations = Locations(
            engine,
            directory,
            respect_hours=settings.respect_hours,
            now=now_ms,
            special_days=self.special_days,
        )
        self.calls = CallService(
            engine=engine,
            directory=directory,
            rules=self.rules,
            locations=self.locations,
            policy=call_policy(settings),
            new_id=_new_id,
        )
        self.desk = NeighborhoodDesk(settings, directory, stores, self.calls, new_id=_new_id)
        self.gate = Gate(engine=engine, tenancy=Tenancy(directory))
        self.telling = Telling(engine=engine, tenancy=self.gate.tenancy)
        self.hub = Hub(stores.journal, self.telling)
        self.media = MediaService(engine, stores.relays, self.hub, control_maker(settings))
        self.live_text = LiveText(engine, stores.live_text, self.hub.text_typed)
        self.presence = Presence(engine, directory, lease_ms=_LEASE_MS, reload_grace_ms=_RELOAD_GRACE_MS)
        self.deadlines = DeadlineKeeper(engine, recover=self.presence.renew)
        self.out_of_touch = OutOfTouch(self.hub, self._silent_for_s)
        self.booths = Booths(stores.booths, directory, self.locations, now=now_ms)
        self.waiting = WaitingService(engine)
        self.staffing = staffing_of(settings, stores, self.calls)
        self.zones = Zones.of(directory)
        self.notes = ActionNotes(stores.audit_trail)
        self.target = Target(threshold_s=settings.service_threshold_s)
        self.live_figures = LiveFigures(stores.statistics, directory, self.target)
        self.alerting = Alerting(
            settings,
            stores,
            AlertSources(
                engine=engine,
                figures=self.live_figures,
                booths=self.booths,
                callbacks=stores.callbacks,
                relays=stores.relays,
                directory=directory,
                locations=self.locations,
                rules=self.rules,
            ),
            mail=self.desk.carriers[Carrier.MAIL],
            new_id=_new_id,
        )
        self.identities = Identities(
            directory,
            stores.tokens,
            stores.sign_ins,
            secure_cookies=settings.secure_cookies,
            open_booths=settings.open_booths,
        )
        self.steering = SteeringService(engine=engine, calls=self.calls)
        self.staff_accounts = StaffAccounts(
            settings,
            self.accounts,
            stores,
            self.hub,
            identities=self.identities,
            notes=self.notes,
            steering=self.steering,
        )

    async def learn(self) -> None:
        """Take over what this node otherwise knows from events alone. Raises QueueUnavailableError."""
        await self.accounts.load()
        await self.locations.load()
        await self.special_days.load()
        await self.live_figures.load(self._journal, now_ms())

    async def relearn(self) -> None:
        """Learn anew when another server took over that doesn't know all that was told."""
        self.media.doubt()
        await self.learn()
        await self.presence.renew()

    def start(self, background: Background) -> None:
        """Begin the tasks."""
        background.start("hub", self.hub.run)
        background.start("relays", self.media.run)
        background.start("leg records", self.media.records.run)
        background.start("accounts", self.accounts.run)
        background.start("live text", self.live_text.run)
        background.start("deadlines", self.deadlines.run)
        background.start("leases", self.presence.run)
        background.start("out of touch", self.out_of_touch.run)
        background.start("special days", self.special_days.run)
        background.start("routing rules", partial(self.rules.run, self._journal))
        self.alerting.start(background)
        self.staff_accounts.start(background)
        self.desk.start(background)

    async def close(self) -> None:
        """Let go of other processes; media goes on. End the tasks before."""
        await self.staffing.close()
        await self.media.close()

    def _silent_for_s(self) -> float:
        """Return for how long nothing was heard of the queue's server; one that only can't write is heard."""
        return min(self.deadlines.stalled_for_s(), self.hub.stalled_for_s())


def _new_id() -> str:
    return secrets.token_hex(8)
