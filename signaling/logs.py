"""Structured logs on stderr: one line an event, JSON unless a person is watching.

Never logged: names, texts, tokens, SDP, addresses. One canonical line per connection and per call.
"""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import Any, TextIO, cast

import structlog

_log = structlog.get_logger(__name__)


def configure(level: str, form: str = "auto") -> None:
    """Set up logging for the process; ``level`` and ``form`` as in ObservingSettings."""
    watched = sys.stderr.isatty() if form == "auto" else form == "console"
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *_rendering(watched=watched),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _Undaunted(sys.stderr))),
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_LibraryHandler()], force=True)


class _Undaunted:
    """A stream that lets a line go when nobody reads any more: whoever logs goes on with their work.

    A relay outlives the node that started it, and with it perhaps whoever collected its lines.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write, if that can be done."""
        with suppress(OSError):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Write out, if that can be done."""
        with suppress(OSError):
            self._stream.flush()


def _rendering(*, watched: bool) -> list[structlog.typing.Processor]:
    """Return how a line is written. Of a fault it tells the kind and the places, never words or values."""
    if watched:
        return [structlog.dev.ConsoleRenderer(exception_formatter=_write_places)]
    return [structlog.processors.ExceptionRenderer(_places), structlog.processors.JSONRenderer()]


def _places(exc_info: structlog.typing.ExcInfo) -> list[dict[str, Any]]:
    """Return the kinds of a fault and of those behind it, with where each was raised.

    Not their words: a library puts into them what it couldn't read, which may be what somebody said.
    """
    return [
        {"exc_type": found.exc_type, "is_cause": found.is_cause, "frames": list(map(asdict, found.frames))}
        for found in structlog.tracebacks.extract(*exc_info, show_locals=False).stacks
    ]


def _write_places(sio: TextIO, exc_info: structlog.typing.ExcInfo) -> None:
    for fault in _places(exc_info):
        sio.write(f"\n{fault['exc_type']}")
        sio.writelines(f"\n  {each['filename']}:{each['lineno']} {each['name']}" for each in fault["frames"])


class _LibraryHandler(logging.Handler):
    """Says that a library complained and where, not its words: they may hold addresses or requests."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        place = f"{record.module}:{record.lineno}"
        _log.warning("library", library=record.name, severity=record.levelname, place=place, error=error)
