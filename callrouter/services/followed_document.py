"""A document that every node follows: read when it is heard to have changed, and now and then anyhow."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import structlog
from pydantic import ValidationError

from callrouter.model.events import DocumentChanged, Event
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.queueing import Change, Documents, QueueUnavailableError

#: Somebody else may change it between reading and writing; this often in a row they can't.
_TRIES: Final = 10
#: Looked at anew this often, in case a change was not heard of.
_LOOK_S: Final = 60.0
_PAUSE_AFTER_FAULT_S: Final = 1.0
_UNTOLD: Final = Change()

_log = structlog.get_logger(__name__)


class FollowedDocument:
    """One document, whose text ``take`` reads; it gets None while there is none.

    What ``take`` finds to be no such text, by a ``ValidationError``, is logged, and what was taken stays.
    """

    def __init__(self, documents: Documents, name: str, take: Callable[[str | None], None]) -> None:
        self._documents = documents
        self._name = name
        self._take = take
        self._changed = asyncio.Event()

    async def load(self) -> int:
        """Take over what is kept, and return its version; 0 = none. Raises QueueUnavailableError."""
        document = await self._documents.read(self._name)
        if document is None:
            self._take(None)
            return 0
        try:
            self._take(document.text)
        except ValidationError as error:
            _log.error(f"{self._name}.unreadable", version=document.version, faults=error.error_count())
        return document.version

    async def replace(
        self, text: Callable[[], str], *, by: str, expected: int | None = None, change: Change = _UNTOLD
    ) -> None:
        """Keep another text, made anew of what was taken each time somebody else was faster.

        With a version that is ``expected`` nobody else may be. Raises Refusal ``changed_meanwhile``,
        QueueUnavailableError.
        """
        for _ in range(_TRIES):
            version = await self.load()
            try:
                await self._documents.replace(
                    self._name,
                    text(),
                    expected_version=version if expected is None else expected,
                    by=by,
                    change=change,
                )
            except Refusal as refusal:
                if refusal.code is not RefusalCode.CHANGED_MEANWHILE or expected is not None:
                    raise
                continue
            await self.load()
            return
        raise Refusal(RefusalCode.CHANGED_MEANWHILE)

    def follow(self, event: Event) -> None:
        """Hear that it was changed, perhaps at another node."""
        if isinstance(event, DocumentChanged) and event.name == self._name:
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
