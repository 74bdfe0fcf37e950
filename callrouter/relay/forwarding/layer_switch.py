"""Feeds each sink from whichever layer of a camera suits it. Pure: time is an argument (seconds)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from callrouter.relay.forwarding.layer_ladder import LayerLadder, Level

if TYPE_CHECKING:
    from callrouter.relay.forwarding.sink import Sink
    from callrouter.relay.forwarding.source import Source

#: a layer has stopped when nothing has come of it for so long
STOPPED_AFTER: Final = 0.5
#: a layer is only changed to by choice when it has flowed this long: senders short of bits start and stop it
STEADY_AFTER: Final = 1.0


class LayerSwitch:
    """The layers of the camera in one slot, the best first; a camera without layers is one with one."""

    __slots__ = ("_layers", "sink")

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self._layers: tuple[Source, ...] = ()

    def follow(self, layers: Sequence[Source]) -> None:
        """Take these layers' pictures from now on; none: nobody's."""
        self._layers = tuple(layers)
        self.sink.follow(next((layer for layer in layers if layer.ssrc), layers[0]) if layers else None)

    @property
    def is_taken(self) -> bool:
        """Whether there is a picture to take."""
        return bool(self._layers)

    @property
    def is_paused(self) -> bool:
        """Whether there is a picture, but the link has no room for it."""
        return bool(self._layers) and self.sink.source is None

    def layered(self, now: float) -> bool:
        """Tell whether there is a choice at present."""
        return sum(layer.flows(STOPPED_AFTER, now) for layer in self._layers) > 1

    def choose(self, level: Level, now: float) -> None:
        """Feed the sink from the layer of this level, or from one that is sent if that isn't."""
        if not self._layers:
            return
        sink = self.sink
        if level is Level.PAUSED:
            if sink.source is not None:
                sink.follow(None)
            return
        present = sink.source
        wanted = self._layers[0] if level is Level.BEST else self._layers[-1]
        if present is None:
            sink.follow(wanted)
        elif wanted is present:
            self._keep(present, now)
        elif present.flows(STOPPED_AFTER, now):
            if wanted.flows(STOPPED_AFTER, now, steady=STEADY_AFTER):
                sink.change_to(wanted)
        else:
            self._keep(present, now)

    def _keep(self, present: Source, now: float) -> None:
        """Stay, unless this layer has stopped and another hasn't."""
        if present.flows(STOPPED_AFTER, now):
            self.sink.change_to(present)
            return
        other = next((layer for layer in self._layers if layer.flows(STOPPED_AFTER, now)), None)
        if other is not None:
            self.sink.change_to(other)


class Pictures:
    """All pictures that one leg receives, whose link they share: cameras in slots, and a shared screen."""

    __slots__ = ("_cameras", "_ladder", "_share")

    def __init__(self, cameras: Sequence[Sink], share: Sink) -> None:
        self._ladder = LayerLadder()
        self._cameras = [LayerSwitch(sink) for sink in cameras]
        self._share = LayerSwitch(share)

    def follow(self, slot: int, layers: Sequence[Source]) -> None:
        """Put a camera, or nothing, into a slot."""
        self._cameras[slot].follow(layers)

    def follow_share(self, source: Source | None) -> None:
        """Show what somebody shares, or nothing."""
        self._share.follow(() if source is None else (source,))

    @property
    def paused(self) -> tuple[int, ...]:
        """The slots whose pictures the link has no room for; the share's comes after the people's."""
        return tuple(slot for slot, switch in enumerate((*self._cameras, self._share)) if switch.is_paused)

    def choose(self, *, congested_at: float, narrow: bool, now: float) -> None:
        """Give each sink the layer its link can take; the arguments are those of `LayerLadder.renew`.

        What is shared comes first: it falls last, and only ever pauses, for it has no layers.
        """
        layered = [switch for switch in self._cameras if switch.layered(now)]
        if self._share.is_taken:
            layered.insert(0, self._share)
        self._ladder.renew(len(layered), congested_at=congested_at, narrow=narrow, now=now)
        for place, switch in enumerate(layered):
            switch.choose(self._ladder.level(place), now)
        for switch in self._cameras:
            if switch not in layered:
                switch.choose(Level.BEST, now)
