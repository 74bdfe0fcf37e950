"""What a deployment keeps as a document, such as its routing rules: a text with a version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from redis.asyncio import Redis

from callrouter.queueing.connect import reachable
from callrouter.queueing.keys import Keys
from callrouter.queueing.scripts import ScriptName, Scripts

#: Bytes in UTF-8; scripts of other commands wait while the server takes a text in.
LARGEST_DOCUMENT = 262_144


class DocumentTooLargeError(ValueError):
    """The text is larger than ``LARGEST_DOCUMENT``; the message says how large it is."""


class Document(NamedTuple):
    """A text, and who gave it to the document when."""

    text: str
    #: From 1, one more with each change.
    version: int
    #: UTC epoch ms.
    changed_at: int
    changed_by: str


class Change(NamedTuple):
    """Which part of a document becomes what, in a word (an identifier), and why."""

    what: str = ""
    why: str = ""


_UNTOLD: Final = Change()


class Documents:
    """The documents of one deployment, by name.

    ``now`` replaces the server's clock in tests and simulations. Every method raises
    ``QueueUnavailableError`` when the server doesn't answer.
    """

    def __init__(
        self, client: Redis, *, namespace: str = "callrouter", now: Callable[[], int] | None = None
    ) -> None:
        self._client = client
        self._keys = Keys(namespace)
        self._run = Scripts(client, self._keys, now).run

    async def read(self, name: str) -> Document | None:
        """Return the document, or None if there never was one of this name."""
        with reachable():
            stored: Any = await self._client.hmget(self._keys.document(name), "text", "version", "at", "by")
        text, version, at, by = stored
        return None if text is None else Document(text, int(version), int(at), by)

    async def replace(
        self, name: str, text: str, *, expected_version: int, by: str, change: Change = _UNTOLD
    ) -> int:
        """Give the document this text and return its version; ``expected_version`` 0 = there is none yet.

        Safe to repeat: a document that has this text already keeps its version, and nobody is told.
        Raises ``Refusal``: ``changed_meanwhile``; and ``DocumentTooLargeError``.
        """
        if (size := len(text.encode())) > LARGEST_DOCUMENT:
            raise DocumentTooLargeError(f"{size} bytes; {LARGEST_DOCUMENT} are allowed")
        arguments = (name, text, expected_version, by, *change)
        version: int = (await self._run(ScriptName.REPLACE_DOCUMENT, *arguments))[0]
        return version
