"""The ``callrouter relay`` command: one media relay, from its start to the end of its last call."""

from __future__ import annotations

import asyncio
import gc
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from typing import Final

import structlog

from callrouter.model.exposition import exposition, metric
from callrouter.model.media import RelayRecord
from callrouter.queueing import LAYOUT, RelayRegistry
from callrouter.relay import RelayEngine
from callrouter.relay.node import (
    Broadcast,
    ControlPlace,
    ControlServer,
    LoadMeter,
    ServerCertificate,
    is_unix,
    sweep,
    this_machine,
    unix_path,
    unix_url,
)
from signaling import sd_notify
from signaling.background import Background
from signaling.process_figures import certificate_metrics, process_metrics
from signaling.relays.ending import Ending, Wishes
from signaling.relays.leg_traces import LegTraces
from signaling.relays.registration import Registration
from signaling.settings import Settings, SettingsError
from signaling.stores import open_registry
from signaling.tracing import traces_of

#: Objects made before Python looks for garbage among the young, and how often it looks at the older ones.
_GC_THRESHOLDS: Final = (20_000, 20, 50)

_log = structlog.get_logger(__name__)


class RunningRelay:
    """A relay that is up: who it is, and what it has to do."""

    def __init__(
        self, engine: RelayEngine, server: ControlServer, registration: Registration, control_url: str
    ) -> None:
        self.engine = engine
        self.registration = registration
        self.control_url = control_url
        self._server = server

    @property
    def relay_id(self) -> str:
        """Who it is."""
        return self.registration.relay_id

    def drain(self) -> None:
        """Take no new calls."""
        self.registration.drain()

    async def move(self) -> None:
        """Send the calls that are left to other relays."""
        await self.registration.move()

    @property
    def attached(self) -> int:
        """How many nodes are attached."""
        return self._server.attached

    @property
    def empty(self) -> bool:
        """Whether nobody is connected."""
        return self.engine.stats().legs == 0


def new_relay_id() -> str:
    """Return an id for one start of one relay."""
    return f"relay-{secrets.token_hex(6)}"


@asynccontextmanager
async def running_relay(
    settings: Settings, registry: RelayRegistry, *, relay_id: str | None = None
) -> AsyncIterator[RunningRelay]:
    """Run a relay in this event loop, known to all nodes; at the end everybody on it is disconnected.

    ``relay_id`` must be new. Raises OSError for a port that is taken, PlaceError for no place to listen at.
    """
    relay_id = relay_id or new_relay_id()
    async with AsyncExitStack() as stack:
        broadcast = Broadcast()
        engine = RelayEngine(
            hosts=settings.media_hosts,
            announced=settings.media_announced,
            port=settings.media_port,
            listener=broadcast,
        )
        await engine.start()
        stack.push_async_callback(engine.close)
        meter = LoadMeter(engine.stats, now=time.monotonic, cpu=time.process_time)
        broadcast.scored = meter.was_scored
        traces = await stack.enter_async_context(
            traces_of(settings, service="callrouter-relay", process=relay_id)
        )
        if traces is not None:
            broadcast.watch = LegTraces(traces, relay_id=relay_id)
        token = settings.relay_token
        certificate = _certificate(settings)
        place = _place(settings, relay_id, certificate)
        server = ControlServer(
            engine,
            broadcast,
            relay_id=relay_id,
            token=token.get_secret_value() if token is not None and place.tls is not None else None,
            metrics=lambda: exposition(
                [
                    *meter.metrics(),
                    metric(
                        "gauge",
                        "callrouter_relay_draining",
                        "Whether it takes no new calls.",
                        registration.is_draining,
                    ),
                    metric("gauge", "callrouter_relay_nodes", "Attached signaling nodes.", server.attached),
                    *(() if certificate is None else certificate_metrics(certificate)),
                    *process_metrics(),
                ]
            ),
        )
        control_url = await server.start(place)
        stack.push_async_callback(server.close)
        record = RelayRecord(
            relay_id=relay_id,
            control_url=control_url,
            machine=this_machine() if is_unix(control_url) else None,
            capacity=settings.relay_capacity,
            release=version("callrouter"),
            reads_to=LAYOUT,
        )
        registration = Registration(registry, record, meter.measure)
        background = Background()
        background.start("loop lag", meter.lag.watch)
        background.start("registration", registration.run)
        if certificate is not None:
            background.start("certificate", certificate.watch)
        stack.push_async_callback(registration.end)
        stack.push_async_callback(background.close)
        yield RunningRelay(engine, server, registration, control_url)


def _certificate(settings: Settings) -> ServerCertificate | None:
    if settings.relay_listen is None or settings.relay_certificate is None or settings.relay_key is None:
        return None
    return ServerCertificate(settings.relay_certificate, settings.relay_key)


def _place(settings: Settings, relay_id: str, certificate: ServerCertificate | None) -> ControlPlace:
    if settings.relay_listen is None:
        url = unix_url(settings.data_dir / "relays", f"{relay_id}.sock")
        sweep(unix_path(url).parent)
        return ControlPlace(url=url)
    tls = None if certificate is None else certificate.context
    return ControlPlace(url=settings.relay_listen, told=settings.relay_url, tls=tls)


async def run_relay(settings: Settings, *, tell: Callable[[str], None]) -> None:
    """Run a relay until it is asked to stop and its calls have ended or moved.

    Tells ``starting`` and ``ready`` with its id: between them it may be known already. SIGTERM drains it, a
    second one or SIGINT ends it at once. Raises SettingsError, OSError, PlaceError.
    """
    if settings.redis_url is None:
        message = "redis_url: not set; a relay makes itself known where the nodes look for it"
        raise SettingsError(message)
    relay_id = new_relay_id()
    structlog.contextvars.bind_contextvars(relay_id=relay_id)
    tell(f"starting {relay_id}")
    wishes = Wishes()
    wishes.watch(supervised=settings.relay_supervised)
    async with AsyncExitStack() as stack:
        background = Background()
        stack.push_async_callback(background.close)
        background.start("watchdog", sd_notify.keep_alive)
        starting = asyncio.create_task(_start(settings, settings.redis_url, relay_id, stack), name="start")
        ending = asyncio.create_task(wishes.first(), name="wishes")
        await asyncio.wait({starting, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if not starting.done():
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            return
        relay = starting.result()
        _settle_memory()
        tell(f"ready {relay_id}")
        sd_notify.tell(sd_notify.READY)
        reason = await Ending(relay, wishes, drain_s=settings.drain_s).awaited()
        _log.info("relay.ended", reason=reason)


async def _start(settings: Settings, redis_url: str, relay_id: str, stack: AsyncExitStack) -> RunningRelay:
    """Start the relay as part of ``stack``, and wait until nodes can know it."""
    registry = await stack.enter_async_context(open_registry(redis_url, settings.namespace))
    relay = await stack.enter_async_context(running_relay(settings, registry, relay_id=relay_id))
    await relay.registration.registered.wait()
    return relay


def _settle_memory() -> None:
    """Spare what the start made, which lives as long as the process, from every later search for garbage.

    A search stops the media. What forwarding makes is freed by counting references; only closed legs leave
    cycles, so it is enough to search seldom.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)
