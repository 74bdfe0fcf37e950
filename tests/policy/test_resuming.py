"""A caller's page that was away learns how its own call ended, and nothing of anybody else's."""

from __future__ import annotations

import pytest

from callrouter.model.call_events import CallEnded, CallQueued, ChatPosted
from callrouter.model.events import Event
from callrouter.model.records import Call
from callrouter.model.states import CallState, Subject
from callrouter.policy.resuming import may_catch_up

_NOW = 1_000_000
_WITHIN = 60_000


def _call(call_id: str) -> Call:
    return Call(
        call_id=call_id,
        state=CallState.WAITING,
        booth_id="booth:b",
        centre="a",
        location="here",
        language="nl",
        subject=Subject.QUESTION,
        queued_at=0,
        participants=(),
        seats=(),
    )


def _queued(call_id: str) -> Event:
    return CallQueued(type="call.queued", event_id="1-1", at=0, audience=(), call=_call(call_id))


def _ended(call_id: str, ago_ms: int = 1) -> Event:
    at = _NOW - ago_ms
    return CallEnded(type="call.ended", event_id="1-2", at=at, audience=(), call=_call(call_id))


def _said(call_id: str) -> Event:
    return ChatPosted(type="chat.posted", event_id="1-1", at=0, audience=(), call_id=call_id, entry_id="e")


@pytest.mark.parametrize(
    ("missed", "live", "may"),
    [
        ((), None, True),
        ((_queued("a"), _said("a")), "a", True),
        ((_ended("a"), _queued("b")), "b", False),
        ((_said("a"), _ended("a")), None, True),
        ((_said("a"), _ended("a", _WITHIN)), None, False),
        ((_queued("a"), _ended("a")), None, False),
        ((_said("a"),), None, False),
        ((_said("a"), _ended("b")), None, False),
    ],
)
def test_only_the_own_call_is_caught_up_with(
    missed: tuple[Event, ...], live: str | None, *, may: bool
) -> None:
    assert may_catch_up(missed, live=live, now=_NOW, within_ms=_WITHIN) is may
