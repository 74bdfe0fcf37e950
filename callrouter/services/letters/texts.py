"""The texts of letters, one file a language; a language without one reads English."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from callrouter.model.base import Record
from callrouter.model.messages import Letter

LANGUAGES: Final = ("nl", "en", "de", "fr", "es", "pl", "tr", "uk", "ar")
_OTHERS_READ: Final = "en"

#: Whom a conversation is with: an officer of the neighborhood, or somebody of the centre.
Host = Literal["officer", "centre"]


class LetterText(Record):
    """A letter; its gaps: ``name``, ``reference``, ``when``, ``until``, ``link``, and ``HostText``'s."""

    subject: str
    #: Of a mail; without greeting and signature, which are the same in all.
    text: str
    #: Of a text message, as short as can be.
    sms: str


class HostText(Record):
    """Whom a letter speaks of, where nothing else stands before it: gaps ``host`` and ``with_host``."""

    name: str
    #: As it is said of whom one talks with; some languages inflect it.
    name_after_with: str

    def gaps(self) -> dict[str, str]:
        """Return what goes into the gaps, for the middle of a sentence and for its beginning."""
        names = {"host": self.name, "with_host": self.name_after_with}
        return names | {gap.capitalize(): name[:1].upper() + name[1:] for gap, name in names.items()}


class LetterTexts(Record):
    """All texts in one language."""

    #: Before and after the text of each mail.
    greeting: str
    signature: str
    #: Before the text of a mail to an address that nobody has answered from yet.
    greeting_to_anybody: str
    #: The title of a planned conversation in a calendar, and what it says there.
    calendar_title: str
    #: Of a mail that puts a moment in the place of another, ``earlier``: its subject, and what it says first.
    moved_subject: str
    moved: str
    hosts: dict[Host, HostText]
    letters: dict[Letter, LetterText]


@cache
def texts_in(language: str) -> LetterTexts:
    """Return the texts in a language, or in the one that those read whose language isn't written here."""
    name = language if language in LANGUAGES else _OTHERS_READ
    folder = files("callrouter.services.letters")
    return LetterTexts.model_validate(tomllib.loads((folder / f"{name}.toml").read_text("utf-8")))
