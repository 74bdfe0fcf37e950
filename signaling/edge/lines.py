"""The connections of a node: how many there are, from where, and who makes room for whom.

A connection is a stranger's until a page on it has said whose it is. Strangers are bounded, all together and
of each place; where there are too many, the one that has been idle for longest is closed, so that whoever
holds connections open for nothing keeps nobody out. Only while we think of an answer is a connection at work:
who takes their time over sending a request, or reading what it is answered, is idle too.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable

from callrouter.model.exposition import Metric, Sample
from signaling.edge.limits import Limit, Refusals


class Visit:
    """One connection, from being accepted until it is gone."""

    def __init__(self, lines: Lines, place: str | None, end: Callable[[], None]) -> None:
        """``place`` None: it is a trusted proxy's, and so stands for many; ``end`` cuts it off."""
        self.place = place
        self.end = end
        self.is_known = False
        self._lines = lines

    def works(self) -> None:
        """Note that all of a request is there: until its answer is, the connection makes no room."""
        self._lines.works(self)

    def rests(self) -> None:
        """Note that it is the other side's turn: to read an answer, to ask, or to say who it is."""
        self._lines.rests(self)

    def knows(self) -> None:
        """Note that a page of somebody known is on it."""
        self._lines.knows(self)

    def leaves(self) -> None:
        """Note that the connection is gone."""
        self._lines.leaves(self)


class Lines:
    """All connections of a node."""

    def __init__(self, *, most: int, most_a_place: int, refusals: Refusals) -> None:
        self._most = most
        self._most_a_place = most_a_place
        self._refusals = refusals
        self._all: set[Visit] = set()
        #: How many strangers each place has, and those who are idle, the longest first.
        self._strangers: dict[str, int] = {}
        self._idle: OrderedDict[Visit, None] = OrderedDict()
        self._idle_at: dict[str, OrderedDict[Visit, None]] = {}

    def __len__(self) -> int:
        return len(self._all)

    @property
    def fullness(self) -> float:
        """How many there are, of those there may be, as a share."""
        return len(self._all) / self._most

    @property
    def idle(self) -> int:
        """How many would make room."""
        return len(self._idle)

    def enters(self, place: str | None, end: Callable[[], None]) -> Visit | None:
        """Return a new connection's visit, for which another may have had to go; None: there is no room."""
        if place is not None and self._strangers.get(place, 0) >= self._most_a_place:
            self._refusals.note(Limit.PLACE_CONNECTIONS)
            if not self._made_room(self._idle_at.get(place, ())):
                return None
        if len(self._all) >= self._most:
            self._refusals.note(Limit.CONNECTIONS)
            if not self._made_room(self._idle):
                return None
        visit = Visit(self, place, end)
        self._all.add(visit)
        if place is not None:
            self._strangers[place] = self._strangers.get(place, 0) + 1
        self.rests(visit)
        return visit

    def works(self, visit: Visit) -> None:
        """See Visit."""
        self._idle.pop(visit, None)
        if visit.place is not None and (beside := self._idle_at.get(visit.place)) is not None:
            beside.pop(visit, None)
            if not beside:
                del self._idle_at[visit.place]

    def rests(self, visit: Visit) -> None:
        """See Visit."""
        if visit not in self._all or visit.is_known:
            return
        self._idle[visit] = None
        if visit.place is not None:
            self._idle_at.setdefault(visit.place, OrderedDict())[visit] = None

    def knows(self, visit: Visit) -> None:
        """See Visit."""
        self.works(visit)
        if visit in self._all and not visit.is_known:  # else it went before that was known
            visit.is_known = True
            self._forget_stranger(visit)

    def leaves(self, visit: Visit) -> None:
        """See Visit."""
        if visit not in self._all:
            return
        self._all.discard(visit)
        self.works(visit)
        if not visit.is_known:
            self._forget_stranger(visit)

    def metric(self) -> Metric:
        """Return what Prometheus is told."""
        known = sum(visit.is_known for visit in self._all)
        samples = [Sample(known, {"of": "pages"}), Sample(len(self._all) - known, {"of": "others"})]
        return Metric("callrouter_connections", "gauge", "Open connections to the HTTP server.", samples)

    def _made_room(self, idle: Iterable[Visit]) -> bool:
        longest = next(iter(idle), None)
        if longest is None:
            return False
        self.leaves(longest)
        longest.end()
        return True

    def _forget_stranger(self, visit: Visit) -> None:
        if visit.place is None:
            return
        self._strangers[visit.place] -= 1
        if not self._strangers[visit.place]:
            del self._strangers[visit.place]
