"""Whom a seat may be held for now, by its opened steps; nothing is changed by asking."""

from __future__ import annotations

from typing import NamedTuple

from callrouter.simulation.parties import Person, Seat
from callrouter.simulation.pools import Pools
from callrouter.simulation.stage import Stage


class Found(NamedTuple):
    """Somebody for a seat, and for its companion's if it needs one."""

    person: Person
    partner: Person | None = None
    #: Whether they were chosen for having hosted the booth's call before.
    preferred: bool = False


class Search:
    """Looks for people, and remembers who hosted which booth's last call."""

    def __init__(self, stage: Stage, pools: Pools) -> None:
        self._stage, self._pools = stage, pools
        self._served: dict[str, tuple[Person, int]] = {}

    def served(self, booth_id: str, person: Person) -> None:
        """Remember who has just hosted this booth's call."""
        self._served[booth_id] = person, self._stage.now

    def found(self, seat: Seat, first: int) -> Found | None:
        """Return whom the opened steps from ``first`` on give; the last host counts in all of them."""
        steps = seat.plan.steps
        alone = _needs_nobody_beside(seat)
        if seat.plan.prefer_last_ms and (host := self._last_host(seat)) is not None:
            for step in steps[: seat.opened]:
                if (alone or not step.with_companion) and self._pools.stands_in(host, step.pools):
                    return Found(host, preferred=True)
        for step in steps[first : seat.opened]:
            if alone or not step.with_companion:
                person = self._pools.first(step.pools, seat)
                found = None if person is None else Found(person)
            else:
                found = self._two(seat, step.pools)
            if found is not None:
                return found
        return None

    def host(self, seat: Seat, partner: Person) -> Person | None:
        """Return who takes the seat with this partner, by its opened steps."""
        for step in seat.plan.steps[: seat.opened]:
            if step.with_companion and (person := self._pools.first(step.pools, seat, partner)) is not None:
                return person
        return None

    def steps_are_staffed(self, seat: Seat) -> bool:
        """Whether somebody of the opened steps may come for the seat in time."""
        alone, spent = _needs_nobody_beside(seat), _spent_people(seat)
        for step in seat.plan.steps[: seat.opened]:
            if self._pools.anybody_left(step.pools, spent) and (
                alone
                or not step.with_companion
                or self._pools.anybody_left(seat.plan.partners, _spent_people(seat.call.companion))
            ):
                return True
        return False

    def _two(self, seat: Seat, pools: tuple[str, ...]) -> Found | None:
        """Return two people for a seat and its companion: never one and the same."""
        companion, partners = seat.call.companion, seat.plan.partners
        person = self._pools.first(pools, seat)
        if person is None:
            return None
        partner = self._pools.first(partners, companion, person)
        if partner is None:
            # Whoever can be either is the other one, then.
            partner = self._pools.first(partners, companion)
            person = None if partner is None else self._pools.first(pools, seat, partner)
        return None if person is None or partner is None else Found(person, partner)

    def _last_host(self, seat: Seat) -> Person | None:
        call = seat.call
        if not call.host_known:
            call.host_known = True
            person, left_at = self._served.get(call.booth_id, (None, 0))
            if person is not None and left_at + seat.plan.prefer_last_ms > self._stage.now:
                call.last_host = person
        host = call.last_host
        return None if host is None or seat.exhausted(host) else host


def spent_seats(seat: Seat) -> list[Seat]:
    """Return the seats, of this one and its companion's, that keep it from somebody by a count of offers."""
    both = [seat]
    if seat.plan.partners and not seat.accompanied and seat.call.companion is not None:
        both.append(seat.call.companion)
    return [each for each in both if each.spent]


def _needs_nobody_beside(seat: Seat) -> bool:
    return not seat.plan.hosts or seat.call.live_companion is not None


def _spent_people(seat: Seat | None) -> list[Person]:
    if seat is None or not seat.offers:
        return []
    return [person for person in seat.offers if person.staffed and seat.exhausted(person)]
