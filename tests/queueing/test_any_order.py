"""Random commands in any order, on time or late, once or twice: the house stays sound."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from itertools import count
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from callrouter.model.commands import SeatSpec
from callrouter.model.records import Call, Reservation
from callrouter.model.refusal import Refusal
from callrouter.model.states import CallState, Disposition, LeaveReason, Status
from callrouter.queueing import connect
from tests.queueing.house import GRACE_MS, LEASE_MS, RELOAD_MS, RING_MS, WRAP_UP_MS, House
from tests.queueing.soundness import Contents, check, read_contents

pytestmark = pytest.mark.valkey

T = TypeVar("T")

POOLS = ("nl", "en", "ar")
STAFF = st.sampled_from(("ann", "bob", "cor", "tom"))
BOOTHS = st.sampled_from(("b1", "b2", "b3"))
SOME_POOLS = st.lists(st.sampled_from(POOLS), min_size=1, max_size=3, unique=True)
PRINCIPALS = STAFF | BOOTHS.map("booth:{}".format)
TIMES = st.sampled_from((999, 5000, RELOAD_MS, LEASE_MS, RING_MS, WRAP_UP_MS))
LONG_TIMES = st.sampled_from((GRACE_MS, 3_700_000))
SEATS = st.builds(
    House.seat,
    st.just("agent"),
    SOME_POOLS,
    later=st.lists(st.tuples(TIMES, st.sampled_from(POOLS)), max_size=2).map(sorted),
    wrap_up_ms=st.sampled_from((0, WRAP_UP_MS)),
)
_namespaces = (f"any-order-{number}" for number in count(1))


class AnyOrder(RuleBasedStateMachine):
    """Commands as they come, against a sound house and a few facts that a plain model remembers."""

    url: str

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.client = self.run(connect(self.url))
        self.house = House(self.client, next(_namespaces))
        self.before: Contents | None = None
        self.calls: dict[str, Call] = {}
        self.ids = count(1)

    def run(self, work: Coroutine[None, None, T]) -> T:
        return self.runner.run(work)

    def teardown(self) -> None:
        self.run(self._clean())
        self.runner.close()

    async def _clean(self) -> None:
        names = [
            name async for name in self.client.scan_iter(match=f"{{{self.house.namespace}}}*", count=1000)
        ]
        if names:
            await self.client.delete(*names)
        await self.client.aclose()

    def do(self, command: Callable[[], Coroutine[None, None, object]]) -> None:
        """Give a command a moment after the one before, and give it again: that changes nothing."""
        self.run(self._do(command))

    async def _do(self, command: Callable[[], Coroutine[None, None, object]]) -> None:
        await self.house.passes(1)
        before = await self._contents()
        try:
            answer = await command()
        except Refusal:
            assert await self._contents() == before, "a refusal changes nothing"
            return
        after = await self._contents()
        assert await command() == answer
        assert await self._contents() == after, "repeating changes nothing"

    async def _contents(self) -> Contents:
        return await read_contents(self.client, self.house.namespace, journal=False)

    # Presence --------------------------------------------------------------------------------

    @rule(staff=STAFF, pools=SOME_POOLS, page=st.sampled_from(("", "second-{}")))
    def connects(self, staff: str, pools: list[str], page: str) -> None:
        self.do(lambda: self.house.connects(staff, pools, session=page.format(staff)))

    @rule(booth=BOOTHS)
    def booth_connects(self, booth: str) -> None:
        self.do(lambda: self.house.booth(booth))

    @rule(principal=PRINCIPALS, grace_ms=st.sampled_from((0, RELOAD_MS)))
    def closes_page(self, principal: str, grace_ms: int) -> None:
        self.do(lambda: self.house.closes_page(principal, grace_ms=grace_ms))

    @rule()
    def nodes_die(self) -> None:
        self.house.renewed.clear()

    @rule(staff=STAFF, status=st.sampled_from((Status.READY, Status.READY, Status.AWAY, Status.OFFLINE)))
    def sets_status(self, staff: str, status: Status) -> None:
        self.do(lambda: self.house.engine.set_status(staff, status))

    @initialize(pools=st.lists(SOME_POOLS, min_size=3, max_size=3))
    def the_day_begins(self, pools: list[list[str]]) -> None:
        for staff, own_pools in zip(("ann", "bob", "cor"), pools, strict=True):
            self.run(self.house.ready(staff, own_pools))

    @rule(staff=STAFF, pools=SOME_POOLS)
    def comes_and_is_ready(self, staff: str, pools: list[str]) -> None:
        self.run(self.house.passes(1))
        self.run(self.house.ready(staff, pools))

    # Calls -----------------------------------------------------------------------------------

    @rule(booth=BOOTHS, seat=SEATS, head_start_ms=st.sampled_from((0, 0, 10_000)))
    def requests(self, booth: str, seat: SeatSpec, head_start_ms: int) -> None:
        self.run(self.house.booth(booth))
        call_id = f"c{next(self.ids)}"
        request = self.house.request(call_id, seat, booth=booth, head_start_ms=head_start_ms)
        self.do(lambda: self.house.engine.request_call(request))

    @rule(data=st.data())
    @precondition(lambda self: self.reservations(ringing=True))
    def accepts(self, data: st.DataObject) -> None:
        reservation = data.draw(st.sampled_from(self.reservations(ringing=True)))
        self.do(lambda: self.house.engine.accept(reservation.reservation_id, reservation.staff_id))

    @rule(data=st.data(), backoff_ms=st.sampled_from((0, 5000)))
    @precondition(lambda self: self.reservations(ringing=True))
    def declines(self, data: st.DataObject, backoff_ms: int) -> None:
        reservation = data.draw(st.sampled_from(self.reservations(ringing=True)))
        name, staff_id = reservation.reservation_id, reservation.staff_id
        self.do(lambda: self.house.engine.decline(name, staff_id, backoff_ms=backoff_ms))

    @rule(data=st.data(), staff=STAFF)
    @precondition(lambda self: self.reservations())
    def answers_late_or_for_somebody_else(self, data: st.DataObject, staff: str) -> None:
        name = data.draw(st.sampled_from(self.reservations())).reservation_id
        self.do(lambda: self.house.engine.accept(name, staff))
        self.do(lambda: self.house.engine.decline(name, staff))

    def reservations(self, *, ringing: bool = False) -> list[Reservation]:
        known = self.before.of("reservation").values() if self.before else ()
        return [
            Reservation.model_validate_json(kept["record"])
            for kept in known
            if not ringing or kept["outcome"] == "pending"
        ]

    def live_calls(self) -> list[Call]:
        return [call for call in self.calls.values() if call.state is not CallState.ENDED]

    def _some_call(self, data: st.DataObject) -> Call:
        return data.draw(st.sampled_from(self.live_calls() * 3 + list(self.calls.values())))

    @rule(data=st.data(), language=st.sampled_from(POOLS))
    @precondition(lambda self: self.live_calls())
    def invites(self, data: st.DataObject, language: str) -> None:
        call = self._some_call(data)
        by = data.draw(st.sampled_from(call.participants)).participant_id
        seat = self.house.interpreter(f"s{next(self.ids)}", language)
        self.do(lambda: self.house.engine.add_seat(call.call_id, seat, by=by))

    @rule(data=st.data())
    @precondition(lambda self: self.live_calls())
    def withdraws(self, data: st.DataObject) -> None:
        call = self._some_call(data)
        by = data.draw(st.sampled_from(call.participants)).participant_id
        seat_id = data.draw(st.sampled_from(call.seats)).seat_id
        self.do(lambda: self.house.engine.cancel_seat(call.call_id, seat_id, by=by))

    @rule(data=st.data(), reason=st.sampled_from(LeaveReason))
    @precondition(lambda self: self.live_calls())
    def leaves(self, data: st.DataObject, reason: LeaveReason) -> None:
        call = self._some_call(data)
        who = data.draw(st.sampled_from(call.participants)).participant_id
        self.do(lambda: self.house.engine.leave_call(call.call_id, who, reason))

    @rule(data=st.data(), staff=STAFF, disposition=st.none() | st.sampled_from(Disposition))
    @precondition(lambda self: self.calls)
    def finishes(self, data: st.DataObject, staff: str, disposition: Disposition | None) -> None:
        call_id = data.draw(st.sampled_from(sorted(self.calls)))
        self.do(lambda: self.house.engine.finish_wrap_up(staff, call_id, disposition))

    @rule(data=st.data())
    @precondition(lambda self: self.live_calls())
    def writes_and_rates(self, data: st.DataObject) -> None:
        call = self._some_call(data)
        who = data.draw(st.sampled_from(call.participants)).participant_id
        entry_id = f"m{next(self.ids)}"
        self.do(lambda: self.house.engine.post_chat(call.call_id, who, entry_id, "tekst"))
        rating = data.draw(st.integers(1, 5))
        self.do(lambda: self.house.engine.rate_call(call.call_id, call.booth_id, rating))

    # Time ------------------------------------------------------------------------------------

    @rule(ms=TIMES)
    def time_passes(self, ms: int) -> None:
        self.run(self.house.passes(ms))

    @rule(ms=LONG_TIMES)
    @precondition(lambda self: self.live_calls() and not self.reservations(ringing=True))
    def much_time_passes(self, ms: int) -> None:
        self.run(self.house.passes(ms))

    @rule(ms=TIMES)
    def time_passes_unattended(self, ms: int) -> None:
        """Let a node claim what is due and die; another comes later and does it all at once."""
        self.house.clock.now += ms
        self.run(self.house.engine.claim_deadlines())
        self.run(self.house.passes(5000))

    # What holds ------------------------------------------------------------------------------

    @invariant()
    def the_house_is_sound(self) -> None:
        contents = self.run(read_contents(self.client, self.house.namespace))
        check(contents, self.house.clock.now)
        self._calls_go_forward(contents)
        if self.before is not None:
            _matched_in_order(self.before, contents)
        self.before = contents

    def _calls_go_forward(self, contents: Contents) -> None:
        for call_id, kept in contents.of("call").items():
            now = Call.model_validate_json(kept["record"])
            was = self.calls.get(call_id, now)
            if was.state is CallState.ENDED:
                assert now.model_copy(update={"disposition": None}) == was.model_copy(
                    update={"disposition": None}
                )
            assert was.state is not CallState.TALKING or now.state is not CallState.WAITING
            assert was.answered_at in {None, now.answered_at}
            assert (was.queued_at, was.booth_id) == (now.queued_at, now.booth_id)
            self.calls[call_id] = now


def _matched_in_order(before: Contents, after: Contents) -> None:
    """Nobody who could have been matched instead, all the time, was passed over."""
    for name, kept in after.of("reservation").items():
        if name in before.of("reservation"):
            continue
        reservation = Reservation.model_validate_json(kept["record"])
        seat = f"{reservation.call_id}/{reservation.seat_id}"
        waited, stood = (
            before.of("seats").get(reservation.pool, {}),
            before.of("ready").get(reservation.pool, {}),
        )
        for other, score in waited.items():
            if seat in waited and _untouched(before, after, "call", other.partition("/")[0]):
                assert waited[seat] <= score
        for other, score in stood.items():
            if reservation.staff_id in stood and _untouched(before, after, "staff", other):
                assert stood[reservation.staff_id] <= score


def _untouched(before: Contents, after: Contents, kind: str, name: str) -> bool:
    return bool(before.of(kind)[name] == after.of(kind).get(name))


@pytest.mark.timeout(300)
def test_any_order(server_url: str) -> None:
    machine = type("Machine", (AnyOrder,), {"url": server_url})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
