"""Nothing that was said, and nobody's address, gets into a log."""

from __future__ import annotations

import json
import logging
import os
import sys

import pytest
import structlog
from structlog.testing import capture_logs

from signaling.logs import _LibraryHandler, _rendering, configure


@pytest.mark.parametrize("watched", [True, False])
def test_a_fault_is_told_by_its_kinds_and_places_without_words_and_values(watched: bool) -> None:  # noqa: FBT001
    def fails() -> None:
        text = "my son was attacked"
        try:
            int(text)
        except ValueError as error:
            raise RuntimeError(text) from error

    with pytest.raises(RuntimeError) as failure:
        fails()
    line: structlog.typing.ProcessorReturnValue = {"event": "message.failed", "exc_info": failure.value}
    for processor in _rendering(watched=watched):
        assert not isinstance(line, str)
        line = processor(None, "error", line)  # type: ignore[arg-type]  # each takes what the one before gave
    assert all(kind in str(line) for kind in ("RuntimeError", "ValueError", "fails"))
    assert "attacked" not in str(line)


def test_of_a_librarys_words_only_the_place_is_kept() -> None:
    record = logging.LogRecord("aiohttp.server", logging.ERROR, "web.py", 7, "from %s", ("10.1.2.3",), None)
    with capture_logs() as lines:
        _LibraryHandler().emit(record)
    assert lines == [
        {
            "event": "library",
            "library": "aiohttp.server",
            "severity": "ERROR",
            "place": "web:7",
            "error": None,
            "log_level": "warning",
        }
    ]
    assert "10.1.2.3" not in json.dumps(lines)


def test_whoever_logs_goes_on_when_nobody_reads_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    stream = os.fdopen(write, "w", buffering=1)
    os.close(read)
    monkeypatch.setattr(sys, "stderr", stream)
    configure("info")
    structlog.get_logger("x").info("said", to="nobody")
    structlog.get_logger("x").info("said", to="nobody")
    with pytest.raises(BrokenPipeError):
        stream.close()
