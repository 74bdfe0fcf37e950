"""What a relay tells, to every signaling node that is attached; none of them can hold it up."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from callrouter.model.media import LegQuality, LegState, LegSummary, Slots
from callrouter.relay.node.messages import (
    Event,
    LegChanged,
    LegEnded,
    News,
    OfferWanted,
    QualityMeasured,
    SlotsChanged,
    SpeakersChanged,
)

#: What may wait for one node, in characters: more than any snapshot, and minutes of what a full relay tells.
CAPACITY: Final = 16 * 1024 * 1024


class Outbox:
    """What waits to be sent to one node. ``overflow`` is called, once, when it reads too slowly."""

    def __init__(self, overflow: Callable[[], None], capacity: int) -> None:
        self._overflow = overflow
        self._capacity = capacity
        self._texts: deque[str] = deque()
        self._waiting = 0
        self._closed = False
        self._news = asyncio.Event()

    def put(self, text: str) -> None:
        """Append a text; it is dropped, and so is all that waits, when that is too much."""
        if self._closed:
            return
        self._waiting += len(text)
        if self._waiting > self._capacity:
            self._closed = True
            self._texts.clear()
            self._overflow()
            return
        self._texts.append(text)
        self._news.set()

    async def get(self) -> str:
        """Take the next text, when there is one."""
        while not self._texts:
            self._news.clear()
            await self._news.wait()
        text = self._texts.popleft()
        self._waiting -= len(text)
        return text


class LegWatch(Protocol):
    """Told what a relay is asked and what becomes of it."""

    def asked(self, room: str, participant: str, sdp_offer: str, *, began_ns: int, answered: bool) -> None:
        """Hear that an offer that came then, ns since the epoch, was answered or refused."""

    def leg_changed(self, room: str, participant: str, state: LegState) -> None:
        """Hear how a leg is."""

    def leg_ended(self, room: str, summary: LegSummary) -> None:
        """Hear how a leg has done that is no more."""


class Broadcast:
    """The listener of a relay engine: each event is written once and waits for every attached node."""

    def __init__(self, *, capacity: int = CAPACITY) -> None:
        """``capacity`` in characters for each node; one that is further behind is let go."""
        #: Also told how legs have done, whether or not anybody is attached.
        self.scored: Callable[[LegQuality], None] | None = None
        #: Hears how legs come and go, for their calls' traces.
        self.watch: LegWatch | None = None
        self._capacity = capacity
        self._outboxes: set[Outbox] = set()

    def __len__(self) -> int:
        """Return how many nodes are attached."""
        return len(self._outboxes)

    def outbox(self, overflow: Callable[[], None]) -> Outbox:
        """Return where a node's news wait; ``overflow`` is called, once, when it reads too slowly."""
        return Outbox(overflow, self._capacity)

    def attach(self, outbox: Outbox, welcome: News) -> None:
        """Tell a node how things are now, and from now on what happens."""
        outbox.put(welcome.model_dump_json())
        self._outboxes.add(outbox)

    def detach(self, outbox: Outbox) -> None:
        """Tell a node nothing more."""
        self._outboxes.discard(outbox)

    def _tell(self, event: Event) -> None:
        if self._outboxes:
            text = event.model_dump_json()
            for outbox in tuple(self._outboxes):
                outbox.put(text)

    def slots_changed(self, room: str, participant: str, slots: Slots) -> None:
        """See RelayListener; so are the others."""
        self._tell(SlotsChanged(room=room, participant=participant, slots=slots))

    def leg_changed(self, room: str, participant: str, state: LegState) -> None:
        """Tell how a leg is."""
        if self.watch is not None:
            self.watch.leg_changed(room, participant, state)
        self._tell(LegChanged(room=room, participant=participant, state=state))

    def speakers_changed(self, room: str, speakers: tuple[str, ...]) -> None:
        """Tell who speaks."""
        self._tell(SpeakersChanged(room=room, speakers=speakers))

    def offer_wanted(self, room: str, participant: str) -> None:
        """Tell who must offer again."""
        self._tell(OfferWanted(room=room, participant=participant))

    def quality_measured(self, room: str, quality: LegQuality) -> None:
        """Tell how a leg has done."""
        if self.scored is not None:
            self.scored(quality)
        self._tell(QualityMeasured(room=room, quality=quality))

    def leg_ended(self, room: str, summary: LegSummary) -> None:
        """Tell how a leg has done that is no more."""
        if self.watch is not None:
            self.watch.leg_ended(room, summary)
        self._tell(LegEnded(room=room, summary=summary))
