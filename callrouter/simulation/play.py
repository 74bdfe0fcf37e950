"""One replication: calls and people act on the played queue while virtual time jumps from event to event."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from itertools import count

from callrouter.model.states import Activity, EndReason, ReservationOutcome, SeatState, Status
from callrouter.simulation.cast import Actor, Cast, Duty
from callrouter.simulation.matching import Matching
from callrouter.simulation.outcome import CallOutcome, Outcome, PersonOutcome
from callrouter.simulation.parties import Call, Person, Seat
from callrouter.simulation.plans import Plan
from callrouter.simulation.visitors import Stream, Visitor

_Act = Callable[..., None]
#: What happens in one and the same millisecond: deadlines first, and whoever gives up last.
_DEADLINE, _ACT, _LAST = range(3)


class Play:
    """Runs a cast and its visitors once. Chance is the visitors'; the same ones give the same outcome."""

    def __init__(self, cast: Cast, visitors: Sequence[Visitor]) -> None:
        self.now = cast.horizon.start
        self._cast, self._service = cast, cast.floor.service
        self._matching = Matching(self)
        self._agenda: list[tuple[int, int, int, _Act, tuple[object, ...]]] = []
        self._order = count()
        self._calls: list[CallOutcome] = []
        self._people: list[PersonOutcome] = []
        self._free_booths: dict[str, list[str]] = {}
        self._booth_numbers = count(1)
        self._plans = {each: _plan_of(cast, each) for each in {visitor.stream for visitor in visitors}}
        # Where nobody is ever asked for, nobody needs to stand.
        asked = frozenset[str]().union(*(plan.asked for plan, _ in self._plans.values()))
        for actor in cast.actors:
            self._hire(actor, asked)
        for visitor in visitors:
            self._plan(visitor.arrives_at, self._arrives, visitor)

    def run(self) -> Outcome:
        """Play it from the first moment to the last."""
        end = self._cast.horizon.end
        while self._agenda and self._agenda[0][0] < end:
            self.now, _, _, act, arguments = heapq.heappop(self._agenda)
            act(*arguments)
        for person in self._people:
            person.becomes(Status.OFFLINE, Activity.IDLE, end)
        counted = self._cast.counted
        return Outcome(
            counted, [call for call in self._calls if call.arrived_at >= counted.start], self._people
        )

    def _hire(self, actor: Actor, asked: frozenset[str]) -> None:
        outcome = PersonOutcome(actor.spec.staff_id, actor.group.name, self._cast.counted)
        self._people.append(outcome)
        places = tuple(place for place in actor.spec.places if place.pool in asked)
        person = Person(actor, places, outcome, actor.spec.staff_id)
        for at, duty in actor.roster:
            self._plan(at, self._on_duty, person, duty)

    def _plan(self, at: int, act: _Act, *arguments: object, rank: int = _ACT) -> None:
        heapq.heappush(self._agenda, (at, rank, next(self._order), act, arguments))

    # What people do -----------------------------------------------------------------------

    def _on_duty(self, person: Person, duty: Duty) -> None:
        before, person.duty = person.duty, duty
        if duty is Duty.OFF:
            if not person.busy:
                self._goes_home(person)
                return
            # The conversation comes first: they go when it is over.
            self._matching.set_status(person, Status.AWAY)
            return
        if before is Duty.OFF:
            self._matching.signs_in(person)
        self._matching.set_status(person, Status.READY if duty is Duty.READY else Status.AWAY)

    def _goes_home(self, person: Person) -> None:
        if person.duty is Duty.OFF:
            self._matching.signs_out(person)

    def _is_back(self, person: Person) -> None:
        if person.duty is Duty.READY:
            self._matching.set_status(person, Status.READY)

    def _arrives(self, visitor: Visitor) -> None:
        free = self._free_booths.setdefault(visitor.stream.location, [])
        # As many booths as are needed at a time: a simulation is no place to run out of them.
        booth = (
            heapq.heappop(free) if free else f"booth:{visitor.stream.location}-{next(self._booth_numbers)}"
        )
        outcome = CallOutcome(visitor.call_id, visitor.stream.location, visitor.stream.language, self.now)
        self._calls.append(outcome)
        call = Call(visitor, outcome, booth)
        if visitor.patience_ms is not None:
            # Who is to be answered in the very moment in which patience ends is answered.
            self._plan(self.now + visitor.patience_ms, self._gives_up, call, rank=_LAST)
        plan, head_start_ms = self._plans[visitor.stream]
        self._matching.queue(call.enters(plan, head_start_ms, self.now))

    def _gives_up(self, call: Call) -> None:
        if call.outcome.answered_at is None:
            self._ends(call)

    def _leaves_unheard(self, call: Call) -> None:
        if not call.talks_out:
            self._ends(call)

    def _ends(self, call: Call) -> None:
        if call.over:
            return
        answered = call.outcome.answered_at is not None
        call.outcome.ended_at = self.now
        call.outcome.end_reason = EndReason.VISITOR_HUNG_UP if answered else EndReason.ABANDONED
        heapq.heappush(self._free_booths[call.visitor.stream.location], call.booth_id)
        self._matching.end(call)

    def _accepts(self, seat: Seat, attempt: int) -> None:
        if seat.state is SeatState.RESERVED and seat.attempts == attempt:
            self._matching.accept(seat)
            self._joined(seat.call)

    def _declines(self, seat: Seat, attempt: int) -> None:
        if seat.state is SeatState.RESERVED and seat.attempts == attempt:
            self._matching.decline(seat, round(self._service.decline_backoff_s * 1000))

    def _finishes(self, person: Person, call: Call) -> None:
        if person.busy and call.over:
            self._matching.finish_wrap_up(person)

    def _joined(self, call: Call) -> None:
        seat, companion, outcome = call.seat, call.companion, call.outcome
        if seat.state is not SeatState.TAKEN or seat.person is None or call.talks_out:
            return
        if outcome.answered_at is None:
            outcome.answered_at, outcome.staff_id = self.now, seat.person.staff_id
        state = None if companion is None else companion.state
        if state in {SeatState.WAITING, SeatState.RESERVED}:
            outcome.interpreter_missing = True
            patience_ms = round(self._service.interpreter_patience_s * 1000)
            self._plan(self.now + patience_ms, self._leaves_unheard, call)
            return
        call.talks_out = True
        outcome.interpreter_missing, outcome.interpreted = False, state is SeatState.TAKEN
        factor = self._service.interpreted_factor if outcome.interpreted else 1
        self._plan(self.now + round(call.visitor.handling_ms * factor), self._ends, call)

    # What the queue tells: a Stage ----------------------------------------------------------

    def due(self, at: int, act: _Act, *arguments: object) -> None:
        """Let something happen at a moment, before whatever else happens then."""
        self._plan(at, act, *arguments, rank=_DEADLINE)

    def rings(self, seat: Seat, person: Person) -> None:
        """Let somebody answer, decline or miss what rings for them."""
        call, group = seat.call.outcome, person.actor.group
        if seat.plan.hosts:
            call.preferred = seat.preferred
        offers = seat.call.visitor.offers
        answer, choice = offers[call.offers % len(offers)]
        call.offers += 1
        at = self.now + group.answer.quantile_ms(answer)
        if choice < group.decline_share:
            self._plan(at, self._declines, seat, seat.attempts)
        elif choice >= group.decline_share + group.miss_share:
            self._plan(at, self._accepts, seat, seat.attempts)

    def rings_no_longer(self, seat: Seat, person: Person, outcome: ReservationOutcome) -> None:
        """Note what became of the ringing; whoever missed it is back after a while."""
        if outcome is ReservationOutcome.TIMED_OUT:
            seat.call.outcome.missed += 1
            self._plan(self.now + round(self._service.missed_return_s * 1000), self._is_back, person)
        elif outcome is ReservationOutcome.DECLINED:
            seat.call.outcome.declined += 1

    def wraps_up(self, person: Person, call: Call) -> None:
        """Let somebody wrap up for as long as this call takes."""
        self._plan(self.now + call.visitor.wrap_up_ms, self._finishes, person, call)

    def is_free(self, person: Person) -> None:
        """Let somebody go whose shift is over."""
        if person.duty is Duty.OFF:
            self._plan(self.now, self._goes_home, person)


def _plan_of(cast: Cast, stream: Stream) -> tuple[Plan, int]:
    request = cast.template(stream)
    return Plan.of(request.seat), request.head_start_ms
