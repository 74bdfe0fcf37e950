"""What all robots are: somebody at a page, who knows what they were told and waits for what comes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from callrouter.model.states import CallState, Role
from signaling.load.behavior import Behavior, Visit
from signaling.load.ledger import Ledger
from signaling.load.line import UNREAD, Line, Traffic
from signaling.load.site import Pass, Site

Message = dict[str, Any]


@dataclass
class Stage:
    """What robots share. Those at booths and those who answer know each other's calls by it."""

    site: Site
    behavior: Behavior = field(default_factory=Behavior)
    ledger: Ledger = field(default_factory=Ledger)
    traffic: Traffic = field(default_factory=Traffic)
    #: What visitors came for, by call.
    visits: dict[str, Visit] = field(default_factory=dict)
    #: When calls were accepted whose visitor hasn't been told, s of the monotonic clock.
    accepted_at: dict[str, float] = field(default_factory=dict)
    #: How messages begin that nobody looks at.
    unread: tuple[str, ...] = UNREAD


class Robot:
    """Somebody at a page; what they know is replaced by what they are told."""

    def __init__(self, name: str, stage: Stage, known_by: Pass, *, node: int, chance: Random) -> None:
        """``name`` is the principal's id: a booth's begins with ``booth:``."""
        self.name, self.stage, self.chance = name, stage, chance
        self.line = Line(
            stage.site,
            known_by,
            hears=self._hears,
            traffic=stage.traffic,
            node=node,
            chance=chance,
            unread=stage.unread,
        )
        #: The call they are in, as they were told it last.
        self.call: Message | None = None
        self.role = Role.VISITOR
        self._session_id = ""
        #: How many others their connection to a call's media may receive.
        self.slots = 0
        #: How often the media of calls went to another relay, and of which call another page has it.
        self.moves = 0
        self.replaced: str | None = None
        #: How many messages they heard.
        self.heard = 0
        self._changed = asyncio.Event()

    @property
    def call_id(self) -> str | None:
        """Which call they are in."""
        return None if self.call is None else str(self.call["call_id"])

    async def until(self, holds: Callable[[], bool], within_s: float | None = None) -> bool:
        """Wait for something to be so; False when it isn't within the time (seconds)."""
        try:
            async with asyncio.timeout(within_s):
                while not holds():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True

    def _hears(self, message: Message) -> None:
        if "event_id" in message:
            self.stage.ledger.hears(message)
        self.told(message)
        self.heard += 1
        self._changed.set()

    def told(self, message: Message) -> None:
        """Know what a message says."""
        match message["type"]:
            case "session.opened":
                self.role, self.slots = Role(message["role"]), message["slots"]
                self._session_id = message["session_id"]
            case "media.moved" | "media.offer_wanted":
                self.moves += 1
            case "media.replaced":
                is_own = message["session_id"] == self._session_id
                self.replaced = None if is_own else message["call_id"]
            case "snapshot" | "call.queued":
                self.call = message["call"]
            case "call.joined" if message["participant_id"] == self.name:
                self.call = message["call"]
            case "call.left" if message["participant_id"] == self.name and self.is_in(message):
                self.call = None
            case "call.ended" if self.is_in(message):
                self.call = None
            case "call.joined" | "call.left" | "participant.changed" if self.is_in(message):
                self.call = message["call"]

    def talks(self) -> bool:
        """Say whether they are in a conversation."""
        return self.call is not None and self.call["state"] == CallState.TALKING

    def is_in(self, message: Message) -> bool:
        """Say whether an event is of the call they are in."""
        return bool(message["call"]["call_id"] == self.call_id)
