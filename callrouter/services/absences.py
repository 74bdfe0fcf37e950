"""Absences of officers: kept as a document, changed live, followed by every node."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import structlog
from pydantic import ValidationError

from callrouter.model.absences import Absence, Absences
from callrouter.model.directory import Directory
from callrouter.model.events import DocumentChanged, Event
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.policy.roster import check_absence, with_absence, without_absence
from callrouter.queueing import Documents, QueueUnavailableError

#: The name of the document.
ABSENCES: Final = "absences"
#: Somebody else may change it between reading and writing; this often in a row they can't.
_TRIES: Final = 10
#: Looked at anew this often, in case a change was not heard of.
_LOOK_S: Final = 60.0
_PAUSE_AFTER_FAULT_S: Final = 1.0

_log = structlog.get_logger(__name__)


class AbsenceRegister:
    """Who is absent when; until ``load`` succeeds, nobody."""

    def __init__(self, documents: Documents, directory: Directory, *, now: Callable[[], int]) -> None:
        self._documents = documents
        self._directory = directory
        self._now = now
        self._known: tuple[Absence, ...] = ()
        self._changed = asyncio.Event()

    def known(self) -> tuple[Absence, ...]:
        """Return the absences that are not over."""
        at = self._now()
        return tuple(each for each in self._known if each.ends_at > at)

    async def load(self) -> None:
        """Take over what is kept. A text that is no list is logged, and what was known stays.

        Raises QueueUnavailableError.
        """
        await self._read()

    async def tell(self, absence: Absence, *, by: str) -> tuple[Absence, ...]:
        """Keep an absence, in place of one of the same officer. Raises Refusal as ``check_absence``."""
        check_absence(self._directory, absence, at=self._now())
        return await self._replace(lambda known: with_absence(known, absence, at=self._now()), by)

    async def clear(self, staff_id: str, *, by: str) -> tuple[Absence, ...]:
        """Keep that an officer is there, or is again; harmless when nobody said otherwise."""
        return await self._replace(lambda known: without_absence(known, staff_id, at=self._now()), by)

    def follow(self, event: Event) -> None:
        """Hear that it was changed, perhaps at another node."""
        if isinstance(event, DocumentChanged) and event.name == ABSENCES:
            self._changed.set()

    async def run(self) -> None:
        """Follow changes for ever."""
        while True:
            self._changed.clear()
            try:
                await self.load()
                async with asyncio.timeout(_LOOK_S):
                    await self._changed.wait()
            except TimeoutError:
                continue
            except QueueUnavailableError:
                await asyncio.sleep(_PAUSE_AFTER_FAULT_S)

    async def _read(self) -> int:
        """Take over what is kept, and return its version."""
        document = await self._documents.read(ABSENCES)
        if document is None:
            self._known = ()
            return 0
        try:
            self._known = Absences.model_validate_json(document.text).absences
        except ValidationError as error:
            _log.error("absences.unreadable", version=document.version, faults=error.error_count())
        return document.version

    async def _replace(
        self, change: Callable[[tuple[Absence, ...]], tuple[Absence, ...]], by: str
    ) -> tuple[Absence, ...]:
        for _ in range(_TRIES):
            version = await self._read()
            text = Absences(absences=change(self._known)).model_dump_json(exclude_none=True)
            try:
                await self._documents.replace(ABSENCES, text, expected_version=version, by=by)
            except Refusal as refusal:
                if refusal.code is not RefusalCode.CHANGED_MEANWHILE:
                    raise
                continue
            await self._read()
            return self.known()
        raise Refusal(RefusalCode.CHANGED_MEANWHILE)
