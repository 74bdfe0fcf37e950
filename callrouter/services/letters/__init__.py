"""What citizens are written: texts in their language, by mail or text message, with a calendar's entry."""

from __future__ import annotations

from callrouter.services.letters.texts import Host
from callrouter.services.letters.writer import Envelope, LetterWriter

__all__ = ["Envelope", "Host", "LetterWriter"]
