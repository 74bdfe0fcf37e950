"""Absences of officers: kept as a document, changed live, followed by every node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from callrouter.model.absences import Absence, Absences
from callrouter.model.directory import Directory
from callrouter.model.events import Event
from callrouter.policy.roster import check_absence, with_absence, without_absence, without_person
from callrouter.queueing import Documents
from callrouter.services.followed_document import FollowedDocument

#: The name of the document.
ABSENCES: Final = "absences"


class AbsenceRegister:
    """Who is absent when; until ``load`` succeeds, nobody."""

    def __init__(self, documents: Documents, directory: Directory, *, now: Callable[[], int]) -> None:
        self._document = FollowedDocument(documents, ABSENCES, self._take)
        self._directory = directory
        self._now = now
        self._known: tuple[Absence, ...] = ()

    def known(self) -> tuple[Absence, ...]:
        """Return the absences that are not over."""
        at = self._now()
        return tuple(each for each in self._known if each.ends_at > at)

    async def load(self) -> None:
        """Take over what is kept. A text that is no list is logged, and what was known stays.

        Raises QueueUnavailableError.
        """
        await self._document.load()

    async def tell(self, absence: Absence, *, by: str) -> tuple[Absence, ...]:
        """Keep an absence, in place of one of the same officer. Raises Refusal as ``check_absence``."""
        check_absence(self._directory, absence, at=self._now())
        return await self._replace(lambda known: with_absence(known, absence, at=self._now()), by)

    async def clear(self, staff_id: str, *, by: str) -> tuple[Absence, ...]:
        """Keep that an officer is there, or is again; harmless when nobody said otherwise."""
        return await self._replace(lambda known: without_absence(known, staff_id, at=self._now()), by)

    async def forget(self, staff_id: str, *, by: str) -> None:
        """Keep nothing of somebody who left, be it as absent or as who stands in."""
        if any(staff_id in {each.staff_id, each.replacement} for each in self._known):
            await self._replace(lambda known: without_person(known, staff_id, at=self._now()), by)

    def follow(self, event: Event) -> None:
        """Hear that it was changed, perhaps at another node."""
        self._document.follow(event)

    async def run(self) -> None:
        """Follow changes for ever."""
        await self._document.run()

    def _take(self, text: str | None) -> None:
        self._known = () if text is None else Absences.to_change(text).absences

    async def _replace(
        self, change: Callable[[tuple[Absence, ...]], tuple[Absence, ...]], by: str
    ) -> tuple[Absence, ...]:
        def text() -> str:
            return Absences(absences=change(self._known)).model_dump_json(exclude_none=True)

        await self._document.replace(text, by=by)
        return self.known()
