"""Whether a leg is connecting, connected, slow or gone, from the times of its authenticated packets.

Rules, all times in seconds on one monotonic clock:
- before keys exist a leg is connecting; it is gone after `CONNECT_LIMIT` without getting there;
- connected becomes slow when RTP had been flowing and nothing authenticated has come for `SLOW_AFTER`; muted
  tracks send no RTP either, but their browser goes on with connectivity checks, and the first ends it;
- a leg is gone when nothing authenticated has come for `GONE_AFTER`; a later packet brings it back, because
  its keys still hold;
- `end` is final.
"""

from __future__ import annotations

from typing import Final

from callrouter.model.media import LegState

SLOW_AFTER: Final = 1.0
GONE_AFTER: Final = 8.0
CONNECT_LIMIT: Final = 20.0


class Liveness:
    """The state of one leg; `rtp_at` and `heard_at` are set by the hot path, `poll` draws the conclusion."""

    __slots__ = ("_created_at", "_keyed", "ended", "heard_at", "rtp_at", "state")

    def __init__(self, now: float) -> None:
        self._created_at = now
        self._keyed = False
        #: the peer left or the handshake failed: there is no way back
        self.ended = False
        #: when the last authenticated packet of any kind came
        self.heard_at = now
        #: when the last authenticated RTP packet came; -1 before the first
        self.rtp_at = -1.0
        #: the state at the last `poll`
        self.state = LegState.CONNECTING

    def keyed(self, now: float) -> None:
        """Note that the DTLS handshake is done."""
        self._keyed = True
        self.heard_at = now

    def end(self) -> None:
        """Note that the peer closed or the handshake failed: gone for good."""
        self.ended = True

    def poll(self, now: float) -> LegState:
        """Return the state at `now`, also kept as `state`."""
        self.state = self._judge(now)
        return self.state

    def _judge(self, now: float) -> LegState:
        if self.ended:
            return LegState.GONE
        if not self._keyed:
            return LegState.GONE if now - self._created_at >= CONNECT_LIMIT else LegState.CONNECTING
        heard_at = max(self.heard_at, self.rtp_at)
        silence = now - heard_at
        if silence >= GONE_AFTER:
            return LegState.GONE
        muted = self.rtp_at < 0 or heard_at - self.rtp_at >= SLOW_AFTER
        return LegState.CONNECTED if muted or silence < SLOW_AFTER else LegState.SLOW
