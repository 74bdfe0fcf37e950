"""What one participant may send altogether, by how those fare who see it. Time is an argument: seconds.

A browser takes a REMB as a limit for all it sends, so camera and shared screen have one cap together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callrouter.relay.forwarding.bitrate import PublisherCap
from callrouter.relay.forwarding.layer_switch import STOPPED_AFTER
from callrouter.relay.forwarding.source import Source

#: a shared screen is left this much (bits per second): a page of text can be read, late
SHARE_FLOOR: Final = 300_000


class UplinkCap:
    """The cap over the layers of a camera, the best first, and a shared screen."""

    __slots__ = ("_cap", "_layers", "_measured", "_share")

    def __init__(self, layers: Sequence[Source], share: Source) -> None:
        self._cap = PublisherCap()
        self._layers = layers
        self._share = share
        self._measured = (0.0, 0)

    def renew(self, now: float) -> tuple[int, list[int]] | None:
        """Return what to tell now: bits per second, and of which SSRCs; to be called once a second."""
        camera = self._camera_rate(now)
        limits: list[int | None] = []
        if not (len(self._layers) > 1 and self._layers[-1].flows(STOPPED_AFTER, now)):
            # Who is on a poor link is sent the small layer if there is one: that holds nobody else back.
            limits = [sink.limit(now) for layer in self._layers for sink in layer.sinks]
        for sink in self._share.sinks:
            limit = sink.limit(now)
            if limit is not None:
                limits.append(camera + max(limit, SHARE_FLOOR))
        cap = self._cap.renew(limits)
        ssrcs = [source.ssrc for source in (*self._layers, self._share) if source.ssrc]
        return (cap, ssrcs) if cap is not None and ssrcs else None

    def _camera_rate(self, now: float) -> int:
        """Return the bits per second of all layers since the last call."""
        before, counted = self._measured
        octets = sum(layer.octets for layer in self._layers)
        self._measured = (now, octets)
        return int((octets - counted) * 8 / max(now - before, 0.001))
