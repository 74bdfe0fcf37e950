"""What all robots were told of calls, and what of it can't be."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from callrouter.model.states import CallState, EndReason, Role
from signaling.load.order import Line, Queued
from signaling.load.timings import Histogram

Message = dict[str, Any]

#: Calls that are over are remembered, for what comes late of them; the oldest make room.
_MOST_OVER: Final = 20_000


class Breach(StrEnum):
    """What must never be."""

    #: Nobody knows a visitor's call any more, and nobody was told that it ended.
    LOST = "lost"
    #: A call ended as somebody's connection was lost for too long.
    CUT_OFF = "cut_off"
    #: Two people have one call, or a booth has two.
    DOUBLED = "doubled"
    #: A person is rung, or joins, while another call holds them.
    HELD_TWICE = "held_twice"
    #: A call was offered while one that came before it waited for the same people.
    DISORDER = "disorder"
    #: A call was told to be over twice.
    ENDED_TWICE = "ended_twice"


@dataclass(slots=True)
class _Known:
    """A call that isn't over."""

    booth_id: str | None = None
    #: Whom it waits with, until it was offered for the first time.
    line: Line | None = None
    queued: Queued | None = None
    offered: bool = False
    answered: bool = False
    #: Whether its visitor's page was told that there is no call any more.
    gone: bool = False


class Ledger:
    """Calls of robots; told in any order, by any of their pages, and more than once.

    Memory is bounded by the calls that live.
    """

    def __init__(self) -> None:
        self.breaches: Final[Counter[Breach]] = Counter()
        #: The calls a breach is about, the first of each kind: to look them up in the journal.
        self.examples: Final[dict[Breach, str]] = {}
        self.ended: Final[Counter[EndReason]] = Counter()
        #: From being queued to ringing for the first time, by the server's clock.
        self.waited: Final = Histogram()
        self.asked = 0
        self.offered = 0
        self.answered = 0
        self._known: dict[str, _Known] = {}
        self._of_booth: dict[str, str] = {}
        self._over: OrderedDict[str, str] = OrderedDict()
        self._lines: defaultdict[tuple[str, ...], Line] = defaultdict(Line)

    @property
    def live(self) -> int:
        """How many calls of robots aren't over."""
        return len(self._of_booth)

    def live_calls(self) -> Mapping[str, str]:
        """Return the calls of robots that aren't over, by booth."""
        return self._of_booth

    def requested(self, call_id: str, booth_id: str) -> None:
        """Know that a booth's request was answered: the call is its own."""
        if call_id in self._over or self._of_booth.get(booth_id) == call_id:
            return
        if booth_id in self._of_booth:
            self._note(Breach.DOUBLED, call_id)
        self.asked += 1
        self._of_booth[booth_id] = call_id
        self._call(call_id).booth_id = booth_id

    def gone(self, call_id: str) -> None:
        """Know that a visitor's page was told of no call, though not that this one is over."""
        if known := self._known.get(call_id):
            known.gone = True

    def back(self, call_id: str) -> None:
        """Know that a visitor's page was told of the call again."""
        if known := self._known.get(call_id):
            known.gone = False

    def rung_while_held(self, call_id: str) -> None:
        """Note that somebody was rung, or joined, while another call holds them."""
        self._note(Breach.HELD_TWICE, call_id)

    def hears(self, message: Message) -> None:
        """Note an event."""
        match message["type"]:
            case "call.queued":
                self._queued(message["call"])
            case "reservation.created":
                self._offered(message["reservation"])
            case "call.joined":
                self._joined(message["call"])
            case "call.ended":
                self._ended(message["call"], message["event_id"])
            case _:
                pass

    def settle(self) -> None:
        """Say of calls whose visitor's page knows of none that they are lost; when all is over."""
        for call_id, known in list(self._known.items()):
            if known.gone and known.booth_id is not None:
                self._note(Breach.LOST, call_id)
                self._forget(call_id)

    def _call(self, call_id: str) -> _Known:
        return self._known.setdefault(call_id, _Known())

    def _queued(self, call: Message) -> None:
        if call["call_id"] in self._over or call["state"] != CallState.WAITING:
            return
        known = self._call(call["call_id"])
        if known.line is not None or known.offered:
            return
        kind = (call["location"], call["language"], call["subject"], *call.get("needs", ()))
        known.line, known.queued = self._lines[kind], Queued(call["queued_at"], call["call_id"])
        known.line.enters(known.queued)

    def _offered(self, reservation: Message) -> None:
        call_id = reservation["call_id"]
        if reservation["role"] != Role.AGENT or call_id in self._over:
            return
        known = self._call(call_id)
        if not known.offered:
            known.offered = True
            self.offered += 1
            self.waited.add(reservation["created_at"] - reservation["queued_at"])
            self._leaves(call_id, known, reservation["created_at"], offered=True)

    def _leaves(self, call_id: str, known: _Known, at: int, *, offered: bool) -> None:
        line, queued = known.line, known.queued
        known.line = None
        if line is not None and queued is not None and line.leaves(queued, at, offered=offered):
            self._note(Breach.DISORDER, call_id)

    def _joined(self, call: Message) -> None:
        if call["call_id"] in self._over:
            return
        known = self._call(call["call_id"])
        if sum(each["role"] == Role.AGENT for each in call["participants"]) > 1:
            self._note(Breach.DOUBLED, call["call_id"])
        if not known.answered and call["answered_at"] is not None:
            known.answered = True
            self.answered += 1

    def _ended(self, call: Message, event_id: str) -> None:
        call_id = call["call_id"]
        if (before := self._over.get(call_id)) is not None:
            if before != event_id:
                self._note(Breach.ENDED_TWICE, call_id)
            return
        known = self._call(call_id)
        self._leaves(call_id, known, call["ended_at"], offered=False)
        reason = EndReason(call["end_reason"])
        self.ended[reason] += 1
        if reason is EndReason.CONNECTION_LOST:
            self._note(Breach.CUT_OFF, call_id)
        self._over[call_id] = event_id
        self._forget(call_id)
        if len(self._over) > _MOST_OVER:
            self._over.popitem(last=False)

    def _forget(self, call_id: str) -> None:
        known = self._known.pop(call_id)
        if known.booth_id is not None and self._of_booth.get(known.booth_id) == call_id:
            del self._of_booth[known.booth_id]

    def _note(self, breach: Breach, call_id: str) -> None:
        self.breaches[breach] += 1
        self.examples.setdefault(breach, call_id)
