"""Traces of calls as a node or a relay tells them, if anybody wants them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Final

from callrouter.model.states import Role
from callrouter.policy.call_story import CallStory
from callrouter.policy.call_trace import Span, is_sampled, spans_of
from callrouter.timing import Piece
from signaling.observing_settings import ObservingSettings

#: What stands behind the call in a reservation's id.
_BEHIND_CALL: Final = "/"


class Traces:
    """Tells spans of those calls that are sampled. ``process`` names this one among all."""

    def __init__(self, send: Callable[[Iterable[Span]], None], *, share: float, process: str) -> None:
        self._send = send
        self._share = share
        self._process = process

    def tell(self, call_id: str, spans: Callable[[], Iterable[Span]]) -> None:
        """Tell spans of a call; they are made only if its trace is told."""
        if is_sampled(call_id, self._share):
            self._send(spans())

    def tell_work(self, call_id: str, pieces: Sequence[Piece], role: Role) -> None:
        """Tell what was done for a call at somebody's asking."""
        self.tell(call_id, lambda: spans_of(call_id, pieces, role, by=self._process))

    def tell_story(self, story: CallStory) -> None:
        """Tell how a call went."""
        self.tell(story.call.call_id, story.spans)


@asynccontextmanager
async def traces_of(
    settings: ObservingSettings, *, service: str, process: str
) -> AsyncIterator[Traces | None]:
    """Tell traces while in use as the settings say; None where nobody wants them."""
    if settings.otlp_endpoint is None:
        yield None
        return
    from signaling.traces import SpanSender  # noqa: PLC0415  (a third of a second that most don't need)

    token = settings.otlp_token
    sender = SpanSender(
        settings.otlp_endpoint,
        None if token is None else token.get_secret_value(),
        service=service,
        instance=process,
    )
    try:
        yield Traces(sender.send, share=settings.trace_share, process=process)
    finally:
        await asyncio.to_thread(sender.close)


def call_named(message: object, answer: object) -> str | None:
    """Return the call that a page's message is about, by its own words or by the answer's."""
    for said in (message, answer):
        call_id = getattr(said, "call_id", None)
        if isinstance(call_id, str):
            return call_id
    reservation_id = getattr(message, "reservation_id", None)
    return reservation_id.partition(_BEHIND_CALL)[0] if isinstance(reservation_id, str) else None
