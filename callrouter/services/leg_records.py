"""How legs did goes into their calls' records, also when the queue server is away for a while."""

from __future__ import annotations

import asyncio
from collections import deque
from hashlib import sha256
from typing import Final, NamedTuple

import structlog

from callrouter.model.media import LegSummary
from callrouter.model.refusal import Refusal
from callrouter.queueing import QueueEngine, QueueUnavailableError

#: What is kept while the queue server is away; the oldest are lost first.
_MOST_WAITING: Final = 1000
_PAUSE_S: Final = 0.5

_log = structlog.get_logger(__name__)


class _Ended(NamedTuple):
    call_id: str
    leg: str
    summary: LegSummary


class LegRecords:
    """Adds summaries to calls one by one. Every node that hears of a leg does so; it counts once."""

    def __init__(self, engine: QueueEngine) -> None:
        self._engine = engine
        self._waiting: deque[_Ended] = deque(maxlen=_MOST_WAITING)
        self._news = asyncio.Event()

    def add(self, relay_id: str, call_id: str, summary: LegSummary) -> None:
        """Add how a leg did on a relay, soon."""
        # All nodes are told the same, to the last digit; no two legs of a participant are alike in that.
        leg = sha256(f"{relay_id} {summary.model_dump_json()}".encode()).hexdigest()[:16]
        self._waiting.append(_Ended(call_id, leg, summary))
        self._news.set()

    async def run(self) -> None:
        """Add for ever."""
        while True:
            await self._news.wait()
            self._news.clear()
            while self._waiting:
                ended = self._waiting.popleft()
                try:
                    await self._engine.measure_call(ended.call_id, ended.summary, leg=ended.leg)
                except QueueUnavailableError:
                    self._waiting.appendleft(ended)
                    await asyncio.sleep(_PAUSE_S)
                except Refusal as refusal:
                    _log.info("leg.not_recorded", code=refusal.code)
