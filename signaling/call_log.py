"""One canonical log line for each call, when it is over, and its trace; nothing personal in either."""

from __future__ import annotations

import structlog

from callrouter.policy.call_story import SETTLES_MS, CallStory
from callrouter.queueing import CallStoryStore, Journal
from callrouter.services.call_stories import CallTeller
from signaling.sessions.clock import now_ms
from signaling.tracing import Traces

_log = structlog.get_logger(__name__)


class CallLog:
    """Tells how each call of the deployment went, whenever it is this node's turn to."""

    #: How long after its end a call's last words are waited for.
    settles_ms = SETTLES_MS

    def __init__(
        self, store: CallStoryStore, journal: Journal, *, holder: str, traces: Traces | None
    ) -> None:
        """``holder`` names this node."""
        self._traces = traces
        self.run = CallTeller(
            store, journal, holder=holder, tell=self.tell, now=now_ms, settles_ms=self.settles_ms
        ).run

    def tell(self, story: CallStory) -> None:
        """Log how a call went, and tell its trace."""
        _log.info("call", **story.line())
        if self._traces is not None:
            self._traces.tell_story(story)
