"""What ``callrouter doctor`` says of media: can relays bind, can pages reach them, and are they there."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import Final

from callrouter.model.views import RelayStanding
from signaling.examination.examined import Examined
from signaling.settings import Settings

#: A relay that has been silent for longer is about to be given up; with room for clocks that differ a little.
_STALE_MS: Final = 10_000


def examine_media(
    settings: Settings, relays: Sequence[RelayStanding], *, now_ms: int, in_service: bool
) -> Iterator[Examined]:
    """Examine what media needs on this machine; ``in_service``: somebody uses the queue's server."""
    for host in settings.media_hosts:
        yield _binding(host, settings.media_port, held=bool(relays))
    yield _reach(settings)
    yield _standing(relays, now_ms, in_service=in_service)


def _binding(host: str, port: int, *, held: bool) -> Examined:
    shown = f"{f'[{host}]' if ':' in host else host}:{port or 'any port'}"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE and held:
                return Examined("media port", f"{shown} is taken, as it is while a relay runs here")
            remedy = {
                errno.EADDRINUSE: "stop what uses the UDP port, or choose another media_port",
                errno.EADDRNOTAVAIL: "name addresses of this machine in media_hosts",
                errno.EACCES: "choose a media_port above 1023",
            }
            found = errno.errorcode.get(error.errno or 0, "unknown")
            return Examined(
                "media port", f"{shown} can't be bound ({found})", remedy.get(error.errno or 0, "mend that")
            )
    return Examined("media port", f"{shown} can be bound")


def _reach(settings: Settings) -> Examined:
    named = settings.media_announced or settings.media_hosts
    local = [address for address in named if ip_address(address).is_loopback]
    if not local:
        return Examined("media reach", f"pages are told {', '.join(named)}")
    state = f"pages on other machines can't reach {', '.join(local)}"
    if settings.host in {"127.0.0.1", "::1", "localhost"}:
        return Examined("media reach", f"{state}; nor this service")
    return Examined("media reach", state, "set media_hosts, or media_announced behind a translation")


def _standing(relays: Sequence[RelayStanding], now_ms: int, *, in_service: bool) -> Examined:
    if not relays:
        if not in_service:
            return Examined("media relays", "none while nothing runs")
        return Examined("media relays", "none is registered", "start callrouter serve, or callrouter relay")
    stale = [each for each in relays if now_ms - each.renewed_at > _STALE_MS]
    if stale:
        return Examined(
            "media relays",
            f"{len(stale)} of {len(relays)} haven't been heard of for {_STALE_MS // 1000} s",
            "see whether they run and reach the queue's server, and compare the clocks",
        )
    calls, room = sum(each.calls for each in relays), sum(each.relay.capacity for each in relays)
    draining = sum(each.relay.draining for each in relays)
    return Examined("media relays", f"{len(relays)}, {draining} of them draining; {calls} calls of {room}")
