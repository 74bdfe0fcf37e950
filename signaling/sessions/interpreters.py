"""How many interpreters of a language there are now."""

from __future__ import annotations

from collections.abc import Iterable

from callrouter.model.records import Staff
from callrouter.model.states import Activity, AwayReason, Status
from signaling.protocol.server import LanguageCount


def is_free(person: Staff) -> bool:
    """Say whether somebody could be rung now."""
    return person.status is Status.READY and person.activity is Activity.IDLE and person.ready_at is None


def count_interpreters(language: str, people: Iterable[Staff]) -> LanguageCount:
    """Count those of ``people`` who speak a language."""
    speakers = [person for person in people if language in person.languages]
    present = sum(person.reason is not AwayReason.DISCONNECTED for person in speakers)
    return LanguageCount(language=language, free=sum(map(is_free, speakers)), present=present)
