"""When to ask a publisher for a keyframe: at once, then until one comes, and never too often.

Time is an argument: seconds, monotonic.
"""

from __future__ import annotations

from typing import Final

#: seconds between two requests to one publisher
MIN_INTERVAL: Final = 0.5


class KeyframeRequester:
    """Merges the wishes of all subscribers of one video source into few picture loss indications."""

    __slots__ = ("_asked_at", "pending")

    def __init__(self) -> None:
        self._asked_at = -MIN_INTERVAL
        #: somebody waits for a keyframe
        self.pending = False

    def want(self) -> None:
        """Note that a subscriber needs a keyframe."""
        self.pending = True

    def arrived(self) -> None:
        """Note that a keyframe has started to come in: everyone who waits is served."""
        self.pending = False

    def due(self, now: float) -> bool:
        """Tell whether to send a request now; a True counts as sent."""
        if not self.pending or now - self._asked_at < MIN_INTERVAL:
            return False
        self._asked_at = now
        return True
