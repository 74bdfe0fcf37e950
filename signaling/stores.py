"""What a node keeps nothing of itself: the queue and everything else in Redis or Valkey."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final
from urllib.parse import quote

import structlog

from callrouter.model.nodes import NodeRecord
from callrouter.queueing import (
    LAYOUT,
    READS_FROM,
    AccountStore,
    AlertStore,
    AuditTrailStore,
    BoothRegistry,
    CallbackStore,
    CallStoryStore,
    CredentialStore,
    Documents,
    EmbeddedValkey,
    EmbeddedValkeyError,
    Journal,
    LiveTextChannel,
    NodeRegistry,
    Outbox,
    QueueEngine,
    QueueServerError,
    QueueUnavailableError,
    RelayRegistry,
    ServerStanding,
    SignInStore,
    StatisticsStore,
    TokenStore,
    TrialStore,
    check_layout,
    check_server,
    claim_layout,
    connect,
    read_standing,
)
from callrouter.relay.node import this_machine
from signaling.background import Background
from signaling.blinding import blind_of
from signaling.sessions.clock import now_ms
from signaling.settings import Settings
from signaling.sign_in_settings import times_of

_RETRY_S: Final = 0.1
#: How often a starting node looks for its server.
_LOOK_S: Final = 0.5
_LOCK_TIMEOUT_S: Final = 0.2
_LONGEST_HOST: Final = 255

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Stores:
    """All that is kept in the server, for one deployment."""

    engine: QueueEngine
    journal: Journal
    live_text: LiveTextChannel
    tokens: TokenStore
    sign_ins: SignInStore
    credentials: CredentialStore
    documents: Documents
    statistics: StatisticsStore
    audit_trail: AuditTrailStore
    relays: RelayRegistry
    nodes: NodeRegistry
    #: What this process says of itself beside other nodes.
    node: NodeRecord
    booths: BoothRegistry
    callbacks: CallbackStore
    outbox: Outbox
    trials: TrialStore
    alerts: AlertStore
    accounts: AccountStore
    stories: CallStoryStore
    #: How the server does.
    standing: Callable[[], Awaitable[ServerStanding]]
    #: Where the server is; it may hold a password.
    url: str = field(repr=False)


def valkey_dir(settings: Settings) -> Path:
    """Return where the embedded Valkey is; a folder of its own, so that no rights to ``data_dir`` change."""
    return settings.data_dir / "valkey"


async def server_awaited(settings: Settings, stop: asyncio.Event) -> bool:
    """Wait until the server that is named is there, as when everything starts after a power cut.

    False if asked to stop before. Raises QueueServerError for a server that refuses.
    """
    told = False
    while settings.redis_url is not None and not stop.is_set():
        try:
            client = await connect(settings.redis_url, namespace=settings.namespace)
        except QueueUnavailableError as error:
            if not told:
                _log.warning("queue_server.awaited", why=str(error))
            told = True
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_S):
                    await stop.wait()
        else:
            await client.aclose()
            if told:
                _log.info("queue_server.there")
            break
    return not stop.is_set()


@asynccontextmanager
async def open_stores(settings: Settings) -> AsyncIterator[Stores]:
    """Connect to the given Redis or Valkey, or to an embedded one that runs as long.

    Raises EmbeddedValkeyError or QueueServerError.
    """
    async with AsyncExitStack() as stack:
        url = settings.redis_url or await _embedded_server(settings, stack)
        yield await stack.enter_async_context(_connected(url, settings, serves=True))


@asynccontextmanager
async def beside_node(settings: Settings) -> AsyncIterator[Stores]:
    """Connect to the server that a running node uses; for commands at the terminal.

    Raises QueueServerError when no node runs on what the settings name.
    """
    url = settings.redis_url
    if url is None:
        socket = valkey_dir(settings).absolute() / "valkey.sock"
        url = f"unix://{quote(str(socket))}"
    async with AsyncExitStack() as stack:
        try:
            stores = await stack.enter_async_context(_connected(url, settings, serves=False))
        except QueueUnavailableError as error:
            if settings.redis_url is not None:
                raise
            raise QueueServerError(
                f"no callrouter runs on the data directory {settings.data_dir}: start it, or name --data-dir "
                "or --redis-url"
            ) from error
        yield stores


@asynccontextmanager
async def known_server(settings: Settings) -> AsyncIterator[tuple[str, bool]]:
    """Give the URL of the server that the settings name, and whether anybody else uses it.

    The embedded one is started if it doesn't run.
    """
    if settings.redis_url is not None:
        yield settings.redis_url, True
        return
    folder = valkey_dir(settings)
    if not folder.is_dir():
        raise EmbeddedValkeyError(
            f"nothing is kept in {settings.data_dir} yet: name --data-dir or --redis-url"
        )
    own = EmbeddedValkey(folder, lock_timeout_s=_LOCK_TIMEOUT_S)
    try:
        await own.start()
        url, in_service = own.url, False
    except EmbeddedValkeyError:
        socket = folder.absolute() / "valkey.sock"
        if not socket.is_socket():
            raise
        url, in_service = f"unix://{quote(str(socket))}", True
    try:
        yield url, in_service
    finally:
        await own.stop()


@asynccontextmanager
async def open_registry(url: str, namespace: str) -> AsyncIterator[RelayRegistry]:
    """Connect to a server's registry of relays, as soon as the server is there.

    A relay may come before the first node, so it says which form the data has as well. Raises
    QueueServerError for a server that refuses, or whose data is of a newer form.
    """
    async with AsyncExitStack() as stack:
        client, told = None, False
        while client is None:
            try:
                client = await connect(url, namespace=namespace)
                stack.push_async_callback(client.aclose)
                await check_layout(NodeRegistry(client, namespace=namespace))
            except QueueUnavailableError as error:
                if not told:
                    _log.warning("queue_server.awaited", why=str(error))
                await stack.aclose()
                client, told = None, True
                await asyncio.sleep(_RETRY_S)
        yield RelayRegistry(client, namespace=namespace, machine=this_machine())


@asynccontextmanager
async def _connected(url: str, settings: Settings, *, serves: bool) -> AsyncIterator[Stores]:
    """Connect; who ``serves`` says what the server lacks, and claims the form of all that is kept."""
    namespace, blind = settings.namespace, blind_of(settings)
    client = await connect(url, namespace=namespace)
    nodes, node = NodeRegistry(client, namespace=namespace), this_node()
    try:
        if serves:
            for problem in await check_server(client):
                _log.warning("queue_server.problem", problem=problem)
            await claim_layout(nodes, node, now=now_ms)
        yield Stores(
            engine=QueueEngine(client, namespace=namespace),
            journal=Journal(client, namespace=namespace),
            live_text=LiveTextChannel(client, namespace=namespace),
            tokens=TokenStore(client, namespace=namespace),
            sign_ins=SignInStore(client, namespace=namespace, times=times_of(settings)),
            credentials=CredentialStore(client, blind=blind, namespace=namespace),
            documents=Documents(client, namespace=namespace),
            statistics=StatisticsStore(client, namespace=namespace),
            audit_trail=AuditTrailStore(client, namespace=namespace, keep_days=settings.audit_keep_days),
            relays=RelayRegistry(client, namespace=namespace, machine=this_machine()),
            nodes=nodes,
            node=node,
            booths=BoothRegistry(client, namespace=namespace),
            callbacks=CallbackStore(client, blind=blind, namespace=namespace),
            outbox=Outbox(client, namespace=namespace),
            trials=TrialStore(client, namespace=namespace),
            alerts=AlertStore(client, namespace=namespace),
            accounts=AccountStore(client, namespace=namespace),
            stories=CallStoryStore(client, namespace=namespace),
            standing=partial(read_standing, client, namespace=namespace),
            url=url,
        )
    finally:
        await client.aclose()


def this_node() -> NodeRecord:
    """Return what this process says of itself beside other nodes, but for how it is set."""
    return NodeRecord(
        node_id=secrets.token_hex(8),
        version=version("callrouter"),
        machine=this_machine(),
        host=socket.gethostname()[:_LONGEST_HOST],
        reads_from=READS_FROM,
        reads_to=LAYOUT,
    )


async def _embedded_server(settings: Settings, stack: AsyncExitStack) -> str:
    """Start a Valkey of our own, keep it running, and return its URL."""
    embedded = EmbeddedValkey(valkey_dir(settings))
    await embedded.start()
    stack.push_async_callback(embedded.stop)
    keeper = Background()
    keeper.start("embedded valkey", embedded.keep_running)
    stack.push_async_callback(keeper.close)
    return embedded.url
