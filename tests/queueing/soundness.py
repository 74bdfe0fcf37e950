"""What must hold of everything the engine keeps, between any two commands."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from redis.asyncio import Redis

from callrouter.model.events import Event
from callrouter.model.records import Call, Reservation, Staff
from callrouter.queueing import Journal

_READERS = {
    "hash": "HGETALL",
    "zset": "ZRANGE",
    "set": "SMEMBERS",
    "stream": "XLEN",
    "string": "GET",
}


@dataclass
class Contents:
    """Everything under one namespace, without the journal's entries."""

    prefix: str
    values: dict[str, Any]
    expiring: set[str]
    events: tuple[Event, ...] = field(default=(), compare=False)

    def of(self, kind: str) -> dict[str, Any]:
        return {
            name.removeprefix(f"{kind}:"): value
            for name, value in self.values.items()
            if name.startswith(f"{kind}:")
        }

    def one(self, kind: str) -> Any:
        return self.values.get(kind, {})


async def read_contents(client: Redis, namespace: str, *, journal: bool = True) -> Contents:
    prefix = f"{{{namespace}}}:"
    names = sorted([name async for name in client.scan_iter(match=f"{prefix}*", count=1000)])
    pipeline = client.pipeline(transaction=False)
    for name in names:
        pipeline.execute_command("TYPE", name)
        pipeline.execute_command("TTL", name)
    answers = await pipeline.execute()
    kinds, expiries = answers[::2], answers[1::2]
    for name, kind in zip(names, kinds, strict=True):
        pipeline.execute_command(_READERS[kind], name, *(("0", "-1", "WITHSCORES") if kind == "zset" else ()))
    values: dict[str, Any] = {}
    for name, kind, value in zip(names, kinds, await pipeline.execute(), strict=True):
        values[name.removeprefix(prefix)] = _plain(kind, value)
    events = await Journal(client, namespace=namespace).after("0-0", limit=1_000_000) if journal else ()
    expiring = {
        name.removeprefix(prefix) for name, expiry in zip(names, expiries, strict=True) if expiry >= 0
    }
    return Contents(prefix, values, expiring, events or ())


def _plain(kind: str, value: Any) -> Any:
    if kind == "zset":
        return {member: float(score) for member, score in value}
    if kind == "hash" and "hidden" in value:
        # Lua's tables have no order.
        return {**value, "hidden": json.loads(value["hidden"])}
    return value


def check(contents: Contents, now: int) -> None:
    """Assert all invariants; call it when no deadline is due."""
    _Check(contents, now).all()


class _Check:
    def __init__(self, contents: Contents, now: int) -> None:
        self.contents, self.now = contents, now
        self.calls = {
            call_id: Call.model_validate_json(kept["record"]) for call_id, kept in contents.of("call").items()
        }
        self.seats = [
            (self.calls[call_id], seat, policy)
            for call_id, kept in contents.of("call").items()
            for seat, policy in zip(self.calls[call_id].seats, kept["hidden"]["seats"], strict=True)
        ]
        self.live = {call_id: call for call_id, call in self.calls.items() if call.state != "ended"}
        self.people = {
            staff_id: Staff.model_validate_json(kept["record"])
            for staff_id, kept in contents.of("staff").items()
        }
        self.hidden = {staff_id: kept["hidden"] for staff_id, kept in contents.of("staff").items()}
        self.reservations = {
            name: (Reservation.model_validate_json(kept["record"]), kept["outcome"])
            for name, kept in contents.of("reservation").items()
        }

    def all(self) -> None:
        self.reservations_match_seats_and_people()
        self.people_are_in_the_calls_they_say()
        self.calls_are_indexed()
        self.pools_equal_the_state()
        self.deadlines_equal_the_state()
        self.ended_things_expire()
        self.journal_equals_the_state()

    def reservations_match_seats_and_people(self) -> None:
        pending = {name for name, (_, outcome) in self.reservations.items() if outcome == "pending"}
        held = {
            (call.call_id, seat.seat_id): (seat.staff_id, policy)
            for call, seat, policy in self.seats
            if seat.state == "reserved"
        }
        assert len(pending) == len(held)
        for name in pending:
            reservation, _ = self.reservations[name]
            staff_id, policy = held[reservation.call_id, reservation.seat_id]
            assert staff_id == reservation.staff_id
            assert policy["reservation_id"] == name
            assert self.people[reservation.staff_id].reservation_id == name
        reserved = [person for person in self.people.values() if person.activity == "reserved"]
        assert {person.reservation_id for person in reserved} == pending
        assert len(reserved) == len(pending), "nobody has two reservations"
        for person in self.people.values():
            assert (person.reservation_id is not None) == (person.activity == "reserved")

    def people_are_in_the_calls_they_say(self) -> None:
        taken = [
            (seat.staff_id, call.call_id)
            for call in self.live.values()
            for seat in call.seats
            if seat.state == "taken"
        ]
        talking = [
            (participant.participant_id, call.call_id)
            for call in self.live.values()
            for participant in call.participants
            if participant.role != "visitor"
        ]
        said = [(p.staff_id, p.call_id) for p in self.people.values() if p.activity == "on_call"]
        assert sorted(map(str, taken)) == sorted(map(str, talking)) == sorted(map(str, said))
        assert not [staff_id for staff_id, count in Counter(s for s, _ in taken).items() if count > 1]
        for person in self.people.values():
            assert (person.wrap_up_ends_at is not None) == (person.activity == "wrap_up")
            assert (person.call_id is not None) == (person.activity in {"on_call", "wrap_up"})
            assert (person.reason is not None) == (person.status == "away")
        sessions = self.contents.of("sessions")
        for call in self.live.values():
            visitors = [p for p in call.participants if p.role == "visitor"]
            assert [p.participant_id for p in visitors] == [call.booth_id]
            for participant in call.participants:
                assert participant.online == (participant.participant_id in sessions)

    def calls_are_indexed(self) -> None:
        assert self.contents.one("calls") == {c.call_id: c.booth_id for c in self.live.values()}
        assert self.contents.one("booths") == {c.booth_id: c.call_id for c in self.live.values()}
        assert set(self.contents.one("waiting")) == {
            c.call_id for c in self.live.values() if c.state == "waiting"
        }
        for call in self.calls.values():
            ended = call.state == "ended"
            assert ended == (call.ended_at is not None) == (call.end_reason is not None)
            assert not ended or all(seat.state == "closed" for seat in call.seats)
            assert not ended or call.call_id not in self.contents.of("chat")
            assert call.state != "talking" or call.answered_at is not None
            for seat in call.seats:
                assert (seat.staff_id is not None) == (seat.state in {"reserved", "taken"})
        assert set(self.contents.one("people")) == {
            p.staff_id for p in self.people.values() if p.status != "offline" or p.activity != "idle"
        }

    def pools_equal_the_state(self) -> None:
        sessions = self.contents.of("sessions")
        ready: dict[str, dict[str, float]] = {}
        for staff_id, person in self.people.items():
            hidden = self.hidden[staff_id]
            available = (
                person.status == "ready"
                and person.activity == "idle"
                and staff_id in sessions
                and hidden["ready_at"] <= self.now
            )
            assert hidden["standing"] == (available and bool(hidden["pools"])) or not hidden["pools"]
            for pool in hidden["pools"] if available else ():
                ready.setdefault(pool, {})[staff_id] = hidden["idle_since"]
        assert self.contents.of("ready") == ready
        seats: dict[str, dict[str, float]] = {}
        for call, seat, policy in self.seats:
            open_to = {pool for step in policy["steps"][: policy["opened"]] for pool in step["pools"]}
            if seat.state == "waiting":
                for pool in open_to:
                    seats.setdefault(pool, {})[f"{call.call_id}/{seat.seat_id}"] = policy["score"]
                assert not open_to & set(ready), "a seat waits where somebody is available"
        assert self.contents.of("seats") == seats

    def deadlines_equal_the_state(self) -> None:
        armed = self.contents.one("deadlines")
        backing_off = {name for name in armed if name.startswith("ready:")}
        for staff_id, hidden in self.hidden.items():
            if hidden["ready_at"] > self.now:
                assert armed[f"ready:{staff_id}"] == hidden["ready_at"]
        expected = dict((*self._call_deadlines(), *self._people_deadlines()))
        assert {name: at for name, at in armed.items() if name not in backing_off} == expected

    def _call_deadlines(self) -> Iterator[tuple[str, float]]:
        for name, (reservation, outcome) in self.reservations.items():
            if outcome == "pending":
                yield f"ring:{name}", reservation.expires_at
        for call, seat, policy in self.seats:
            if seat.state in {"waiting", "reserved"} and policy["opened"] < len(policy["steps"]):
                after_ms = policy["steps"][policy["opened"]]["after_ms"]
                yield f"step:{call.call_id}/{seat.seat_id}", seat.opened_at + after_ms
        for call_id, call in self.live.items():
            hidden = self.contents.of("call")[call_id]["hidden"]
            for participant in call.participants:
                if not participant.online:
                    lost_at = hidden["lost"][participant.participant_id]
                    yield f"lost:{participant.participant_id}", lost_at + hidden["grace_ms"]

    def _people_deadlines(self) -> Iterator[tuple[str, float]]:
        for staff_id, person in self.people.items():
            times = (
                ("wrap_up", person.wrap_up_ends_at),
                ("grace", self.hidden[staff_id].get("grace_ends_at")),
                ("forget", self.hidden[staff_id].get("forget_at")),
            )
            yield from ((f"{kind}:{staff_id}", at) for kind, at in times if at is not None)
        for session_id, session in self.contents.of("session").items():
            assert session_id in self.contents.of("sessions")[session["principal"]]
            yield f"lease:{session_id}", float(session["ends_at"])

    def ended_things_expire(self) -> None:
        expected = {f"call:{call_id}" for call_id in self.calls if call_id not in self.live}
        expected |= {
            f"reservation:{n}" for n, (_, outcome) in self.reservations.items() if outcome != "pending"
        }
        people = {name for name in self.contents.expiring if name.startswith("staff:")}
        assert self.contents.expiring - people == expected
        for name in people:
            person = self.people[name.removeprefix("staff:")]
            assert person.status == "offline"
            assert person.activity == "idle"

    def journal_equals_the_state(self) -> None:
        calls: dict[str, Call] = {}
        people: dict[str, Staff] = {}
        outcomes: dict[str, str] = {}
        counts: Counter[tuple[str, str]] = Counter()
        joined: Counter[str] = Counter()
        for event in self.contents.events:
            if call := getattr(event, "call", None):
                calls[call.call_id] = call
                counts[event.type, call.call_id] += 1
                assert call.state != "ended" or event.type in {"call.ended", "call.closed"}
            if event.type == "staff.changed":
                assert people.get(event.staff.staff_id) != event.staff, "an event that tells nothing"
                people[event.staff.staff_id] = event.staff
                assert event.audience == (event.staff.staff_id,)
            elif event.type == "reservation.created":
                assert event.reservation.reservation_id not in outcomes
                outcomes[event.reservation.reservation_id] = "pending"
                assert event.audience == (event.reservation.staff_id,)
            elif event.type == "reservation.ended":
                assert outcomes[event.reservation_id] == "pending", "every reservation ends once"
                outcomes[event.reservation_id] = event.outcome
            elif event.type == "call.joined":
                joined[event.call.call_id] += 1
                assert event.participant_id in event.audience
            elif event.type == "call.left":
                assert event.participant_id in event.audience
            assert event.audience
        assert calls == self.calls
        assert people == self.people
        assert outcomes == {name: outcome for name, (_, outcome) in self.reservations.items()}
        for call_id, call in self.calls.items():
            assert counts["call.queued", call_id] == 1
            assert counts["call.ended", call_id] == (call.state == "ended")
            taken = sum(
                outcome == "accepted"
                for reservation, outcome in self.reservations.values()
                if reservation.call_id == call_id
            )
            assert joined[call_id] == taken
