"""Which relays a node starts, what they are told, and how a node reaches those that anybody started."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from callrouter.model.media import RelayRecord
from callrouter.relay.api import ControlledRelay, ControlListener
from callrouter.relay.node import Access, RelayControl, client_tls, is_unix, unix_path, unix_url
from signaling.relays.children import RelayPlan
from signaling.settings import Settings, foreign_environment, own_settings

#: All that a relay is told of the settings: it needs neither directory nor accounts.
_TOLD: Final = (
    "redis_url",
    "data_dir",
    "namespace",
    "media_hosts",
    "media_announced",
    "relay_certificate",
    "relay_key",
    "relay_token",
    "relay_capacity",
    "relay_supervised",
    "drain_s",
    "log_level",
    "log_format",
    "otlp_endpoint",
    "otlp_token",
    "trace_share",
)


def relay_plan(settings: Settings, redis_url: str) -> RelayPlan:
    """Return how many relays this node starts and with what; ``redis_url`` is the server that is used."""
    count = default_relays() if settings.relays is None else settings.relays
    first = settings.media_port
    told = settings.model_copy(
        update={
            "redis_url": redis_url,
            "data_dir": settings.data_dir.absolute(),
            "relay_supervised": True,
        }
    )
    inherited = foreign_environment() | own_settings(**{name: getattr(told, name) for name in _TOLD})

    def environment(number: int, port: int) -> dict[str, str]:
        return inherited | own_settings(
            media_port=port,
            relay_listen=_place(settings.relay_listen, number),
            relay_url=_place(settings.relay_url, number),
        )

    return RelayPlan(
        count=count,
        environment=environment,
        hosts=settings.media_hosts,
        # A relay of an earlier start may still hold its port, for the calls it has left.
        ports=range(first, min(first + 2 * count, 65_536)) if first else (),
    )


def _place(url: str | None, number: int) -> str | None:
    """Return where the relay of this number listens if the first one does at ``url``: beside it."""
    if url is None or number == 0:
        return url
    if is_unix(url):
        path = unix_path(url)
        return unix_url(path.parent, f"{path.stem}-{number}{path.suffix}")
    parts = urlsplit(url)
    return url if not parts.port else urlunsplit(parts._replace(netloc=_shifted(parts, number)))


def _shifted(parts: SplitResult, number: int) -> str:
    host = parts.hostname or ""
    return f"{f'[{host}]' if ':' in host else host}:{(parts.port or 0) + number}"


def default_relays() -> int:
    """Return how many relays fit this machine, a core being left to signaling, and at least two.

    When a relay dies its calls go on at another one at once; a single one has to start first.
    """
    return max(2, len(os.sched_getaffinity(0)) - 1)


def relay_access(settings: Settings) -> Access:
    """Return what opens relays on other machines. Raises PlaceError for a ``relay_ca`` that is none."""
    token = settings.relay_token
    return Access(
        token=None if token is None else token.get_secret_value(),
        tls=None if settings.relay_ca is None else client_tls(settings.relay_ca),
    )


def control_maker(settings: Settings) -> Callable[[RelayRecord, ControlListener], ControlledRelay]:
    """Return how to reach a registered relay. Raises PlaceError for a ``relay_ca`` that is none."""
    access = relay_access(settings)

    def make(record: RelayRecord, listener: ControlListener) -> RelayControl:
        return RelayControl(record.control_url, record.relay_id, listener, access=access)

    return make
