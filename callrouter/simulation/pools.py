"""Who stands where: people in their pools, seats in the queues of the pools they wait for; both in order."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from callrouter.model.states import Order
from callrouter.simulation.parties import Person, Seat
from callrouter.simulation.plans import Queue

#: So many of a pool or queue are looked at, as by the engine.
_MOST_LOOKED_AT = 50


class Pools:
    """All pools and queues of one replication."""

    def __init__(self) -> None:
        self._ready: defaultdict[str, list[tuple[int, str, Person]]] = defaultdict(list)
        self._seats: defaultdict[str, list[tuple[int, str, Seat]]] = defaultdict(list)
        #: For each pool the queues of two it is part of; a dict, for its order.
        self._joint: defaultdict[str, dict[Queue, None]] = defaultdict(dict)
        self._staffed: defaultdict[str, int] = defaultdict(int)

    # People -------------------------------------------------------------------------------

    def stand(self, person: Person) -> None:
        """Put somebody in their pools."""
        idle_since, staff_id = person.idle_since, person.staff_id
        occupancy = None
        for place in person.places:
            rank = idle_since
            if place.order is Order.OCCUPANCY:
                occupancy = rank = person.occupancy if occupancy is None else occupancy
            rank += place.handicap
            insort(self._ready[place.pool], (rank, staff_id, person))
            person.stands.append((place.pool, rank))

    def leave(self, person: Person) -> None:
        """Take somebody out of their pools."""
        for pool, rank in person.stands:
            standing = self._ready[pool]
            del standing[bisect_left(standing, (rank, person.staff_id))]
        person.stands.clear()

    def first(self, pools: Iterable[str], seat: Seat | None, but_not: Person | None = None) -> Person | None:
        """Return who is first in these pools and may be offered the seat (None: not offered yet)."""
        best: tuple[int, str, Person] | None = None
        spent = seat is not None and bool(seat.offers)
        for pool in pools:
            standing = self._ready.get(pool)
            if not standing:
                continue
            for each in standing[:_MOST_LOOKED_AT] if spent or but_not else standing[:1]:
                person = each[2]
                if person is but_not or (spent and seat is not None and seat.exhausted(person)):
                    continue
                if best is None or each[0] < best[0]:
                    best = each
                break
        return None if best is None else best[2]

    def stands_in(self, person: Person, pools: Collection[str]) -> bool:
        """Whether somebody stands in one of these pools."""
        return any(pool in pools for pool, _ in person.stands)

    def count_staffed(self, person: Person, difference: int) -> tuple[str, ...]:
        """Count somebody in or out of who may come; return the pools where seats wait for nobody now."""
        emptied = []
        for place in person.places:
            pool = place.pool
            self._staffed[pool] += difference
            if self._staffed[pool] == 0 and (self._seats.get(pool) or self._joint.get(pool)):
                emptied.append(pool)
        return tuple(emptied)

    def is_staffed(self, pool: str) -> bool:
        """Whether anybody of the pool may come."""
        return self._staffed[pool] > 0

    def anybody_left(self, pools: Iterable[str], spent: Sequence[Person]) -> bool:
        """Whether anybody may come of these pools who isn't among the ``spent``."""
        for pool in pools:
            left = self._staffed.get(pool, 0)
            if left > 0 and spent:
                left -= sum(place.pool == pool for person in spent for place in person.places)
            if left > 0:
                return True
        return False

    # Seats --------------------------------------------------------------------------------

    def enqueue(self, seat: Seat, first: int) -> None:
        """Put a seat in the queues of its opened steps from ``first`` on."""
        for queue in seat.queues(first, seat.opened):
            waiting = self._seats[queue.name]
            at = bisect_left(waiting, (seat.score, seat.key))
            # An earlier step may have opened the same queue.
            if at == len(waiting) or waiting[at][2] is not seat:
                waiting.insert(at, (seat.score, seat.key, seat))
            if queue.partner:
                self._joint[queue.pool][queue] = None
                self._joint[queue.partner][queue._replace(second=True)] = None

    def dequeue(self, seat: Seat) -> None:
        """Take a seat out of its queues."""
        for queue in seat.queues(0, seat.queued):
            waiting = self._seats[queue.name]
            at = bisect_left(waiting, (seat.score, seat.key))
            if at < len(waiting) and waiting[at][2] is seat:
                del waiting[at]
            if queue.partner and not waiting:
                self._joint[queue.pool].pop(queue, None)
                self._joint[queue.partner].pop(queue._replace(second=True), None)

    def queues_for(self, person: Person) -> list[tuple[Queue, list[tuple[int, str, Seat]]]]:
        """Return the queues in which seats wait for somebody like this, and their first seats."""
        alone = ((Queue(place.pool, place.pool), self._seats.get(place.pool)) for place in person.places)
        together = (
            (queue, self._seats[queue.name])
            for place in person.places
            for queue in self._joint.get(place.pool, ())
            if self._ready.get(queue.pool if queue.second else queue.partner)
        )
        return [(queue, seats[:_MOST_LOOKED_AT]) for queue, seats in chain(alone, together) if seats]

    def waiting_for(self, pool: str) -> list[Seat]:
        """Return the seats that wait for somebody of the pool, alone or with a partner, by queue."""
        names = sorted({pool, *(queue.name for queue in self._joint.get(pool, ()))})
        return [seat for name in names for _, _, seat in self._seats.get(name, ())]
