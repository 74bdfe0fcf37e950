"""The limits that somebody may run into, and how often somebody did. Nobody is named: figures only."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from callrouter.model.exposition import Metric, Sample


class Limit(StrEnum):
    """What somebody had too much of, or took too long for."""

    #: Connections at this node, and of one place that hasn't said who it is.
    CONNECTIONS = "connections"
    PLACE_CONNECTIONS = "place_connections"
    #: New connections, and requests, a second of one place.
    PLACE_ARRIVALS = "place_arrivals"
    PLACE_REQUESTS = "place_requests"
    #: Requests a second of one account.
    ACCOUNT_REQUESTS = "account_requests"
    #: Messages a second of one person's pages, or one device's.
    MESSAGES = "messages"
    #: Pages of one person or device.
    PAGES = "pages"
    #: Beginnings of requests, bodies, and answers that nobody reads.
    SLOW_HEAD = "slow_head"
    SLOW_BODY = "slow_body"
    SLOW_READER = "slow_reader"
    #: What a node gave up to keep calls going.
    OVERLOAD = "overload"
    #: What isn't HTTP.
    MALFORMED = "malformed"


class Refusals:
    """Counts who was refused or cut off, by limit."""

    def __init__(self) -> None:
        self._counts: Counter[Limit] = Counter()

    def note(self, limit: Limit) -> None:
        """Count one."""
        self._counts[limit] += 1

    def metric(self) -> Metric:
        """Return what Prometheus is told."""
        samples = [Sample(self._counts[limit], {"limit": limit}) for limit in Limit]
        return Metric(
            "callrouter_refused_total", "counter", "Connections and requests refused or cut off.", samples
        )
