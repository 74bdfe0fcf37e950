"""Reads lists of stored records, of which nodes of a later version may have written some."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog
from pydantic import ValidationError

_T = TypeVar("_T")
_log = structlog.get_logger(__name__)


def readable(read: Callable[[str], _T], texts: Iterable[str | None]) -> list[_T]:
    """Return what is understood; one record of another version must not hide all the others."""
    found = []
    for text in texts:
        if text is None:
            continue
        try:
            found.append(read(text))
        except ValidationError as error:
            _log.error("record.unreadable", kind=read.__qualname__, faults=error.error_count())
    return found
