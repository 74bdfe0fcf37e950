"""The directory's file, looked at again while the service runs: people come, go and change at once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import structlog

from callrouter.model.directory import Directory
from callrouter.services.accounts import AccountFaultError, Accounts
from callrouter.services.directory import DirectoryError, parse_directory

#: How often the file is looked at.
_LOOK_S: Final = 5.0

_log = structlog.get_logger(__name__)


class DirectoryFile:
    """Takes over the accounts of a file when it changes; all else in it counts from the next start.

    Of a file that is no directory, as while it is being written, nothing is taken.
    """

    def __init__(self, path: Path, accounts: Accounts) -> None:
        self._path = path
        self._accounts = accounts
        self._seen = self._mark()

    async def run(self) -> None:
        """Look again and again, for ever."""
        while True:
            await asyncio.sleep(_LOOK_S)
            self.look()

    def look(self) -> bool:
        """Take the accounts over if the file has changed; say whether they were taken."""
        mark = self._mark()
        if mark == self._seen:
            return False
        self._seen = mark
        try:
            read = parse_directory(self._path.read_text("utf-8"))
            self._accounts.take_file(read.accounts)
        except (OSError, UnicodeDecodeError, DirectoryError, AccountFaultError) as error:
            # Its words may be of people.
            _log.error("directory.refused", fault=type(error).__name__, remedy="callrouter doctor tells it")
            return False
        later = [
            name
            for name in Directory.model_fields
            if name != "accounts" and getattr(read, name) != getattr(self._accounts.directory, name)
        ]
        if later:
            _log.warning("directory.counts_from_next_start", parts=later)
        _log.info("directory.read", accounts=len(read.accounts))
        return True

    def _mark(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
