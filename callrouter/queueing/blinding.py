"""What is kept of whom only to count how often they come: a mark from which nobody learns who it was.

Addresses, phone numbers and names are few enough to be tried one by one, so a plain digest tells them. The
key isn't in the queue's server, nor in copies of it.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable

#: Returns the mark of a text, always the same.
Blind = Callable[[str], str]


def blinding(key: Callable[[], str]) -> Blind:
    """Return what marks texts with a key (HMAC-SHA256), which is asked for when the first one is marked."""

    def blind(whose: str) -> str:
        return hmac.digest(key().encode(), f"count {whose}".encode(), "sha256").hex()

    return blind
