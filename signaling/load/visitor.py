"""A robot at a booth: asks for a call, waits, talks, goes; the booth stays connected between visits."""

from __future__ import annotations

import asyncio
import time
from typing import Final

from signaling.load.behavior import Visit
from signaling.load.line import Refused
from signaling.load.robot import Message, Robot
from signaling.load.timings import Span
from signaling.protocol.booth import CallRequest
from signaling.protocol.conversation import CallLeave
from signaling.protocol.errors import ProtocolErrorCode

#: Whoever is told to try again later does so after so long, seconds, or up to twice as long.
_AGAIN_S: Final = 1.0


class Visitor(Robot):
    """A booth, and one visitor after the other."""

    #: Which call was over last, as this page was told.
    _over: str | None = None
    #: Which call this page's visit is about, once it knows.
    _own: str | None = None

    async def visits(self, visit: Visit) -> None:
        """Come, ask for a call, and stay until it is over or patience is.

        A refusal (a queue that is full, a location that is closed) ends the visit; it is counted.
        Raises SignedOutError.
        """
        call_id = await self._asks(visit)
        if call_id is None:
            return
        self.stage.visits[call_id] = visit
        try:
            await self._stays(call_id, visit)
        finally:
            self._own = None
            self.stage.visits.pop(call_id, None)
            self.stage.accepted_at.pop(call_id, None)

    async def leaves(self) -> None:
        """Leave the call there is, if there is one, also of before this run."""
        if self.call_id is not None:
            await self._leaves(self.call_id)

    async def _asks(self, visit: Visit) -> str | None:
        began = time.monotonic()
        while True:
            message = CallRequest(
                type="call.request",
                request_id=self.line.request_id(),
                language=visit.language,
                subject=visit.subject,
            )
            try:
                call_id = str((await self.line.ask(message))["call_id"])
            except Refused as refused:
                if refused.code != ProtocolErrorCode.UNAVAILABLE:
                    return None
                await asyncio.sleep(_AGAIN_S * (1 + self.chance.random()))
                continue
            self.stage.traffic.timings.add(Span.ASKED, 1000 * (time.monotonic() - began))
            self.stage.ledger.requested(call_id, self.name)
            self._own = call_id
            return call_id

    async def _stays(self, call_id: str, visit: Visit) -> None:
        """Wait, then talk. Events may come before the answer to the request."""

        def over() -> bool:
            return self._over == call_id

        answered = await self.until(lambda: over() or self.talks(), visit.patience_s)
        if not answered or (visit.hangs_up and not await self.until(over, visit.talk_s)):
            await self._leaves(call_id)
        await self.until(over)

    async def _leaves(self, call_id: str) -> None:
        while True:
            message = CallLeave(type="call.leave", request_id=self.line.request_id(), call_id=call_id)
            try:
                await self.line.ask(message)
            except Refused as refused:
                if refused.code == ProtocolErrorCode.UNAVAILABLE:
                    await asyncio.sleep(_AGAIN_S * (1 + self.chance.random()))
                    continue
            return

    def told(self, message: Message) -> None:
        """Know what a message says, and of the visit's call whether it is over."""
        super().told(message)
        match message["type"]:
            case "call.ended":
                self._over = message["call"]["call_id"]
            case "snapshot" if self._own is not None:
                if self.call_id == self._own:
                    self.stage.ledger.back(self._own)
                else:
                    self.stage.ledger.gone(self._own)
                    self._over = self._own
            case "call.joined" if self.talks():
                accepted_at = self.stage.accepted_at.pop(message["call"]["call_id"], None)
                if accepted_at is not None:
                    self.stage.traffic.timings.add(Span.TOLD, 1000 * (time.monotonic() - accepted_at))
