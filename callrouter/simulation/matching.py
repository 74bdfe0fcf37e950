"""Seats and people meet as in the queue engine's ``matching.lua``, ``steps.lua`` and ``seats.lua``.

Nothing is routed by rules of its own: pools, steps and ranks come from the service's policy, and
``tests/simulation/test_play.py`` holds what comes of them against the engine itself, call by call.
"""

from __future__ import annotations

from callrouter.model.states import Activity, ReservationOutcome, SeatState, Status
from callrouter.simulation.crew import Crew
from callrouter.simulation.parties import Call, Person, Seat
from callrouter.simulation.plans import Queue
from callrouter.simulation.pools import Pools
from callrouter.simulation.search import Search, spent_seats
from callrouter.simulation.stage import Stage

_REOFFER_MS = 60_000
_BACK_OFF_MS = 5000


class Matching:
    """The queue of one replication."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._pools = Pools()
        self._crew = Crew(stage, self._pools)
        self._search = Search(stage, self._pools)

    # What is asked of it ------------------------------------------------------------------

    def signs_in(self, person: Person) -> None:
        """Take in somebody who comes to work, away at first."""
        person.connected = True
        if person.status is Status.OFFLINE:
            self._set_status(person, Status.AWAY)

    def signs_out(self, person: Person) -> None:
        """Let go of somebody no call holds."""
        self._set_status(person, Status.OFFLINE)
        person.connected = False
        self._pools.leave(person)

    def set_status(self, person: Person, status: Status) -> None:
        """Let somebody become ready or away: after their call, if they are in one."""
        if person.activity in {Activity.ON_CALL, Activity.WRAP_UP}:
            person.next_status = None if status is person.status else status
            self._emptied(self._crew.count(person))
            return
        if status is person.status:
            return
        self._set_status(person, status)
        if person.rung is not None and status is not Status.READY:
            self._back_off(person, _BACK_OFF_MS)
            self._pass_on(person.rung, ReservationOutcome.RESCINDED)
        self._place(person)

    def queue(self, seat: Seat) -> None:
        """Let a call with its first seat enter the queue."""
        self._place_seat(seat)

    def accept(self, seat: Seat) -> None:
        """Let the person take the seat that rings for them."""
        person = _held(seat)
        seat.state, person.rung = SeatState.TAKEN, None
        if seat.plan.hosts and (companion := seat.call.live_companion):
            companion.held = False
        self._crew.become(person, Activity.ON_CALL)

    def decline(self, seat: Seat, backoff_ms: int) -> None:
        """Let the person for whom a seat rings not take it."""
        person = _held(seat)
        self._back_off(person, backoff_ms)
        self._pass_on(seat, ReservationOutcome.DECLINED)
        self._place(person)

    def end(self, call: Call) -> None:
        """Let a call end, whatever its state; whoever it held wraps up or is free."""
        seats = (call.seat, call.companion)
        freed = [self._close(seat, ReservationOutcome.CANCELED) for seat in seats if seat is not None]
        for person in freed:
            if person is not None:
                self._place(person)

    def finish_wrap_up(self, person: Person) -> None:
        """Let somebody be done with a call."""
        if person.activity is Activity.WRAP_UP:
            self._emptied(self._crew.finish(person))
            self._place(person)

    # People -------------------------------------------------------------------------------

    def _set_status(self, person: Person, status: Status) -> None:
        self._emptied(self._crew.set_status(person, status))

    def _emptied(self, pools: tuple[str, ...]) -> None:
        for pool in pools:
            self._stage.due(self._stage.now, self._skip_unstaffed, pool)

    def _back_off(self, person: Person, ms: int) -> None:
        if ms > 0:
            person.ready_at = self._stage.now + ms
            self._stage.due(person.ready_at, self._is_back, person, person.ready_at)

    def _is_back(self, person: Person, at: int) -> None:
        if person.ready_at == at:
            person.ready_at = None
            self._place(person)

    def _place(self, person: Person) -> None:
        """Put somebody with the best seat they can serve, or in their pools; or out of them."""
        if not self._crew.available(person):
            self._pools.leave(person)
            return
        if person.stands:
            return
        # All that they may serve, best placed first; of one seat in several queues the first queue counts.
        waiting = [
            (score, key, number, seat, queue)
            for number, (queue, seats) in enumerate(self._pools.queues_for(person))
            for score, key, seat in seats
        ]
        for _, _, _, seat, queue in sorted(waiting):
            if self._take(queue, seat, person):
                return
        self._pools.stand(person)

    def _take(self, queue: Queue, seat: Seat, person: Person) -> bool:
        """Hold a queue's seat for somebody, and for a partner where it needs two; False if it can't be."""
        companion = seat.call.companion
        exhausted = (
            (companion is not None and companion.exhausted(person))
            if queue.second
            else seat.exhausted(person)
        )
        if exhausted:
            return False
        if not queue.partner:
            self._reserve(seat, person)
            return True
        host: Person | None = person
        partner: Person | None = person
        if queue.second:
            host = self._search.host(seat, person)
        else:
            partner = self._pools.first(seat.plan.partners, companion, person)
        if host is None or partner is None:
            return False
        self._reserve_both(seat, host, partner)
        return True

    # Seats --------------------------------------------------------------------------------

    def _reserve(self, seat: Seat, person: Person, *, preferred: bool = False) -> None:
        self._dequeue(seat)
        seat.preferred = preferred
        self._pools.leave(person)
        seat.attempts += 1
        seat.offers[person] = seat.offers.get(person, 0) + 1
        seat.state, seat.person, person.rung = SeatState.RESERVED, person, seat
        self._crew.become(person, Activity.RESERVED)
        self._stage.due(self._stage.now + seat.plan.ring_ms, self._times_out, seat, seat.attempts)
        self._stage.rings(seat, person)

    def _reserve_both(self, seat: Seat, person: Person, partner: Person) -> None:
        plan = seat.plan.companion
        if plan is None:
            raise ValueError("nobody comes along to this seat")
        companion = seat.call.accompany(plan, self._stage.now)
        self._reserve(seat, person)
        self._reserve(companion, partner)

    def _times_out(self, seat: Seat, attempt: int) -> None:
        if seat.state is SeatState.RESERVED and seat.attempts == attempt:
            self._set_status(_held(seat), Status.AWAY)
            self._pass_on(seat, ReservationOutcome.TIMED_OUT)

    def _pass_on(self, seat: Seat, outcome: ReservationOutcome) -> None:
        """End the ringing: the seat, keeping its score, goes to the next. The caller places the person."""
        person = _held(seat)
        seat.state, seat.person = SeatState.WAITING, None
        self._crew.unring(person)
        self._stage.rings_no_longer(seat, person, outcome)
        companion = seat.call.live_companion if seat.plan.hosts else None
        if companion is None or not companion.held:
            self._place_seat(seat)
            return
        if companion.state is not SeatState.WAITING and self._seek(seat):
            return
        freed = self._dismiss(companion)
        self._place_seat(seat)
        if freed is not None:
            self._place(freed)

    def _dismiss(self, companion: Seat) -> Person | None:
        """Close a companion's seat that isn't needed now, through nobody's fault; return whom it frees."""
        person = companion.person
        if companion.state is SeatState.RESERVED and person is not None:
            companion.offers[person] -= 1
        return self._close(companion, ReservationOutcome.RESCINDED)

    def _close(self, seat: Seat, outcome: ReservationOutcome) -> Person | None:
        """Close a seat whatever its state; return the person this frees, whom the caller places."""
        was, person = seat.state, seat.person
        if was is SeatState.CLOSED:
            return None
        if was is SeatState.WAITING:
            self._dequeue(seat)
        seat.state, seat.person = SeatState.CLOSED, None
        if person is None:
            return None
        if was is SeatState.RESERVED:
            self._crew.unring(person)
            self._stage.rings_no_longer(seat, person, outcome)
            return person
        if seat.plan.hosts:
            self._search.served(seat.call.booth_id, person)
        if seat.plan.wrap_up_ms > 0:
            self._crew.become(person, Activity.WRAP_UP)
            self._stage.wraps_up(person, seat.call)
        else:
            self._emptied(self._crew.finish(person))
        return person

    def _place_seat(self, seat: Seat) -> None:
        """Put an open seat with somebody, or in its queues."""
        if not self._seek(seat):
            self._enqueue(seat)

    def _seek(self, seat: Seat) -> bool:
        """Hold a seat for somebody, opening the steps come due and those before which nobody is staffed."""
        now, steps = self._stage.now, seat.plan.steps
        while seat.opened < len(steps) and seat.opened_at + steps[seat.opened].after_ms <= now:
            seat.opened += 1
        # Of the steps in whose queues it stands already, nobody is available.
        first = seat.queued
        while not self._fills(seat, first):
            if seat.opened == len(steps) or self._search.steps_are_staffed(seat):
                return False
            seat.opened += 1
            first = seat.opened - 1
        return True

    def _fills(self, seat: Seat, first: int) -> bool:
        found = self._search.found(seat, first)
        if found is None:
            return False
        if found.partner is None:
            self._reserve(seat, found.person, preferred=found.preferred)
        else:
            self._reserve_both(seat, found.person, found.partner)
        return True

    def _enqueue(self, seat: Seat) -> None:
        if seat.queued == 0:
            seat.accompanied = seat.plan.hosts and seat.call.live_companion is not None
        self._pools.enqueue(seat, seat.queued)
        seat.queued = seat.opened
        if seat.opened < len(seat.plan.steps):
            seat.step_at = seat.opened_at + seat.plan.steps[seat.opened].after_ms
            self._stage.due(seat.step_at, self._opens_step, seat, seat.step_at)
            return
        seat.step_at = None
        if seat.reoffer_at is None and spent_seats(seat):
            seat.reoffer_at = self._stage.now + _REOFFER_MS
            self._stage.due(seat.reoffer_at, self._reoffers, seat, seat.reoffer_at)

    def _dequeue(self, seat: Seat) -> None:
        if seat.queued:
            self._pools.dequeue(seat)
            seat.queued, seat.step_at, seat.reoffer_at = 0, None, None

    def _opens_step(self, seat: Seat, at: int) -> None:
        if seat.step_at == at:
            self._place_seat(seat)

    def _skip_unstaffed(self, pool: str) -> None:
        if not self._pools.is_staffed(pool):
            for seat in self._pools.waiting_for(pool):
                if seat.state is SeatState.WAITING:
                    self._place_seat(seat)

    def _reoffers(self, seat: Seat, at: int) -> None:
        if seat.reoffer_at != at:
            return
        seat.reoffer_at = None
        if not self._search.steps_are_staffed(seat):
            for each in spent_seats(seat):
                for person, count in each.offers.items():
                    if count >= each.plan.most_offers:
                        each.offers[person] = each.plan.most_offers - 1
            self._dequeue(seat)
        self._place_seat(seat)


def _held(seat: Seat) -> Person:
    if seat.person is None:
        raise ValueError("this seat is held for nobody")
    return seat.person
