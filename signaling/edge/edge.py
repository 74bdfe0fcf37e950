"""What stands between strangers and a node: the door, the limits, the certificate, the headers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web

from callrouter.model.exposition import Metric
from callrouter.policy.shedding import Level
from callrouter.relay.node import ServerCertificate
from signaling.background import Background
from signaling.edge.bodies import MOST_BYTES, measured
from signaling.edge.buckets import Buckets
from signaling.edge.door import Door, most_connections
from signaling.edge.limits import Refusals
from signaling.edge.lines import Lines
from signaling.edge.pace import BURST_S, PATIENCE_S, paced
from signaling.edge_settings import EdgeSettings
from signaling.http.headers import security_headers
from signaling.http.own_site import own_site_only
from signaling.http.shedding import shedding
from signaling.http.timed import timed
from signaling.process_figures import certificate_metrics

_SHUTDOWN_S: Final = 2.0


class Edge:
    """The HTTP server's outside. Raises CertificateError."""

    def __init__(self, settings: EdgeSettings, *, https_only: bool) -> None:
        self._settings = settings
        rate = settings.place_requests_s
        self._certificate = (
            ServerCertificate(settings.tls_certificate, settings.tls_key, protocols=("http/1.1",))
            if settings.tls_certificate is not None and settings.tls_key is not None
            else None
        )
        self._https_only = https_only or self._certificate is not None
        self.refusals = Refusals()
        self._lines = Lines(
            most=most_connections(settings.most_connections),
            most_a_place=settings.place_connections,
            refusals=self.refusals,
        )
        self._arrivals = Buckets(rate, rate * BURST_S)
        self._requests = Buckets(rate, rate * BURST_S, patience_s=PATIENCE_S)

    @property
    def fullness(self) -> float:
        """How many of the connections it may have it has, as a share."""
        return self._lines.fullness

    def app(self, roomy: Collection[str], level: Callable[[], Level]) -> web.Application:
        """Return an application that nothing reaches but what may.

        ``roomy``: see ``measured``; ``level``: see ``shedding``.
        """
        return web.Application(
            middlewares=[
                timed,
                security_headers(https_only=self._https_only),
                paced(self._requests, self.refusals, self._settings.trusted_proxies),
                shedding(level, self.refusals),
                own_site_only(self._settings.allowed_origins),
                measured(roomy),
            ],
            client_max_size=MOST_BYTES,
        )

    @asynccontextmanager
    async def serving(self, app: web.Application) -> AsyncIterator[str]:
        """Serve at the address of the settings while in use; yields it. Raises OSError."""
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_S)
        await runner.setup()
        assert runner.server is not None  # noqa: S101  (it was just set up)
        door = Door(
            runner.server,
            self._lines,
            self._arrivals,
            self.refusals,
            trusted=self._settings.trusted_proxies,
            tls=None if self._certificate is None else self._certificate.context,
        )
        try:
            port = await door.open(self._settings.host, self._settings.port)
            host = f"[{self._settings.host}]" if ":" in self._settings.host else self._settings.host
            yield f"http{'' if self._certificate is None else 's'}://{host}:{port}"
        finally:
            await door.close()
            await runner.cleanup()

    def start(self, background: Background) -> None:
        """Begin to look after the certificate."""
        if self._certificate is not None:
            background.start("certificate", self._certificate.watch)

    def metrics(self) -> Sequence[Metric]:
        """Return what Prometheus is told."""
        found = [self._lines.metric(), self.refusals.metric()]
        if self._certificate is not None:
            found += certificate_metrics(self._certificate)
        return found
