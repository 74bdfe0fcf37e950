"""Real-time text: what somebody types is seen by the others in the call as it is typed (ITU-T T.140)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from callrouter.model.views import LiveLine
from callrouter.policy.media import audience_of
from callrouter.queueing import LiveTextChannel, QueueEngine, QueueUnavailableError
from callrouter.services.participation import call_of

_log = structlog.get_logger(__name__)

_PAUSE_AFTER_FAULT_S: Final = 0.5


class LiveText:
    """Takes lines in from this node's pages, and hands those of all nodes out to ``show``."""

    def __init__(
        self, engine: QueueEngine, channel: LiveTextChannel, show: Callable[[LiveLine], None]
    ) -> None:
        self._engine = engine
        self._channel = channel
        self._show = show
        #: Set while lines are heard.
        self.listening = asyncio.Event()

    async def type(
        self, call_id: str, participant_id: str, *, entry_id: str, revision: int, text: str
    ) -> None:
        """Show the line so far to the others who see and hear this participant.

        Raises Refusal ``not_a_participant``, QueueUnavailableError.
        """
        call = await call_of(self._engine, call_id, participant_id)
        reaches = audience_of(call).reaches
        others = (each.participant_id for each in call.participants if each.participant_id != participant_id)
        await self._channel.tell(
            LiveLine(
                call_id=call_id,
                participant_id=participant_id,
                audience=tuple(other for other in others if reaches(participant_id, other)),
                entry_id=entry_id,
                revision=revision,
                text=text,
            )
        )

    async def run(self) -> None:
        """Hand out lines for ever."""
        while True:
            try:
                async for line in self._channel.listen():
                    self.listening.set()
                    if line is not None:
                        self._show(line)
            except QueueUnavailableError:
                _log.warning("live_text.unavailable")
            self.listening.clear()
            await asyncio.sleep(_PAUSE_AFTER_FAULT_S)
