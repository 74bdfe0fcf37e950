"""The routing rules of the deployment: kept as a document, changed live, followed by every node."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

import structlog
from pydantic import ValidationError

from callrouter.model.directory import Directory
from callrouter.model.events import DocumentChanged, Event
from callrouter.model.routing import RoutingRules
from callrouter.queueing import Documents, Journal, QueueUnavailableError

_log = structlog.get_logger(__name__)

#: The name of the document.
ROUTING = "routing"
_PAUSE_AFTER_FAULT_S = 1.0


class UnknownLocationError(ValueError):
    """Rules name locations that the directory doesn't know; ``locations`` are their ids."""

    def __init__(self, locations: tuple[str, ...]) -> None:
        super().__init__(f"unknown location: {', '.join(locations)}")
        self.locations = locations


class VersionedRules(NamedTuple):
    """Rules, and the version to name when they are replaced; 0 = nobody ever set any."""

    rules: RoutingRules
    version: int


class Rules:
    """What calls are routed by now. Until ``load`` succeeds, and where nobody set any, the defaults."""

    def __init__(self, documents: Documents, directory: Directory) -> None:
        self._documents = documents
        self._locations = {location.location_id for location in directory.locations}
        self._held = VersionedRules(RoutingRules(), 0)
        #: Two loads that overtake each other would leave the older rules.
        self._loading = asyncio.Lock()

    def current(self) -> RoutingRules:
        """Return the rules for a call that enters the queue now."""
        return self.versioned().rules

    def versioned(self) -> VersionedRules:
        """Return the rules with their version, for whoever wants to change them."""
        return self._held

    async def load(self) -> None:
        """Take over what is kept now. A text that isn't rules is logged, and the last good rules stay.

        Raises ``QueueUnavailableError``.
        """
        async with self._loading:
            document = await self._documents.read(ROUTING)
            if document is None:
                self._held = self._held._replace(version=0)
                return
            try:
                rules = RoutingRules.model_validate_json(document.text)
            except ValidationError as error:
                _log.error("rules.unreadable", version=document.version, faults=error.error_count())
                # The version is the one to replace; the rules stay.
                self._held = self._held._replace(version=document.version)
                return
            self._held = VersionedRules(rules, document.version)
        if unknown := self._unknown_in(rules):
            # Harmless: no call comes from there. It had been known when the rules were made.
            _log.warning("rules.unknown_location", version=document.version, locations=unknown)

    async def replace(self, rules: RoutingRules, expected_version: int, by: str) -> int:
        """Let calls be routed by other rules from now on, on every node; return their version.

        A call that is queued keeps the plan it came with. Raises ``UnknownLocationError``; ``Refusal``:
        ``changed_meanwhile``; ``DocumentTooLargeError``; and ``QueueUnavailableError`` (safe to repeat).
        """
        if unknown := self._unknown_in(rules):
            raise UnknownLocationError(unknown)
        version = await self._documents.replace(
            ROUTING, rules.model_dump_json(), expected_version=expected_version, by=by
        )
        await self.load()
        return version

    async def notice(self, event: Event) -> None:
        """Load the rules again if the event says that they were replaced. Raises as ``load`` does."""
        if isinstance(event, DocumentChanged) and event.name == ROUTING:
            await self.load()

    async def run(self, journal: Journal) -> None:
        """Follow the journal for ever; for a node that hands its events to nobody else."""
        position: str | None = None
        while True:
            try:
                if position is None:
                    position = await journal.last_id()
                    await self.load()
                batch = await journal.wait(position)
                if not batch.kept:
                    position = None
                    continue
                for event in batch.events:
                    await self.notice(event)
                position = batch.position
            except QueueUnavailableError:
                _log.warning("rules.unavailable")
                # An outage may have been longer than the journal reaches back: load, then follow from now.
                position = None
                await asyncio.sleep(_PAUSE_AFTER_FAULT_S)

    def _unknown_in(self, rules: RoutingRules) -> tuple[str, ...]:
        named = {plan.location for plan in rules.plans if plan.location is not None}
        return tuple(sorted((named | set(rules.location_head_start_s)) - self._locations))
