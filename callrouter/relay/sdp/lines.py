"""The `a=` lines of a session description, by name; nothing about what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator


class Attributes:
    """The `a=` lines of the session or one m-line: name to values, in order."""

    def __init__(self, lines: list[str]) -> None:
        self._values: dict[str, list[str]] = {}
        for line in lines:
            if line.startswith("a="):
                name, _, value = line[2:].partition(":")
                self._values.setdefault(name, []).append(value.strip())

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def all(self, name: str) -> list[str]:
        """Return every value under this name; empty without such a line."""
        return self._values.get(name, [])

    def one(self, name: str) -> str | None:
        """Return the first value under this name; None without such a line."""
        values = self._values.get(name)
        return values[0] if values else None

    def matches(self, name: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, ...]]:
        """Yield the groups of each value under this name that begins like `pattern`."""
        for value in self.all(name):
            found = pattern.match(value)
            if found:
                yield found.groups()


def split(sdp: str) -> tuple[list[str], list[list[str]]]:
    """Return the lines of the session, and those of each m-line with itself first."""
    session: list[str] = []
    media: list[list[str]] = []
    current = session
    for line in sdp.splitlines():
        if line.startswith("m="):
            current = []
            media.append(current)
        current.append(line)
    return session, media
