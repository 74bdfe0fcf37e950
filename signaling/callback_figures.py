"""What a node tells Prometheus of callback requests and messages to citizens; the same at every node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from callrouter.model.directory import Directory
from callrouter.model.exposition import Metric, metric
from callrouter.queueing import CallbackStore, Outbox, waiting_list
from callrouter.queueing.callbacks import OVERDUE


@dataclass(frozen=True, kw_only=True)
class CallbackFigures:
    """The figures of all teams and centres together."""

    directory: Directory
    callbacks: CallbackStore
    outbox: Outbox

    async def read(self) -> Sequence[Metric]:
        """Return the figures, from the lengths of lists alone. Raises QueueUnavailableError."""
        directory = self.directory
        queues = [each.team_id for each in directory.teams] + [each.centre_id for each in directory.centres]
        waiting = await self.callbacks.count([waiting_list(queue) for queue in queues])
        overdue, pending = await self.callbacks.count([OVERDUE]), await self.outbox.count()
        return (
            metric("gauge", "callrouter_callbacks_waiting", "Callback requests that nobody holds.", waiting),
            metric("gauge", "callrouter_callbacks_overdue", "Open callback requests past due.", overdue),
            metric("gauge", "callrouter_messages_pending", "Messages to citizens to be sent.", pending),
        )
