"""Who speaks, from the audio levels that browsers write beside their packets (RFC 6464).

Nothing is decoded. A browser without that extension is never marked. Time is an argument: seconds, monotonic.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

#: A level of at most this is somebody speaking. The unit is -dBov: 0 is the loudest, 127 is silence; speech
#: near a microphone is at 20 to 35, the noise of a room at 50 and more.
LOUD: Final = 40
#: sound as long as this in sum, and not much broken up, is speech and no click (seconds)
BEGIN: Final = 0.1
#: silence as long as this is the end of it, and no pause between words (seconds)
END: Final = 0.6
#: seconds between two changes of a room's speakers
MIN_INTERVAL: Final = 0.2

#: no packet stands for more sound than this: in a silence that isn't sent there is no telling
_LONGEST_PACKET: Final = 0.06


class Voice:
    """Whether one participant speaks; `heard` is called for each packet with a level."""

    __slots__ = ("_at", "_loud_at", "_sounded", "_speaking", "_was_loud")

    def __init__(self) -> None:
        self._at = 0.0
        self._loud_at = 0.0
        self._sounded = 0.0
        self._was_loud = False
        self._speaking = False

    def heard(self, level: int, now: float) -> None:
        """Note the level of a packet, 0 to 127."""
        elapsed = min(now - self._at, _LONGEST_PACKET)
        self._at = now
        if level <= LOUD:
            if self._was_loud:
                self._sounded = min(self._sounded + elapsed, BEGIN)
            self._was_loud = True
            self._loud_at = now
        else:
            self._sounded = max(self._sounded - elapsed, 0.0)
            self._was_loud = False

    def speaks(self, now: float) -> bool:
        """Tell whether the participant speaks; to be asked every so often."""
        if self._speaking:
            self._speaking = now - self._loud_at < END
        else:
            # Floats add up to a little less than they should.
            self._speaking = self._sounded > BEGIN - 0.001 and now - self._loud_at < END
        if not self._speaking and now - self._loud_at >= END:
            self._sounded = 0.0
        return self._speaking


class Speakers:
    """The speakers of one room, changed at most every `MIN_INTERVAL`."""

    __slots__ = ("_changed_at", "present")

    def __init__(self) -> None:
        self._changed_at = -MIN_INTERVAL
        #: who speaks, as told last
        self.present: tuple[str, ...] = ()

    def changed(self, speaking: Iterable[str], now: float) -> bool:
        """Take who speaks now; tell whether `present` has changed. What comes too soon is taken later."""
        if now - self._changed_at < MIN_INTERVAL:
            return False
        speakers = tuple(speaking)
        if speakers == self.present:
            return False
        self.present = speakers
        self._changed_at = now
        return True
