"""What a node tells Prometheus of the queue's server, and of who reads the journal there; alike at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from callrouter.model.exposition import Metric, Sample, metric
from callrouter.queueing import Journal, ServerStanding, journal_place


class _Place(Protocol):
    @property
    def event_id(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class ServerFigures:
    """The figures of a Redis or Valkey and its journal."""

    standing: Callable[[], Awaitable[ServerStanding]]
    journal: Journal
    #: Up to where those got who keep what the journal tells, by their names.
    keepers: Mapping[str, Callable[[], Awaitable[_Place]]]

    async def read(self) -> Sequence[Metric]:
        """Return the figures. Raises QueueUnavailableError."""
        found = await self.standing()
        places = {name: await position() for name, position in self.keepers.items()}
        newest_ms = journal_place(await self.journal.last_id())[0]
        behind = {
            name: max(0, newest_ms - journal_place(place.event_id)[0]) / 1000
            for name, place in places.items()
        }
        return (
            metric(
                "gauge",
                "callrouter_queue_round_trip_seconds",
                "How long the queue's server took to answer a ping.",
                found.round_trip_s,
            ),
            metric(
                "gauge", "callrouter_queue_memory_bytes", "Memory in use by the server.", found.memory_bytes
            ),
            metric(
                "gauge",
                "callrouter_queue_memory_limit_bytes",
                "Memory it may use; 0 = as much as there is.",
                found.most_memory_bytes,
            ),
            metric("gauge", "callrouter_queue_clients", "Connections to the server.", found.clients),
            metric("counter", "callrouter_queue_commands_total", "Commands it carried out.", found.commands),
            metric(
                "gauge",
                "callrouter_queue_persists",
                "Whether it writes to disk what it is told.",
                int(found.persists),
            ),
            metric("gauge", "callrouter_queue_replicas", "Replicas connected to it.", found.replicas),
            metric("gauge", "callrouter_journal_events", "Events in the journal.", found.journal_events),
            Metric(
                "callrouter_keeper_behind_seconds",
                "gauge",
                "By how much the newest event is later than the last that a keeper took in.",
                [Sample(seconds, {"keeper": name}) for name, seconds in sorted(behind.items())],
            ),
        )
