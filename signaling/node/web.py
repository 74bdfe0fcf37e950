"""What a node answers: the pages and their WebSocket, the API, health and figures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from aiohttp import web

from callrouter.model.directory import Directory
from callrouter.model.exposition import Metric, metric
from callrouter.policy.joining import modes_by_place
from callrouter.services.audit_search import AuditTrail
from callrouter.services.casework import CaseworkService
from callrouter.services.reports import Reports
from callrouter.services.statistics import Statistics
from signaling.auth.turn import turn_servers_of
from signaling.edge.edge import Edge
from signaling.handlers.services import Services
from signaling.http.api.audit import AuditApi
from signaling.http.api.booths import BoothApi
from signaling.http.api.day_reports import ReportApi
from signaling.http.api.openapi import add_description
from signaling.http.api.operation import PREFIX, Doorkeeper, Operation, add_operations
from signaling.http.api.operations import Api
from signaling.http.api.special_days import SpecialDaysApi
from signaling.http.api.staffing import StaffingApi
from signaling.http.api.steering import SteeringApi
from signaling.http.enrolment import Enrolment
from signaling.http.health import add_health
from signaling.http.metrics import add_metrics
from signaling.http.pages import add_pages, pages_release
from signaling.node.news import News
from signaling.node.parts import Parts
from signaling.node.upkeep import Upkeep
from signaling.node_figures import NodeFigures
from signaling.sessions.clock import now_ms
from signaling.sessions.endpoint import Endpoint
from signaling.sessions.resume import Resumption
from signaling.settings import Settings
from signaling.staff_accounts import where_from
from signaling.stores import Stores
from signaling.tracing import Traces
from signaling.vitals import Vitals


class Web:
    """The HTTP side of one node."""

    def __init__(  # noqa: PLR0913  (it shows all of a node)
        self,
        settings: Settings,
        directory: Directory,
        stores: Stores,
        *,
        edge: Edge,
        parts: Parts,
        news: News,
        upkeep: Upkeep,
        vitals: Vitals,
        figures: NodeFigures,
        traces: Traces | None,
    ) -> None:
        self._settings, self._parts, self._edge = settings, parts, edge
        self._vitals, self._figures = vitals, figures
        #: All that the API does.
        self.operations = _operations(settings, directory, stores, parts, upkeep)
        self.endpoint = _endpoint(
            settings, directory, stores, parts=parts, news=news, edge=edge, vitals=vitals, traces=traces
        )
        self._enrolment = Enrolment(parts.booths, parts.identities, place_of=where_from(settings))
        self._add_pages = partial(
            add_pages, frames=directory.frame_origins, joined=bool(modes_by_place(directory))
        )

    def app(self, *, home: str | None) -> web.Application:
        """Return all routes; ``home`` is where ``/`` leads."""
        parts, operations = self._parts, self.operations
        app = self._edge.app(
            {PREFIX + each.path for each in operations if each.body}, lambda: self._vitals.level
        )
        app.router.add_get("/ws", self.endpoint.handle)
        parts.staff_accounts.add_to(app)
        self._enrolment.add_to(app)
        parts.desk.add_to(app, parts.identities)
        doorkeeper = Doorkeeper(
            identities=parts.identities,
            gate=parts.gate,
            refusals=self._edge.refusals,
            form_key=self._settings.callback_api_key,
        )
        add_operations(app, operations, doorkeeper, parts.notes)
        add_description(app, operations)
        self._add_pages(app, home=home)
        add_health(app, self._vitals.live, self._vitals.ready)
        token = self._settings.metrics_token
        add_metrics(app, self._read_figures, token=None if token is None else token.get_secret_value())
        return app

    async def _read_figures(self) -> Sequence[Metric]:
        return [
            *self._edge.metrics(),
            metric(
                "gauge",
                "callrouter_relays_attached",
                "Relays this node can ask.",
                self._parts.media.relays_attached(),
            ),
            *self._vitals.metrics(),
            *await self._figures.read(),
        ]


def _operations(
    settings: Settings, directory: Directory, stores: Stores, parts: Parts, upkeep: Upkeep
) -> tuple[Operation, ...]:
    engine, tenancy = stores.engine, parts.gate.tenancy
    return (
        *Api(
            engine=engine,
            directory=directory,
            gate=parts.gate,
            calls=parts.calls,
            locations=parts.locations,
            rules=parts.rules,
            waiting=parts.waiting,
            statistics=Statistics(stores.statistics),
            statistics_keeper=upkeep.statistics,
            notes=parts.notes,
            now=now_ms,
        ).operations(),
        *SteeringApi(engine=engine, steering=parts.steering).operations(),
        *BoothApi(booths=parts.booths, tenancy=tenancy).operations(),
        *SpecialDaysApi(special_days=parts.special_days).operations(),
        *AuditApi(
            trail=AuditTrail(stores.audit_trail, upkeep.audit_trail, directory), tenancy=tenancy
        ).operations(),
        *StaffingApi(
            staffing=parts.staffing, threshold_s=settings.service_threshold_s, goal=settings.service_goal
        ).operations(),
        *ReportApi(
            reports=Reports(stores.statistics, parts.zones),
            keeper=upkeep.statistics,
            directory=directory,
            tenancy=tenancy,
            people=engine.people,
            now=now_ms,
        ).operations(),
        *parts.staff_accounts.operations(),
        *parts.alerting.operations(tenancy),
        *parts.desk.operations(tenancy),
    )


def _endpoint(  # noqa: PLR0913  (it shows all of a node)
    settings: Settings,
    directory: Directory,
    stores: Stores,
    *,
    parts: Parts,
    news: News,
    edge: Edge,
    vitals: Vitals,
    traces: Traces | None,
) -> Endpoint:
    engine, desk = stores.engine, parts.desk
    return Endpoint(
        identities=parts.identities,
        presence=parts.presence,
        hub=parts.hub,
        out_of_touch=parts.out_of_touch,
        resumption=Resumption(
            telling=parts.telling,
            journal=stores.journal,
            directory=directory,
            locations=parts.locations,
            booths=parts.booths,
            longest_wrap_up_s=settings.longest_wrap_up_s,
            grace_s=settings.grace_s,
            pages=pages_release(),
        ),
        booth_news=news.booth,
        desk_news=news.desk,
        device_news=news.device,
        board_news=news.board,
        station_news=news.station,
        citizen_news=news.citizen,
        services=Services(
            gate=parts.gate,
            engine=engine,
            calls=parts.calls,
            booths=parts.booths,
            callbacks=desk.callbacks,
            absences=desk.absences,
            waiting_room=desk.waiting_room,
            casework=CaseworkService(engine=engine, directory=directory),
            locations=parts.locations,
            notes=parts.notes,
            steering=parts.steering,
            media=parts.media,
            live_text=parts.live_text,
            turn=turn_servers_of(settings),
        ),
        refusals=edge.refusals,
        vitals=vitals,
        allowed_origins=settings.allowed_origins,
        traces=traces,
    )
