"""What a node tells Prometheus: of itself, and what all relays say of their load."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from callrouter.model.exposition import Metric, Sample, metric
from callrouter.model.states import Role
from callrouter.queueing import QueueUnavailableError, RelayRegistry
from callrouter.relay.node import LoopLag, load_metrics
from callrouter.services.booths import Booths
from callrouter.services.deadlines import DeadlineKeeper
from signaling.sessions.hub import Hub


class NodeFigures:
    """The figures of one node."""

    def __init__(
        self,
        hub: Hub,
        deadlines: DeadlineKeeper,
        registry: RelayRegistry,
        booths: Booths,
        *kept: Callable[[], Awaitable[Sequence[Metric]]],
    ) -> None:
        self._hub = hub
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
            metric(
                "counter", "process_cpu_seconds_total", "CPU time used by the process.", time.process_time()
            ),
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
        loads = {each.relay.relay_id: (each.load, each.calls) for each in relays}
        return [
            *own,
            _up(1),
            metric("gauge", "callrouter_relays", "Registered relays.", len(relays)),
            *load_metrics(loads),
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


def _up(value: int) -> Metric:
    return metric("gauge", "callrouter_queue_up", "Whether the queue's server answers.", value)
