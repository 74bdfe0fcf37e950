"""How the plain model finds people for seats and seats for people: by looking at all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from callrouter.model.commands import CompanionSpec, SeatSpec, Step
from callrouter.model.states import Activity, CallState, Flag, Order, SeatState, Status
from tests.queueing.model_records import ModelCall, ModelEntry, ModelPerson, ModelReservation, ModelSeat

_REOFFER_MS = 60_000
#: Who, and in which pool.
Found = tuple[ModelPerson, str]


class Matching:
    """Everything there is, and who gets whom."""

    def __init__(self) -> None:
        self.now = 0
        self.people: dict[str, ModelPerson] = {}
        self.sessions: dict[str, tuple[str, int]] = {}
        self.calls: dict[str, ModelCall] = {}
        self.reservations: dict[str, ModelReservation] = {}
        self.served: dict[str, tuple[str, int]] = {}
        self.closed: set[str] = set()
        self.days: dict[str, list[ModelEntry]] = {}
        #: What was reported of a call's visitor, by whom and when.
        self.flagged: dict[str, tuple[Flag, str, int]] = {}

    # People ----------------------------------------------------------------------------------

    def connected(self, principal: str) -> bool:
        return any(owner == principal for owner, _ in self.sessions.values())

    def _in(self, pools: Sequence[str]) -> Iterator[ModelPerson]:
        for person in self.people.values():
            here = self.connected(person.spec.staff_id) or person.grace_ends_at is not None
            if here and person.status is not Status.OFFLINE:
                yield from (person for place in person.spec.places if place.pool in pools)

    def anybody_present(self, pools: Sequence[str]) -> bool:
        return any(True for _ in self._in(pools))

    def _anybody_left(self, pools: Sequence[str], seat: ModelSeat | None) -> bool:
        return any(
            person.status is Status.READY
            and person.next_status in {None, Status.READY}
            and not self._spent(seat, person)
            for person in self._in(pools)
        )

    @staticmethod
    def _spent(seat: ModelSeat | None, person: ModelPerson) -> bool:
        return seat is not None and seat.offers[person.spec.staff_id] >= seat.spec.most_offers

    def turn(self, person: ModelPerson) -> None:
        if person.activity in {Activity.ON_CALL, Activity.WRAP_UP}:
            person.busy_ms += self.now - person.since
        person.since = self.now

    def become(
        self,
        person: ModelPerson,
        activity: Activity,
        *,
        call_id: str | None = None,
        reservation_id: str | None = None,
    ) -> None:
        self.turn(person)
        person.activity, person.call_id, person.reservation_id = activity, call_id, reservation_id
        person.wrap_up_ends_at = None

    def _available(self, person: ModelPerson) -> bool:
        if person.ready_at is not None and person.ready_at <= self.now:
            person.ready_at = None
        idle = person.status is Status.READY and person.activity is Activity.IDLE
        return idle and person.ready_at is None and self.connected(person.spec.staff_id)

    def place_person(self, person: ModelPerson) -> None:
        if not self._available(person):
            person.standing = None
        elif person.standing is None and not self._take_best(person):
            signed_in_ms = person.idle_since - person.signed_in_at
            occupancy = person.busy_ms * 1_000_000 // signed_in_ms if signed_in_ms > 0 else 0
            person.standing = {
                place.pool: (occupancy if place.order is Order.OCCUPANCY else person.idle_since)
                + place.handicap
                for place in person.spec.places
            }

    # Seats -----------------------------------------------------------------------------------

    def live(self) -> list[ModelCall]:
        return [call for call in self.calls.values() if call.state is not CallState.ENDED]

    def waiting(self) -> list[tuple[ModelCall, ModelSeat]]:
        """List the seats that wait, best first."""
        pairs = (
            (call, seat)
            for call in self.live()
            for seat in call.seats.values()
            if seat.state is SeatState.WAITING
        )
        return sorted(pairs, key=lambda pair: (pair[1].score, pair[0].name_of(pair[1])))

    def open_seat(self, call: ModelCall, spec: SeatSpec, score: int) -> ModelSeat:
        seat = ModelSeat(spec, self.now, score, spec.wrap_up_ms)
        if (before := call.seats.get(spec.seat_id)) is not None:
            seat.attempts, seat.offers = before.attempts, before.offers
        call.seats[spec.seat_id] = seat
        return seat

    def place_seat(self, call: ModelCall, seat: ModelSeat) -> None:
        if not self.seek(call, seat):
            seat.accompanied = call.accompanied(seat)
            if (
                seat.opened == len(seat.spec.steps)
                and seat.reoffer_at is None
                and self._spent_states(call, seat)
            ):
                seat.reoffer_at = self.now + _REOFFER_MS

    @staticmethod
    def _spent_states(call: ModelCall, seat: ModelSeat) -> list[tuple[ModelSeat, str]]:
        """List whom the seat, or the companion it needs, was offered to as often as may be."""
        needs = None if seat.accompanied else seat.spec.companion
        partner = None if needs is None else call.seats.get(needs.seat_id)
        return [
            (each, staff_id)
            for each in (seat, partner)
            if each is not None
            for staff_id, offers in each.offers.items()
            if offers >= each.spec.most_offers
        ]

    def offers_again(self, call: ModelCall, seat: ModelSeat) -> None:
        """Let a seat for which nobody is left be offered to each once more."""
        seat.reoffer_at = None
        if not self._staffed(call, seat):
            for each, staff_id in self._spent_states(call, seat):
                each.offers[staff_id] = each.spec.most_offers - 1
        self.place_seat(call, seat)

    def settle(self, call: ModelCall) -> None:
        """Place again what waits for two and now needs one only, or the reverse."""
        for seat in list(call.seats.values()):
            if seat.state is SeatState.WAITING and seat.accompanied != call.accompanied(seat):
                seat.reoffer_at = None
                self.place_seat(call, seat)

    def seek(self, call: ModelCall, seat: ModelSeat) -> bool:
        """Hold the seat for somebody who is available, opening steps as they are due."""
        steps = seat.spec.steps
        while seat.opened < len(steps) and seat.opened_at + steps[seat.opened].after_ms <= self.now:
            seat.opened += 1
        first = 0
        while not self._seek_in(call, seat, first):
            if seat.opened == len(steps) or self._staffed(call, seat):
                return False
            first = seat.opened
            seat.opened += 1
        return True

    def _staffed(self, call: ModelCall, seat: ModelSeat) -> bool:
        for step in seat.spec.steps[: seat.opened]:
            companion = seat.spec.companion if self._needs_two(call, seat, step) else None
            if self._anybody_left(step.pools, seat) and (
                companion is None or self._anybody_left(companion.pools, call.seats.get(companion.seat_id))
            ):
                return True
        return False

    @staticmethod
    def _needs_two(call: ModelCall, seat: ModelSeat, step: Step) -> bool:
        return step.with_companion and not call.accompanied(seat)

    def _first(
        self, pools: Sequence[str], seat: ModelSeat | None, but_not: ModelPerson | None = None
    ) -> Found | None:
        best = min(
            (
                (person.standing[pool], number, person.spec.staff_id)
                for number, pool in enumerate(pools)
                for person in self.people.values()
                if person.standing is not None and pool in person.standing
                if person is not but_not and not self._spent(seat, person)
            ),
            default=None,
        )
        return None if best is None else (self.people[best[2]], pools[best[1]])

    def _seek_in(self, call: ModelCall, seat: ModelSeat, first: int) -> bool:
        opened = seat.spec.steps[: seat.opened]
        alone = [step for step in opened if not self._needs_two(call, seat, step)]
        last = self._last_host(call, seat)
        if last is not None and any(pool in (last.standing or {}) for step in alone for pool in step.pools):
            self._hold(call, seat, last)
            return True
        for step in opened[first:]:
            if step in alone:
                found = self._first(step.pools, seat)
                if found is not None:
                    self._hold(call, seat, found[0])
                    return True
                continue
            assert seat.spec.companion is not None
            pair = self._first_two(call, seat, seat.spec.companion, step)
            if pair is not None:
                self._hold_both(call, seat, *pair)
                return True
        return False

    def _last_host(self, call: ModelCall, seat: ModelSeat) -> ModelPerson | None:
        staff_id, left_at = self.served.get(call.request.booth_id, ("", 0))
        person = self.people.get(staff_id)
        recent = left_at + seat.spec.prefer_last_ms > self.now
        return person if person is not None and recent and not self._spent(seat, person) else None

    def _first_two(
        self, call: ModelCall, seat: ModelSeat, spec: CompanionSpec, step: Step
    ) -> tuple[ModelPerson, ModelPerson] | None:
        before = call.seats.get(spec.seat_id)
        found = self._first(step.pools, seat)
        if found is None:
            return None
        partner = self._first(spec.pools, before, found[0])
        if partner is None:
            partner = self._first(spec.pools, before)
            found = None if partner is None else self._first(step.pools, seat, partner[0])
        return None if found is None or partner is None else (found[0], partner[0])

    def _hold(self, call: ModelCall, seat: ModelSeat, person: ModelPerson) -> None:
        staff_id = person.spec.staff_id
        person.standing = None
        seat.attempts += 1
        seat.offers[staff_id] += 1
        seat.state, seat.staff_id, seat.reoffer_at = SeatState.RESERVED, staff_id, None
        name = f"{call.name_of(seat)}#{seat.attempts}"
        expires_at = self.now + seat.spec.ring_ms
        self.reservations[name] = ModelReservation(call, seat, staff_id, expires_at)
        self.become(person, Activity.RESERVED, reservation_id=name)

    def _hold_both(self, call: ModelCall, seat: ModelSeat, person: ModelPerson, partner: ModelPerson) -> None:
        companion = self.open_companion(call, seat)
        self._hold(call, seat, person)
        self._hold(call, companion, partner)
        self.settle(call)

    def open_companion(self, call: ModelCall, seat: ModelSeat) -> ModelSeat:
        needs = seat.spec.companion
        assert needs is not None
        spec = SeatSpec(
            seat_id=needs.seat_id,
            role=needs.role,
            language=needs.language,
            steps=(Step(after_ms=0, pools=needs.pools),),
            ring_ms=needs.ring_ms,
            wrap_up_ms=needs.wrap_up_ms,
            hosts=False,
            most_offers=seat.spec.most_offers,
        )
        companion = self.open_seat(call, spec, seat.score)
        companion.companion_of = seat.spec.seat_id
        return companion

    def _take_best(self, person: ModelPerson) -> bool:
        """Give the person the best seat they can serve, alone or with a partner who is available."""
        pools = [place.pool for place in person.spec.places]
        for call, seat in self.waiting():
            opened = seat.spec.steps[: seat.opened]
            alone = {pool for step in opened if not self._needs_two(call, seat, step) for pool in step.pools}
            if alone.intersection(pools) and not self._spent(seat, person):
                self._hold(call, seat, person)
                return True
            if self._take_as_half(call, seat, person, pools):
                return True
        return False

    def _take_as_half(self, call: ModelCall, seat: ModelSeat, person: ModelPerson, pools: list[str]) -> bool:
        companion = seat.spec.companion
        opened = seat.spec.steps[: seat.opened]
        for_two = [step for step in opened if self._needs_two(call, seat, step)]
        if companion is None or not for_two:
            return False
        before = call.seats.get(companion.seat_id)
        for pool in pools:
            if any(pool in step.pools for step in for_two) and not self._spent(seat, person):
                partner = self._first(companion.pools, before, person)
                if partner is not None:
                    self._hold_both(call, seat, person, partner[0])
                    return True
            if pool in companion.pools and not self._spent(before, person):
                for step in for_two:
                    found = self._first(step.pools, seat, person)
                    if found is not None:
                        self._hold_both(call, seat, found[0], person)
                        return True
        return False

    def skip_unstaffed(self, subject: str) -> None:
        """Place all seats again that wait for somebody of a pool in which nobody is staffed any more."""
        pool = subject.partition(" ")[0]
        if self._anybody_left((pool,), None):
            return
        queues: dict[str, list[tuple[ModelCall, ModelSeat]]] = {}
        for call, seat in self.waiting():
            for name in sorted(self._queues(call, seat)):
                if pool in name.split("+"):
                    queues.setdefault(name, []).append((call, seat))
        for name in sorted(queues):
            for call, seat in queues[name]:
                if seat.state is SeatState.WAITING and name in self._queues(call, seat):
                    self.place_seat(call, seat)

    def _queues(self, call: ModelCall, seat: ModelSeat) -> set[str]:
        queues: set[str] = set()
        for step in seat.spec.steps[: seat.opened]:
            if self._needs_two(call, seat, step) and seat.spec.companion is not None:
                queues |= {
                    f"{pool}+{partner}" for pool in step.pools for partner in seat.spec.companion.pools
                }
            else:
                queues |= set(step.pools)
        return queues

    def positions(self) -> dict[str, int]:
        """Tell each waiting call's place: 1 if it rings, else 1 + those ahead in its best queue."""
        waiting = self.waiting()
        positions: dict[str, int] = {}
        for call in self.live():
            if call.state is not CallState.WAITING:
                continue
            for seat in call.seats.values():
                if not seat.spec.hosts or seat.state not in {SeatState.WAITING, SeatState.RESERVED}:
                    continue
                place = 1
                if seat.state is SeatState.WAITING:
                    rank = next(number for number, pair in enumerate(waiting) if pair[1] is seat)
                    place = 1 + min(
                        sum(queue in self._queues(*pair) for pair in waiting[:rank])
                        for queue in self._queues(call, seat)
                    )
                known = positions.get(call.request.call_id, place)
                positions[call.request.call_id] = min(known, place)
        return positions
