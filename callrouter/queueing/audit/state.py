"""What is stored, as records: calls with their seats, people, reservations; and what isn't one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from callrouter.model.commands import Place, SeatSpec
from callrouter.model.records import Call, Reservation, Seat, Staff
from callrouter.model.states import Activity, CallState, SeatState, Status
from callrouter.queueing.audit.contents import READERS, Contents
from callrouter.queueing.audit.findings import Finding, FindingCode

_PLACES: TypeAdapter[tuple[Place, ...]] = TypeAdapter(tuple[Place, ...])


@dataclass(frozen=True)
class KeptSeat:
    """A seat with its call, its plan, and what only the engine knows of it."""

    call: Call
    seat: Seat
    plan: SeatSpec
    hidden: Mapping[str, Any]

    @property
    def name(self) -> str:
        """As in queues, deadlines and ids of reservations."""
        return f"{self.call.call_id}/{self.seat.seat_id}"

    @property
    def waits(self) -> bool:
        """Whether it waits in queues."""
        return self.seat.state is SeatState.WAITING

    def spent(self, staff_id: str) -> bool:
        """Whether it was offered to this person as often as may be."""
        return bool(dict(self.hidden.get("offers") or {}).get(staff_id, 0) >= self.plan.most_offers)


@dataclass(frozen=True)
class KeptPerson:
    """A person with their places, and what only the engine knows of them."""

    staff: Staff
    places: tuple[Place, ...]
    hidden: Mapping[str, Any]
    connected: bool

    @property
    def pools(self) -> frozenset[str]:
        """Every pool the person stands in when available."""
        return frozenset(place.pool for place in self.places)

    @property
    def present(self) -> bool:
        """Connected, or reloading a page, and not offline."""
        return self.staff.status is not Status.OFFLINE and (
            self.connected or self.hidden.get("grace_ends_at") is not None
        )

    @property
    def staffed(self) -> bool:
        """Present, ready and not about to stop."""
        following = self.staff.next_status or Status.READY
        return self.present and self.staff.status is Status.READY and following is Status.READY

    @property
    def available(self) -> bool:
        """Can be offered something now."""
        return (
            self.staff.status is Status.READY
            and self.staff.activity is Activity.IDLE
            and self.staff.ready_at is None
            and self.connected
        )


@dataclass(frozen=True)
class KeptReservation:
    """A reservation and how it ended, or ``pending``."""

    reservation: Reservation
    outcome: str

    @property
    def pending(self) -> bool:
        """Whether it rings."""
        return self.outcome == "pending"


@dataclass
class State:
    """Everything stored, at the moment it was read."""

    contents: Contents
    now: int
    calls: dict[str, Call] = field(default_factory=dict)
    hidden: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    seats: list[KeptSeat] = field(default_factory=list)
    #: The same by name.
    named: dict[str, KeptSeat] = field(default_factory=dict)
    people: dict[str, KeptPerson] = field(default_factory=dict)
    reservations: dict[str, KeptReservation] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def live(self) -> dict[str, Call]:
        """Calls that haven't ended."""
        return {i: call for i, call in self.calls.items() if call.state is not CallState.ENDED}


def understand(contents: Contents, now: int) -> State:
    """Read records out of what is stored; what can't be read is left out and found."""
    whole = {name: value for name, value in contents.values.items() if not isinstance(value, Exception)}
    state = State(replace(contents, values=whole), now)
    for name, value in contents.values.items():
        if name.partition(":")[0] not in READERS:
            state.findings.append(Finding(FindingCode.UNKNOWN_KEY, name, f"of type {value}"))
        elif isinstance(value, Exception):
            state.findings.append(Finding(FindingCode.UNREADABLE, name, "is of another type"))
    for kind, read in (("call", _call), ("staff", _person), ("reservation", _reservation)):
        for identifier, kept in contents.of(kind).items():
            try:
                read(state, identifier, kept)
            except (ValidationError, ValueError, KeyError, TypeError) as error:
                what = type(error).__name__
                state.findings.append(Finding(FindingCode.UNREADABLE, f"{kind}:{identifier}", what))
    return state


def _call(state: State, call_id: str, kept: Mapping[str, str]) -> None:
    call = Call.kept(kept["record"])
    hidden = json.loads(kept["hidden"])
    seats = [
        KeptSeat(
            call,
            seat,
            SeatSpec.kept(kept[f"plan:{seat.seat_id}"]),
            hidden["seats"][seat.seat_id],
        )
        for seat in call.seats
    ]
    state.calls[call_id], state.hidden[call_id] = call, hidden
    state.seats += seats
    state.named.update((kept.name, kept) for kept in seats)


def _person(state: State, staff_id: str, kept: Mapping[str, str]) -> None:
    places = json.loads(kept["places"])
    state.people[staff_id] = KeptPerson(
        Staff.kept(kept["record"]),
        _PLACES.validate_python(places or (), extra="ignore"),
        json.loads(kept["hidden"]),
        bool(state.contents.of("sessions").get(staff_id)),
    )


def _reservation(state: State, name: str, kept: Mapping[str, str]) -> None:
    state.reservations[name] = KeptReservation(Reservation.kept(kept["record"]), kept["outcome"])
