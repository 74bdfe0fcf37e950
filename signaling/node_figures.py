"""What a node tells Prometheus: of itself, and what all relays say of their load."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from callrouter.model.exposition import Metric, Sample, metric
from callrouter.model.states import Role
from callrouter.model.views import RelayStanding
from callrouter.queueing import QueueUnavailableError
from callrouter.relay.node import LoopLag
from callrouter.services.booths import Booths
from callrouter.timing import TIMINGS
from signaling.process_figures import process_metrics
from signaling.queue_figures import QueueFigures
from signaling.vitals import Vitals

#: Well within what Prometheus waits for an answer (10 s), which would otherwise take the node for dead.
_PATIENCE_S: Final = 3.0


class NodeFigures:
    """The figures of one node."""

    def __init__(
        self,
        vitals: Vitals,
        queue: QueueFigures,
        booths: Booths,
        *kept: Callable[[], Awaitable[Sequence[Metric]]],
    ) -> None:
        self._vitals = vitals
        self.queue = queue
        self._booths = booths
        self._kept = kept
        self.lag = LoopLag(time.monotonic)

    async def read(self) -> Sequence[Metric]:
        """Return all figures; without the queue's server, those of the node alone, and soon."""
        kept = await self._kept_at_server() if self._vitals.queue_up else None
        pages = Counter(connection.identity.role for connection in self._vitals.hub.connections())
        own = [
            Metric(
                "callrouter_pages",
                "gauge",
                "Connected pages.",
                [Sample(pages[role], {"role": role}) for role in Role],
            ),
            self.lag.metric("callrouter_loop_lag_seconds"),
            *self.queue.metrics(in_touch=kept is not None),
            *TIMINGS.metrics(),
            *process_metrics(),
            metric(
                "gauge",
                "callrouter_deadlines_stalled_seconds",
                "How long nobody here has looked at deadlines.",
                self._vitals.deadlines.stalled_for_s(),
            ),
            metric(
                "gauge",
                "callrouter_events_stalled_seconds",
                "How long no events could be read here.",
                self._vitals.hub.stalled_for_s(),
            ),
        ]
        return [*own, _up(0)] if kept is None else [*own, _up(1), *kept]

    async def _kept_at_server(self) -> list[Metric] | None:
        """Return what stands at the queue's server; None when it doesn't say."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                kept = [each for read in self._kept for each in await read()]
                relays = await self._vitals.registry.all()
                booths = await self._booths.standings()
        except (QueueUnavailableError, TimeoutError):
            return None
        return [
            metric("gauge", "callrouter_relays", "Registered relays.", len(relays)),
            *relay_metrics(relays),
            *kept,
            metric("gauge", "callrouter_booths_online", "Connected booths.", sum(b.online for b in booths)),
            metric(
                "gauge",
                "callrouter_booths_in_trouble",
                "Booths with a device that doesn't work, a poor connection or none.",
                sum(bool(b.troubles) for b in booths),
            ),
            metric(
                "gauge",
                "callrouter_help_wanted",
                "Requests for help at booths that nobody has acknowledged.",
                sum(b.help is not None and b.help.acknowledged_at is None for b in booths),
            ),
        ]


def relay_metrics(relays: Sequence[RelayStanding]) -> list[Metric]:
    """Return what relays say of themselves, and what is kept of them; the same at every node."""
    told: tuple[tuple[str, str, Callable[[RelayStanding], float]], ...] = (
        ("calls", "Calls whose media lives on the relay.", lambda each: each.calls),
        ("capacity", "Calls that the relay takes.", lambda each: each.relay.capacity),
        ("draining", "Whether the relay takes no new calls.", lambda each: each.relay.draining),
        ("legs", "Connections to the relay.", lambda each: each.load.legs),
        ("packets_per_second", "Packets the relay sent lately.", lambda each: each.load.packets_per_s),
        ("cpu", "Share of one core the relay used lately.", lambda each: each.load.cpu),
        ("loop_lag_seconds", "How late its event loop ran lately.", lambda each: each.load.loop_lag_ms / 1e3),
    )
    return [
        Metric(
            f"callrouter_node_relay_{name}",
            "gauge",
            text,
            [Sample(value(each), {"relay": each.relay.relay_id}) for each in relays],
        )
        for name, text, value in told
    ]


def _up(value: int) -> Metric:
    return metric("gauge", "callrouter_queue_up", "Whether the queue's server answers.", value)
