"""What a node tells Prometheus: of itself, and what all relays say of their load."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from callrouter.model.exposition import Metric, Sample, metric
from callrouter.model.states import Role
from callrouter.model.views import RelayStanding
from callrouter.queueing import QueueUnavailableError, RelayRegistry
from callrouter.relay.node import LoopLag
from callrouter.services.booths import Booths
from callrouter.services.deadlines import DeadlineKeeper
from callrouter.timing import TIMINGS
from signaling.process_figures import process_metrics
from signaling.queue_figures import QueueFigures
from signaling.sessions.hub import Hub


class NodeFigures:
    """The figures of one node."""

    def __init__(
        self,
        hub: Hub,
        queue: QueueFigures,
        deadlines: DeadlineKeeper,
        registry: RelayRegistry,
        booths: Booths,
        *kept: Callable[[], Awaitable[Sequence[Metric]]],
    ) -> None:
        self._hub = hub
        self.queue = queue
        self._deadlines = deadlines
        self._registry = registry
        self._booths = booths
        self._kept = kept
        self.lag = LoopLag(time.monotonic)

    async def read(self) -> Sequence[Metric]:
        """Return all figures; without the queue's server, those of the node alone."""
        pages = Counter(connection.identity.role for connection in self._hub.connections())
        own = [
            Metric(
                "callrouter_pages",
                "gauge",
                "Connected pages.",
                [Sample(pages[role], {"role": role}) for role in Role],
            ),
            self.lag.metric("callrouter_loop_lag_seconds"),
            *self.queue.metrics(),
            *TIMINGS.metrics(),
            *process_metrics(),
            metric(
                "gauge",
                "callrouter_deadlines_stalled_seconds",
                "How long nobody here has looked at deadlines.",
                self._deadlines.stalled_for_s(),
            ),
            metric(
                "gauge",
                "callrouter_events_stalled_seconds",
                "How long no events could be read here.",
                self._hub.stalled_for_s(),
            ),
        ]
        try:
            kept = [each for read in self._kept for each in await read()]
            relays = await self._registry.all()
            booths = await self._booths.standings()
        except QueueUnavailableError:
            return [*own, _up(0)]
        return [
            *own,
            _up(1),
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
