"""What a caller's page that was away may be told of what it missed: a booth has another visitor soon."""

from __future__ import annotations

from collections.abc import Sequence

from callrouter.model.call_events import CallEnded, CallQueued
from callrouter.model.event import BaseEvent
from callrouter.model.events import Event


def may_catch_up(missed: Sequence[Event], *, live: str | None, now: int, within_ms: int) -> bool:
    """Say whether a caller's page may be told these events, rather than only how things are.

    It may if they are of the call that is ``live``; or of none but one it was in when it left, and that
    ended less than ``within_ms`` before ``now`` (UTC epoch ms): time to learn how, not to learn whose.
    """
    calls = {call_id for each in missed if (call_id := _call_of(each)) is not None}
    if calls <= {live}:
        return True
    ended = any(isinstance(each, CallEnded) and each.at > now - within_ms for each in missed)
    was_in_it = not any(isinstance(each, CallQueued) for each in missed)
    return len(calls) == 1 and live is None and ended and was_in_it


def _call_of(event: BaseEvent) -> str | None:
    """Return which call an event is about, help asked for in it as well."""
    about = getattr(event, "call", None) or getattr(event, "help", None) or event
    call_id: str | None = getattr(about, "call_id", None)
    return call_id
