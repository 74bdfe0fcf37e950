"""Adds up what a leg's sources and sinks have counted, for the measurement of its quality."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from callrouter.relay.forwarding.leg_quality import Flow
from callrouter.relay.forwarding.source import SILENT_AFTER

if TYPE_CHECKING:
    from callrouter.relay.forwarding.sink import Sink
    from callrouter.relay.forwarding.source import Source


def sent(sources: Sequence[Source], now: float, *, also: Sequence[Source] = ()) -> Flow:
    """Return what a participant has sent to the relay on streams of one kind.

    Pictures of `also` aren't looked at: a shared screen on which nothing moves is no frozen picture.
    """
    all_sources = [*sources, *also]
    return Flow(
        expected=sum(source.statistics.expected for source in all_sources),
        lost=sum(source.statistics.lost for source in all_sources),
        octets=sum(source.octets for source in all_sources),
        jitter_ms=max((source.statistics.jitter_ms for source in sources), default=0.0),
        frames=tuple(source.frames for source in sources),
        pictured=any(source.has_keyframes and _sends(source, now) for source in sources),
    )


def received(sinks: Sequence[Sink], now: float, *, also: Sequence[Sink] = ()) -> Flow:
    """Return what a participant has received from the relay on streams of one kind, as it says itself."""
    all_sinks = [*sinks, *also]
    fed = [sink for sink in sinks if sink.source is not None and _sends(sink.source, now)]
    return Flow(
        expected=sum(sink.delivery.expected for sink in all_sinks),
        lost=sum(sink.delivery.lost for sink in all_sinks),
        octets=sum(sink.octets for sink in all_sinks),
        jitter_ms=max((sink.delivery.jitter_ms for sink in fed), default=0.0),
        frames=tuple(sink.frames for sink in sinks),
        pictured=any(sink.source is not None and sink.source.has_keyframes for sink in fed),
    )


def _sends(source: Source, now: float) -> bool:
    return source.heard_within(SILENT_AFTER, now)
