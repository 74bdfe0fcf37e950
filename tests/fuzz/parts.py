"""One input taken apart into several things, so that mutations can work on each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel


def parts(data: bytes) -> Iterator[bytes]:
    """Yield what stands behind each length (two bytes); the last may be shorter than it says."""
    at = 0
    while at + 2 <= len(data):
        size = int.from_bytes(data[at : at + 2], "big") & 0x07FF
        yield data[at + 2 : at + 2 + size]
        at += 2 + size


def joined(*texts: bytes) -> bytes:
    """Return the input that `parts` takes apart into these."""
    return b"".join(len(text).to_bytes(2, "big") + text for text in texts)


class Named:
    """Kinds of records, chosen by the first line of an input; what names none has the one its bytes say."""

    def __init__(self, kinds: Iterable[type[BaseModel]]) -> None:
        self._kinds = {kind.__name__.encode(): kind for kind in kinds}

    def chosen(self, data: bytes) -> tuple[type[BaseModel], bytes]:
        """Return the kind, and the text behind its name."""
        name, _, text = data.partition(b"\n")
        kinds = [*self._kinds.values()]
        return self._kinds.get(name) or kinds[sum(name) % len(kinds)], text
