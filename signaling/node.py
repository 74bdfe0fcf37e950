"""A signaling node, put together: from settings to a server that answers, and down again in order."""

from __future__ import annotations

import asyncio
import secrets
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final

from aiohttp import web

from callrouter.model.directory import Directory
from callrouter.model.exposition import Metric, metric
from callrouter.model.messages import Carrier
from callrouter.policy.joining import modes_by_place
from callrouter.policy.local_time import Zones
from callrouter.policy.service_level import Target
from callrouter.policy.shedding import board_pause_s
from callrouter.policy.tenancy import Tenancy
from callrouter.services.accounts import Accounts
from callrouter.services.alerts import AlertSources
from callrouter.services.audit_search import AuditTrail
from callrouter.services.audit_trail import ActionNotes, AuditKeeper
from callrouter.services.authorization import Gate
from callrouter.services.booths import Booths
from callrouter.services.calls import CallService
from callrouter.services.casework import CaseworkService
from callrouter.services.deadlines import DeadlineKeeper
from callrouter.services.journal_retention import JournalRetention
from callrouter.services.live_figures import LiveFigures
from callrouter.services.live_text import LiveText
from callrouter.services.locations import Locations
from callrouter.services.media import MediaService
from callrouter.services.presence import Presence
from callrouter.services.reports import Reports
from callrouter.services.rules import Rules
from callrouter.services.special_days import SpecialDays
from callrouter.services.statistics import Statistics, StatisticsKeeper
from callrouter.services.steering import SteeringService
from callrouter.services.waiting import WaitingService
from signaling.alerts import Alerting
from signaling.auth.identity import Identities
from signaling.auth.turn import turn_servers_of
from signaling.background import Background
from signaling.call_log import CallLog
from signaling.call_settings import call_policy
from signaling.directory_file import DirectoryFile
from signaling.edge.edge import Edge
from signaling.handlers.services import Services
from signaling.http.api.audit import AuditApi
from signaling.http.api.booths import BoothApi
from signaling.http.api.day_reports import ReportApi
from signaling.http.api.openapi import add_description
from signaling.http.api.operation import PREFIX, Doorkeeper, add_operations
from signaling.http.api.operations import Api
from signaling.http.api.special_days import SpecialDaysApi
from signaling.http.api.staffing import StaffingApi
from signaling.http.api.steering import SteeringApi
from signaling.http.enrolment import Enrolment
from signaling.http.health import add_health
from signaling.http.metrics import add_metrics
from signaling.http.pages import add_pages, pages_release
from signaling.known_node import KnownNode
from signaling.neighborhood_desk import NeighborhoodDesk
from signaling.node_figures import NodeFigures
from signaling.queue_figures import QueueFigures
from signaling.relays.children import RelayChildren
from signaling.relays.fleet import control_maker, relay_plan
from signaling.server_figures import ServerFigures
from signaling.sessions.absence_news import AbsenceNews
from signaling.sessions.account_news import AccountNews
from signaling.sessions.board_news import BoardNews, BoardSources
from signaling.sessions.booth_news import BoothNews
from signaling.sessions.citizen_news import CitizenNews
from signaling.sessions.clock import now_ms
from signaling.sessions.desk_news import DeskNews
from signaling.sessions.device_news import DeviceNews
from signaling.sessions.endpoint import Endpoint
from signaling.sessions.hub import Hub
from signaling.sessions.location_news import LocationNews
from signaling.sessions.out_of_touch import OutOfTouch
from signaling.sessions.parting import part_at_once, part_gently, wait_for
from signaling.sessions.resume import Resumption
from signaling.sessions.station_news import StationNews
from signaling.sessions.telling import Telling
from signaling.settings import Settings
from signaling.signing_key import trail_signer
from signaling.staff_accounts import StaffAccounts, where_from
from signaling.staffing import staffing_of
from signaling.stores import Stores, open_stores
from signaling.tracing import Traces, traces_of
from signaling.vitals import Vitals, memory_limit

_LEASE_MS: Final = 15_000
#: Also long enough for a restart of the service.
_RELOAD_GRACE_MS: Final = 20_000


class Node:
    """One signaling node with its media relay. Made by ``running_node``."""

    def __init__(
        self, settings: Settings, directory: Directory, stores: Stores, traces: Traces | None = None
    ) -> None:
        engine, journal = stores.engine, stores.journal
        self.settings, self.relays = settings, stores.relays
        self.edge = Edge(settings, https_only=settings.secure_cookies)
        self._engine = engine
        self._journal = journal
        self.background = Background()
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
        calls = CallService(
            engine=engine,
            directory=directory,
            rules=self.rules,
            locations=self.locations,
            policy=call_policy(settings),
            new_id=_new_id,
        )
        self.desk = NeighborhoodDesk(settings, directory, stores, calls, new_id=_new_id)
        self.gate = Gate(engine=engine, tenancy=Tenancy(directory))
        telling = Telling(engine=engine, tenancy=self.gate.tenancy)
        self.hub = Hub(journal, telling)
        self.media = MediaService(engine, stores.relays, self.hub, control_maker(settings))
        self.live_text = LiveText(engine, stores.live_text, self.hub.text_typed)
        self.presence = Presence(engine, directory, lease_ms=_LEASE_MS, reload_grace_ms=_RELOAD_GRACE_MS)
        self.deadlines = DeadlineKeeper(engine, recover=self.presence.renew)
        self.vitals = Vitals(
            hub=self.hub,
            deadlines=self.deadlines,
            media=self.media,
            journal=journal,
            registry=stores.relays,
            nodes=stores.nodes,
            edge=self.edge,
            memory_limit=memory_limit(settings.memory_mb),
        )
        self._known = KnownNode(
            stores.nodes,
            settings,
            directory,
            node=stores.node,
            outdated=_end_this_process,
            level=lambda: self.vitals.level,
        )
        booths = Booths(stores.booths, directory, self.locations, now=now_ms)
        self.waiting = WaitingService(engine)
        self.staffing = staffing_of(settings, stores, calls)
        self.audit_keeper = AuditKeeper(
            stores.audit_trail,
            journal,
            signer=trail_signer(settings, stores.audit_trail),
            leads=self._known.leads,
        )
        zones = Zones.of(directory)
        self.statistics_keeper = StatisticsKeeper(
            stores.statistics, journal, zones=zones, leads=self._known.leads
        )
        self.notes = ActionNotes(stores.audit_trail)
        self.desk_news = DeskNews(self.hub, engine, directory)
        self.booth_news = BoothNews(self.hub, self.waiting)
        self.location_news = LocationNews(self.hub, self.locations, directory)
        self.special_days.heard = self.location_news.changed
        self.device_news = DeviceNews(self.hub, booths, self.gate.tenancy)
        target = Target(threshold_s=settings.service_threshold_s)
        self.live_figures = LiveFigures(stores.statistics, directory, target)
        self.board_news = BoardNews(
            self.hub,
            BoardSources(
                figures=self.live_figures,
                waiting=self.waiting,
                callbacks=stores.callbacks,
                relays=stores.relays,
                directory=directory,
            ),
            target,
            goal=settings.service_goal,
            pause_s=lambda: board_pause_s(self.vitals.level),
        )
        self.station_news = StationNews(self.hub, engine, booths, directory)
        self.citizen_news = CitizenNews(self.hub, self.desk.rooms)
        self.account_news = AccountNews(self.hub, stores.sign_ins, directory, self.accounts)
        self.absence_news = AbsenceNews(self.hub, self.desk.callbacks)
        self.alerting = Alerting(
            settings,
            stores,
            AlertSources(
                engine=engine,
                figures=self.live_figures,
                booths=booths,
                callbacks=stores.callbacks,
                relays=stores.relays,
                directory=directory,
                locations=self.locations,
                rules=self.rules,
            ),
            mail=self.desk.carriers[Carrier.MAIL],
            new_id=_new_id,
        )
        self._add_pages = partial(
            add_pages, frames=directory.frame_origins, joined=bool(modes_by_place(directory))
        )
        self._identities = Identities(
            directory,
            stores.tokens,
            stores.sign_ins,
            secure_cookies=settings.secure_cookies,
            open_booths=settings.open_booths,
        )
        steering = SteeringService(engine=engine, calls=calls)
        self.staff_accounts = StaffAccounts(
            settings,
            self.accounts,
            stores,
            self.hub,
            identities=self._identities,
            notes=self.notes,
            steering=steering,
        )
        self.figures = NodeFigures(
            self.vitals,
            QueueFigures(engine, directory, now=now_ms),
            booths,
            self.desk.figures.read,
            self.alerting.figures.read,
            ServerFigures(
                standing=stores.standing,
                journal=journal,
                keepers={
                    "statistics": self.statistics_keeper.position,
                    "audit_trail": self.audit_keeper.position,
                },
            ).read,
        )
        self.hub.follow(
            self.accounts.follow,
            self.media.follow,
            self.locations.follow,
            self.special_days.follow,
            self.booth_news.follow,
            self.desk_news.follow,
            self.location_news.follow,
            self.device_news.follow,
            self.board_news.follow,
            self.station_news.follow,
            self.citizen_news.follow,
            self.deadlines.follow,
            self.staff_accounts.follow,
            self.desk.follow,
            self.figures.queue.follow,
            relearn=self._relearn,
        )
        self.operations = (
            *Api(
                engine=engine,
                directory=directory,
                gate=self.gate,
                calls=calls,
                locations=self.locations,
                rules=self.rules,
                waiting=self.waiting,
                statistics=Statistics(stores.statistics),
                statistics_keeper=self.statistics_keeper,
                notes=self.notes,
                now=now_ms,
            ).operations(),
            *SteeringApi(engine=engine, steering=steering).operations(),
            *BoothApi(booths=booths, tenancy=self.gate.tenancy).operations(),
            *SpecialDaysApi(special_days=self.special_days).operations(),
            *AuditApi(
                trail=AuditTrail(stores.audit_trail, self.audit_keeper, directory), tenancy=self.gate.tenancy
            ).operations(),
            *StaffingApi(
                staffing=self.staffing, threshold_s=settings.service_threshold_s, goal=settings.service_goal
            ).operations(),
            *ReportApi(
                reports=Reports(stores.statistics, zones),
                keeper=self.statistics_keeper,
                directory=directory,
                tenancy=self.gate.tenancy,
                people=engine.people,
                now=now_ms,
            ).operations(),
            *self.staff_accounts.operations(),
            *self.alerting.operations(self.gate.tenancy),
            *self.desk.operations(self.gate.tenancy),
        )
        self._enrolment = Enrolment(
            booths,
            self._identities,
            place_of=where_from(settings),
        )
        self._endpoint = Endpoint(
            identities=self._identities,
            presence=self.presence,
            hub=self.hub,
            out_of_touch=OutOfTouch(self.hub, self._silent_for_s),
            resumption=Resumption(
                telling=telling,
                journal=journal,
                directory=directory,
                locations=self.locations,
                booths=booths,
                longest_wrap_up_s=settings.longest_wrap_up_s,
                grace_s=settings.grace_s,
                pages=pages_release(),
            ),
            booth_news=self.booth_news,
            desk_news=self.desk_news,
            device_news=self.device_news,
            board_news=self.board_news,
            station_news=self.station_news,
            citizen_news=self.citizen_news,
            services=Services(
                gate=self.gate,
                engine=engine,
                calls=calls,
                booths=booths,
                callbacks=self.desk.callbacks,
                absences=self.desk.absences,
                waiting_room=self.desk.waiting_room,
                casework=CaseworkService(engine=engine, directory=directory),
                locations=self.locations,
                notes=self.notes,
                steering=steering,
                media=self.media,
                live_text=self.live_text,
                turn=turn_servers_of(settings),
            ),
            refusals=self.edge.refusals,
            vitals=self.vitals,
            allowed_origins=settings.allowed_origins,
            traces=traces,
        )

    async def start(self) -> None:
        """Begin the node's own tasks."""
        with suppress(TimeoutError):  # then it is tried again behind
            await self._known.renew()
        await self.hub.start()
        await self._learn()
        await self.waiting.load(self._journal)
        await self.vitals.look(0.0)
        self.background.start("known", self._known.run)
        self.background.start("hub", self.hub.run)
        self.background.start("vitals", self.vitals.run)
        self.background.start("relays", self.media.run)
        self.background.start("leg records", self.media.records.run)
        self.background.start("accounts", self.accounts.run)
        self.background.start("accounts gone", self.account_news.ending.run)
        self.background.start("live text", self.live_text.run)
        self.background.start("loop lag", self.figures.lag.watch)
        self.background.start("queue figures", self.figures.queue.run)
        self.background.start("deadlines", self.deadlines.run)
        self.background.start("leases", self.presence.run)
        self.background.start("out of touch", self._endpoint.out_of_touch.run)
        self.background.start("queue places", self.booth_news.places.run)
        self.background.start("estimates", self.booth_news.run_clock)
        self.background.start("opening hours", self.location_news.run)
        self.background.start("special days", self.special_days.run)
        self.background.start("booths", self.device_news.standings.run)
        self.background.start("booths in time", self.device_news.run_clock)
        self.background.start("board", self.board_news.figures.run)
        self.background.start("board looks", self.board_news.looks.run)
        self.background.start("board in time", self.board_news.run_clock)
        self.background.start("stations", self.station_news.stations.run)
        self.background.start("stations in time", self.station_news.run_clock)
        self.background.start("absences told", self.absence_news.run)
        self.background.start("citizens", self.citizen_news.rooms.run)
        self.background.start("colleagues", self.desk_news.people.run)
        self.background.start("own queues", self.desk_news.queue.run)
        self.background.start("own queues in time", self.desk_news.run_clock)
        self.background.start("routing rules", partial(self.rules.run, self._journal))
        self.background.start("statistics", self.statistics_keeper.run)
        self.background.start("audit trail", self.audit_keeper.run)
        retention = JournalRetention(journal=self._journal, keep_days=self.settings.journal_keep_days)
        self.background.start("journal retention", retention.run)
        self.edge.start(self.background)
        self.alerting.start(self.background)
        self.staff_accounts.start(self.background)
        self.desk.start(self.background)

    def web_app(self, *, home: str | None) -> web.Application:
        """Return the HTTP side."""
        app = self.edge.app(
            {PREFIX + each.path for each in self.operations if each.body}, lambda: self.vitals.level
        )
        app.router.add_get("/ws", self._endpoint.handle)
        self.staff_accounts.add_to(app)
        self._enrolment.add_to(app)
        self.desk.add_to(app, self._identities)
        doorkeeper = Doorkeeper(
            identities=self._identities,
            gate=self.gate,
            refusals=self.edge.refusals,
            form_key=self.settings.callback_api_key,
        )
        add_operations(app, self.operations, doorkeeper, self.notes)
        add_description(app, self.operations)
        self._add_pages(app, home=home)
        add_health(app, self.vitals.live, self.vitals.ready)
        token = self.settings.metrics_token
        add_metrics(app, self._read_figures, token=None if token is None else token.get_secret_value())
        app.on_shutdown.append(self._close_connections)
        return app

    async def _learn(self) -> None:
        """Take over what this node otherwise knows from events alone. Raises QueueUnavailableError."""
        await self.accounts.load()
        await self.locations.load()
        await self.special_days.load()
        await self.live_figures.load(self._journal, now_ms())

    async def _relearn(self) -> None:
        """Learn anew when another server took over that doesn't know all that was told."""
        self.media.doubt()
        await self._learn()
        await self.presence.renew()

    async def close(self) -> None:
        """Stop the node's tasks; media goes on."""
        await self.background.close()
        await self._known.end()
        await self.staffing.close()
        await self.media.close()

    async def _read_figures(self) -> Sequence[Metric]:
        return [
            *self.edge.metrics(),
            metric(
                "gauge",
                "callrouter_relays_attached",
                "Relays this node can ask.",
                self.media.relays_attached(),
            ),
            *self.vitals.metrics(),
            *await self.figures.read(),
        ]

    async def drain(self, hurry: asyncio.Event) -> None:
        """Make ready to stop: nobody new is sent here, then pages go to other nodes, some at a time.

        ``hurry`` ends the waiting; where there is one node, pages come back when it does.
        """
        self.vitals.draining = True
        await wait_for(hurry, self.settings.drain_ready_s)
        self.vitals.closing = True
        await part_gently(self.hub.connections(), hurry)

    def _silent_for_s(self) -> float:
        """Return for how long nothing was heard of the queue's server; one that only can't write is heard."""
        return min(self.deadlines.stalled_for_s(), self.hub.stalled_for_s())

    async def _close_connections(self, _app: web.Application) -> None:
        self.vitals.draining = self.vitals.closing = True
        connections = self.hub.connections()
        part_at_once(connections)
        await asyncio.gather(*(connection.closed() for connection in connections))


@asynccontextmanager
async def running_node(
    settings: Settings,
    directory: Directory,
    *,
    relays_die_along: bool = False,
    directory_file: Path | None = None,
) -> AsyncIterator[Node]:
    """Run a node and the relays it starts; everything is undone at the end.

    But relays with calls are left to them, unless they are to ``die_along``. Who stands in
    ``directory_file`` is looked at again when it changes. Raises EmbeddedValkeyError, QueueServerError,
    PlaceError or OSError when it can't start.
    """
    async with (
        open_stores(settings) as stores,
        traces_of(settings, service="callrouter", process=stores.node.node_id) as traces,
    ):
        children = RelayChildren(relay_plan(settings, stores.url), stores.relays, die_along=relays_die_along)
        # First, as they take longer to start than all else.
        children.start()
        try:
            # A directory of the node's own: people come and go.
            node = Node(settings, directory.model_copy(), stores, traces)
            try:
                await node.start()
                if directory_file is not None:
                    node.background.start("directory", DirectoryFile(directory_file, node.accounts).run)
                log = CallLog(stores.stories, stores.journal, holder=stores.node.node_id, traces=traces)
                node.background.start("call stories", log.run)
                yield node
            finally:
                await node.close()
        finally:
            await children.stop()


def _end_this_process() -> None:
    """Stop as if asked to: whatever this node did now, it would do to data of a form it doesn't know."""
    signal.raise_signal(signal.SIGTERM)


def _new_id() -> str:
    return secrets.token_hex(8)
