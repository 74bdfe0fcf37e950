"""What ``callrouter doctor`` tries itself: is each relay reached from here, does each TURN server relay."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from aiohttp import ClientConnectorCertificateError, ClientSSLError, WSServerHandshakeError

from callrouter.model.media import IceServer, RelayRecord
from callrouter.relay.node import Access, NotAttachedError, PlaceError, attachment, this_machine
from callrouter.relay.turn import TurnFailed, try_allocation
from signaling.auth.turn import turn_servers_of
from signaling.examination.examined import Examined
from signaling.relays.fleet import relay_access
from signaling.settings import Settings

_UNAUTHENTICATED: Final = frozenset({401, 441})
_QUOTA: Final = 486
#: servers and relays that are tried at the same time
_AT_ONCE: Final = 16


async def examine_reach(settings: Settings, relays: Sequence[RelayRecord], *, now_s: float) -> list[Examined]:
    """Try every relay that can be reached from this machine, and every TURN server."""
    try:
        access = relay_access(settings)
    except PlaceError as error:
        return [Examined("media relay", str(error), "mend relay_ca")]
    few = asyncio.Semaphore(_AT_ONCE)

    async def one(relay: RelayRecord) -> Examined | None:
        async with few:
            return await _relay(relay, access)

    tried = await asyncio.gather(*map(one, sorted(relays, key=lambda each: each.relay_id)))
    return [each for each in tried if each is not None] + await _turn(settings, now_s)


async def _relay(relay: RelayRecord, access: Access) -> Examined | None:
    """Return what is wrong with reaching a relay; None when nothing is."""
    if relay.machine is not None and relay.machine != this_machine():
        return Examined("media relay", f"{relay.relay_id} is reached on its own machine alone")
    try:
        async with attachment(relay.control_url, relay.relay_id, access):
            return None
    except NotAttachedError as error:
        return Examined("media relay", f"{relay.relay_id} isn't reached ({error})", _relay_remedy(error))


def _relay_remedy(error: NotAttachedError) -> str:
    if error.vanished:
        return "see whether it runs; a relay that is gone is forgotten in seconds"
    if isinstance(error.__cause__, WSServerHandshakeError):
        return "set the same relay_token here and at the relay"
    if isinstance(error.__cause__, ClientSSLError | ClientConnectorCertificateError):
        return "let relay_certificate be for the host of relay_url, and relay_ca have who signed it"
    if "version" in str(error):
        return "upgrade the older of the two: relays and nodes of these versions don't understand each other"
    return "see whether the network lets this machine reach relay_url"


async def _turn(settings: Settings, now_s: float) -> list[Examined]:
    servers = turn_servers_of(settings)
    if not servers.urls:
        return []
    (server,) = servers.for_participant(now_s)
    return list(await asyncio.gather(*(_turn_server(url, server) for url in settings.turn_urls)))


async def _turn_server(url: str, server: IceServer) -> Examined:
    if url.startswith("turns:") and url.endswith("transport=udp"):
        return Examined("turn server", f"{url} isn't tried: it speaks DTLS")
    try:
        address = await try_allocation(url, server.username or "", server.credential or "")
    except TurnFailed as error:
        return Examined("turn server", f"{url}: {error}", _remedy(error.code))
    return Examined("turn server", f"{url} relays from {address}")


def _remedy(code: int) -> str:
    if code in _UNAUTHENTICATED:
        return "give turn_secret what the server has as static-auth-secret, and compare the clocks"
    if code == _QUOTA:
        return "raise its quotas, or see who uses it"
    return "see whether it runs, its ports are open, and its certificate is one that browsers believe"
