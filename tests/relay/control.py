"""Both ends of a control connection: a relay that does as it is told, and an ear that remembers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from callrouter.model.media import (
    Audience,
    LegQuality,
    LegState,
    LegSummary,
    RelaySnapshot,
    Slots,
)
from callrouter.relay.node import RelayControl
from tests.relay.clients import Changes


class ScriptedRelay(Changes):
    """Remembers what it was asked; answers while `answers` is set, or fails."""

    def __init__(self) -> None:
        super().__init__()
        self.now = RelaySnapshot()
        self.asked: list[tuple[Any, ...]] = []
        self.fails_with: Exception | None = None
        self.answers = asyncio.Event()
        self.answers.set()

    def snapshot(self) -> RelaySnapshot:
        return self.now

    async def _is_asked(self, *what: object) -> None:
        self.asked.append(what)
        self.changed()
        await self.answers.wait()
        if self.fails_with is not None:
            raise self.fails_with

    async def connect(self, room: str, participant: str, sdp_offer: str, audience: Audience) -> str:
        await self._is_asked("connect", room, participant, sdp_offer, audience)
        return f"answer to {sdp_offer}"

    async def set_audience(self, room: str, audience: Audience) -> None:
        await self._is_asked("set_audience", room, audience)

    async def share(self, room: str, participant: str, *, on: bool) -> None:
        await self._is_asked("share", room, participant, on)

    async def disconnect(self, room: str, participant: str) -> None:
        await self._is_asked("disconnect", room, participant)

    async def close_room(self, room: str) -> None:
        await self._is_asked("close_room", room)


class Ear(Changes):
    """A control's listener that remembers everything it was told, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[Any, ...]] = []

    def _hear(self, *what: object) -> None:
        self.told.append(what)
        self.changed()

    async def until_attached(self) -> RelaySnapshot:
        await self.until(lambda: any(told[0] == "attached" for told in self.told))
        snapshot: RelaySnapshot = next(told[1] for told in reversed(self.told) if told[0] == "attached")
        return snapshot

    def attached(self, snapshot: RelaySnapshot) -> None:
        self._hear("attached", snapshot)

    def detached(self) -> None:
        self._hear("detached")

    def vanished(self) -> None:
        self._hear("vanished")

    def slots_changed(self, room: str, participant: str, slots: Slots) -> None:
        self._hear("slots_changed", room, participant, slots)

    def leg_changed(self, room: str, participant: str, state: LegState) -> None:
        self._hear("leg_changed", room, participant, state)

    def speakers_changed(self, room: str, speakers: tuple[str, ...]) -> None:
        self._hear("speakers_changed", room, speakers)

    def offer_wanted(self, room: str, participant: str) -> None:
        self._hear("offer_wanted", room, participant)

    def quality_measured(self, room: str, quality: LegQuality) -> None:
        self._hear("quality_measured", room, quality)

    def leg_ended(self, room: str, summary: LegSummary) -> None:
        self._hear("leg_ended", room, summary)


@asynccontextmanager
async def running_control(
    url: str, ear: Ear, *, relay_id: str = "relay-1", request_s: float = 5, **options: Any
) -> AsyncIterator[RelayControl]:
    """Keep a control attached for the time of a test."""
    control = RelayControl(url, relay_id, ear, request_s=request_s, **options)
    running = asyncio.create_task(control.run())
    try:
        yield control
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await control.close()
