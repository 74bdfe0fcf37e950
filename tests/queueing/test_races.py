"""Many at once: whatever the order in which the server gets them, one wins and nobody has two."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from callrouter.model.records import Call
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode, Status
from callrouter.queueing import DeadlineKind, Journal, QueueEngine, QueueUnavailableError
from tests.queueing.house import RING_MS, House

pytestmark = pytest.mark.valkey
_MANY = 50


async def _at_once(*commands: Coroutine[None, None, object]) -> Sequence[object]:
    return await asyncio.gather(*commands, return_exceptions=True)


async def test_two_pages_answer_the_same_ringing(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    answers = await _at_once(*(house.engine.accept("c1/agent#1", "ann") for _ in range(10)))
    assert all(isinstance(answer, Call) for answer in answers)
    assert [event.type for event in await house.events()].count("call.joined") == 1


@pytest.mark.parametrize("attempt", range(5))
async def test_answering_and_leaving_at_once(house: House, attempt: int) -> None:
    await house.ready("ann")
    await house.calls("c1")
    commands = [house.engine.accept("c1/agent#1", "ann"), house.engine.leave_call("c1", "booth:c1")]
    if attempt % 2:
        commands.reverse()
    for answer in await _at_once(*commands):
        assert not isinstance(answer, Exception) or (
            isinstance(answer, Refusal) and answer.code is RefusalCode.CALLER_LEFT
        )
    assert (await house.call("c1")).ended_at is not None


@pytest.mark.parametrize("attempt", range(5))
async def test_answering_and_timing_out_at_once(house: House, attempt: int) -> None:
    await house.ready("ann")
    await house.calls("c1")
    house.clock.now += RING_MS
    claimed = await house.engine.claim_deadlines()
    commands: list[Coroutine[None, None, object]] = [
        house.engine.accept("c1/agent#1", "ann"),
        *(house.engine.apply_deadline(deadline) for deadline in claimed.due),
    ]
    if attempt % 2:
        commands.reverse()
    for answer in await _at_once(*commands):
        assert not isinstance(answer, Exception) or (
            isinstance(answer, Refusal) and answer.code is RefusalCode.RESERVATION_EXPIRED
        )
    await house.passes(0)


async def test_many_calls_and_people_at_once(house: House) -> None:
    staff = [f"p{number}" for number in range(_MANY)]
    for name in staff:
        await house.connects(name)
    for number in range(_MANY):
        await house.booth(f"c{number}")
    answers = await _at_once(
        *(house.engine.request_call(house.request(f"c{number}")) for number in range(_MANY)),
        *(house.engine.set_status(name, Status.READY) for name in staff),
    )
    assert not [answer for answer in answers if isinstance(answer, BaseException)]
    await house.check()
    ringing = [await house.reservation(name) for name in staff]
    assert len({reservation.call_id for reservation in ringing if reservation}) == _MANY
    accepted = await _at_once(
        *(house.engine.accept(r.reservation_id, r.staff_id) for r in ringing if r),
    )
    assert sum(isinstance(answer, Call) for answer in accepted) == _MANY
    assert len((await house.engine.board()).calls) == _MANY


async def test_many_decline_and_leave_at_once(house: House) -> None:
    staff = [f"p{number}" for number in range(10)]
    for name in staff:
        await house.ready(name)
    for number in range(15):
        await house.calls(f"c{number}")
    ringing = [await house.reservation(name) for name in staff]
    await _at_once(
        *(house.engine.decline(r.reservation_id, r.staff_id, backoff_ms=0) for r in ringing if r),
        *(house.engine.leave_call(f"c{number}", f"booth:c{number}") for number in range(0, 15, 2)),
        *(house.away(name) for name in staff[::3]),
    )
    await house.check()


async def test_one_deadline_claimed_by_many_is_applied_once(house: House) -> None:
    await house.ready("ann")
    await house.ready("bob")
    await house.calls("c1")
    house.clock.now += RING_MS
    claims = await asyncio.gather(*(house.engine.claim_deadlines() for _ in range(5)))
    due = [deadline for claimed in claims for deadline in claimed.due]
    assert [deadline.kind for deadline in due].count(DeadlineKind.RING) == 1
    await house.engine.renew_leases(sorted(house.renewed), 15_000)
    ring = next(deadline for deadline in due if deadline.kind == "ring")
    await _at_once(*(house.engine.apply_deadline(ring) for _ in range(5)))
    assert await house.rings("bob") == "c1/agent#2"
    await house.passes(0)


async def test_a_claimed_deadline_that_is_not_applied_comes_again(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    house.clock.now += RING_MS
    house.renewed.clear()
    claimed = await house.engine.claim_deadlines(retry_ms=3000)
    assert {deadline.kind for deadline in claimed.due} == {"ring", "lease"}
    assert claimed.next_in_ms == 3000
    assert (await house.engine.claim_deadlines()).due == ()
    house.clock.now += 3000
    again = await house.engine.claim_deadlines()
    assert {deadline.subject for deadline in again.due} == {deadline.subject for deadline in claimed.due}
    house.clock.now += 5000
    await house.passes(0)


async def test_deadlines_are_claimed_in_batches_of_the_first(house: House) -> None:
    for number in range(5):
        await house.calls(f"c{number}")
    house.clock.now += 100_000
    house.renewed.clear()
    first = await house.engine.claim_deadlines(limit=2)
    assert [deadline.subject for deadline in first.due] == ["c0-page", "c1-page"]
    assert first.next_in_ms == 0
    house.clock.now += 5000
    await house.passes(0)


async def test_a_deadline_of_a_newer_version_holds_up_no_other(house: House, client: Redis) -> None:
    await house.calls("c0")
    await client.zadd(f"{{{house.namespace}}}:deadlines", {"of_tomorrow:x": 1})
    house.clock.now += 100_000
    house.renewed.clear()
    claimed = await house.engine.claim_deadlines()
    assert {deadline.kind for deadline in claimed.due} == {"lease"}
    await client.zrem(f"{{{house.namespace}}}:deadlines", "of_tomorrow:x")
    house.clock.now += 5000
    await house.passes(0)


async def test_a_server_that_is_gone_is_told_as_such(tmp_path: Path) -> None:
    async with Redis(unix_socket_path=f"{tmp_path}/none.sock", retry=Retry(NoBackoff(), 0)) as client:
        with pytest.raises(QueueUnavailableError):
            await QueueEngine(client).board()
        with pytest.raises(QueueUnavailableError):
            await Journal(client).last_id()
