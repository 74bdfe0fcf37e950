"""What a node knows of live calls and of where their media lives, each from the newest word on it."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

from callrouter.model.events import Event, MediaMoved
from callrouter.model.records import Call
from callrouter.model.views import MediaHome
from callrouter.queueing import RelayRegistry, journal_place

#: An ended call is remembered this long, so that an older word on it doesn't bring it to life again.
_REMEMBERED_MS: Final = 60_000

_Place = tuple[int, int]
_BEFORE_ALL: Final[_Place] = (0, 0)


class KnownCalls:
    """Learns from events and from readings; the one with the later place in the journal holds."""

    def __init__(self, registry: RelayRegistry) -> None:
        self._registry = registry
        self._calls: dict[str, tuple[_Place, Call]] = {}
        self._homes: dict[str, tuple[_Place, str | None]] = {}
        self._ended: deque[tuple[int, str]] = deque()

    def call(self, call_id: str) -> Call | None:
        """Return a call; None if nothing was heard of it."""
        known = self._calls.get(call_id)
        return None if known is None else known[1]

    def is_home(self, call_id: str, relay_id: str) -> bool:
        """Say whether a call's media lives on this relay, as far as is known."""
        return self._homes.get(call_id, (None, None))[1] == relay_id

    def lives_elsewhere(self, call_id: str, relay_id: str) -> bool:
        """Say whether a call's media lives on a relay that isn't this one."""
        return self._homes.get(call_id, (None, None))[1] not in {None, relay_id}

    def has_home(self, call_id: str) -> bool:
        """Say whether it was ever heard where the call's media lives, or that it lives nowhere."""
        return call_id in self._homes

    def hear(self, event: Event) -> Call | None:
        """Learn from an event; return the call it is about, if any."""
        call = getattr(event, "call", None)
        if not isinstance(call, Call):
            return None
        place = journal_place(event.event_id)
        self._learn(place, call)
        if isinstance(event, MediaMoved):
            self._learn_home(place, call.call_id, event.relay_id)
        self._forget(event.at)
        return call

    async def read(self, call_ids: Sequence[str]) -> dict[str, MediaHome]:
        """Read how calls stand now; those left out are unknown to the queue. Raises QueueUnavailableError."""
        homes = await self._registry.homes(call_ids)
        for call_id, home in homes.items():
            place = journal_place(home.event_id)
            self._learn(place, home.call)
            self._learn_home(place, call_id, home.relay_id)
        return homes

    def doubt(self) -> None:
        """Let any next word hold: the journal is another one now, whose places may come before."""
        self._calls = {call_id: (_BEFORE_ALL, call) for call_id, (_, call) in self._calls.items()}
        self._homes = {call_id: (_BEFORE_ALL, home) for call_id, (_, home) in self._homes.items()}

    def _learn(self, place: _Place, call: Call) -> None:
        before = self._calls.get(call.call_id)
        if before is not None and before[0] > place:
            return
        self._calls[call.call_id] = place, call
        if call.ended_at is not None and (before is None or before[1].ended_at is None):
            self._ended.append((call.ended_at, call.call_id))

    def _learn_home(self, place: _Place, call_id: str, relay_id: str | None) -> None:
        before = self._homes.get(call_id)
        if before is None or before[0] <= place:
            self._homes[call_id] = place, relay_id

    def _forget(self, now: int) -> None:
        while self._ended and self._ended[0][0] < now - _REMEMBERED_MS:
            _, call_id = self._ended.popleft()
            self._calls.pop(call_id, None)
            self._homes.pop(call_id, None)
