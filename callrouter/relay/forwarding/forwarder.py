"""The forwarding engine behind a relay: legs, and routes between them. Pure: time is an argument (seconds).

This is the narrow interface behind which a native engine can come: `add_leg`, `add_route`, `remove`, `stats`,
and the entries for packets that `LegMedia` has. It knows neither rooms nor participants nor sockets.
"""

from __future__ import annotations

from functools import partial

from callrouter.relay.forwarding.counters import Counters
from callrouter.relay.forwarding.isolation import run_all
from callrouter.relay.forwarding.leg_media import LegMedia, MediaParameters
from callrouter.relay.forwarding.wire import Wire


class Forwarder:
    """Forwards each leg's audio and video into the slots it is routed to.

    Into `SHARE_SLOT` goes what the publisher shares, and nothing else of it.
    """

    def __init__(self) -> None:
        self._legs: dict[int, LegMedia] = {}
        #: (subscriber leg, slot) -> publisher leg
        self._routes: dict[tuple[int, int], int] = {}
        self._counters = Counters()

    def add_leg(self, leg: int, parameters: MediaParameters, wire: Wire) -> LegMedia:
        """Add a leg under a new number; it sends nothing before its `go_live`."""
        if leg in self._legs:
            raise ValueError("this leg exists")
        media = LegMedia(parameters, wire, self._counters)
        self._legs[leg] = media
        return media

    def add_route(self, publisher: int, subscriber: int, slot: int) -> None:
        """Put `publisher` into `slot` of `subscriber`, instead of whoever is there."""
        self._legs[subscriber].follow(slot, self._legs[publisher])
        self._routes[subscriber, slot] = publisher

    def remove_route(self, subscriber: int, slot: int) -> None:
        """Empty a slot; nothing happens if it is empty."""
        if self._routes.pop((subscriber, slot), None) is not None:
            self._legs[subscriber].follow(slot, None)

    def remove(self, leg: int) -> None:
        """Remove a leg and every route from and to it; nothing happens if it is gone."""
        if leg not in self._legs:
            return
        for (subscriber, slot), publisher in list(self._routes.items()):
            if leg in {subscriber, publisher}:
                self.remove_route(subscriber, slot)
        self._legs.pop(leg).close()

    def tick(self, now: float) -> None:
        """Send the feedback and requests that are due; to be called every 50 ms.

        Raise ExceptionGroup when legs met a bug; the others have had their turn all the same.
        """
        run_all(partial(media.tick, now) for media in self._legs.values())

    def stats(self) -> Counters:
        """Return the live counters, which the sockets around the forwarder also count in."""
        return self._counters
