"""The ways in which other queues were seen to fail, one test each: what happened there must not happen here.

Named after the classes of failure, with where each was seen.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from redis.asyncio import Redis

from callrouter.model.records import Call
from callrouter.model.refusal import Refusal
from callrouter.model.states import (
    Activity,
    AwayReason,
    CallState,
    Disposition,
    RefusalCode,
    SeatState,
    Status,
)
from callrouter.queueing import QueueEngine, connect
from tests.queueing.house import GRACE_MS, LEASE_MS, RELOAD_MS, RING_MS, WRAP_UP_MS, House
from tests.queueing.servers import running

pytestmark = pytest.mark.valkey


# Double offer, double answer --------------------------------------------------------------------


async def test_double_offer_many_matchers_many_calls(house: House, client: Redis) -> None:
    """One conversation taken by two agents, three instances all below the limit (Rocket.Chat)."""
    engines = [QueueEngine(client, namespace=house.namespace, now=house.clock) for _ in range(4)]
    people, calls = [f"p{n}" for n in range(30)], [f"c{n}" for n in range(45)]
    for name in people:
        await house.connects(name)
    for name in calls:
        await house.booth(name)
    await asyncio.gather(
        *(engines[n % 4].request_call(house.request(call)) for n, call in enumerate(calls)),
        *(engines[n % 3].set_status(name, Status.READY) for n, name in enumerate(people)),
    )
    offers = [event.reservation for event in await house.events() if event.type == "reservation.created"]
    assert len(offers) == len(people)
    assert set(Counter(offer.call_id for offer in offers).values()) == {1}
    assert set(Counter(offer.staff_id for offer in offers).values()) == {1}


async def test_double_answer_exactly_one_wins_and_the_other_is_told(house: House) -> None:
    """Two agents press Join within 300 ms (chatwoot); two members both answered (Asterisk)."""
    await house.ready("ann")
    await house.ready("bob")
    await house.calls("c1")
    await house.passes(RING_MS)
    late, taken = await asyncio.gather(
        house.engine.accept("c1/agent#1", "ann"),
        house.engine.accept("c1/agent#2", "bob"),
        return_exceptions=True,
    )
    assert isinstance(taken, Call)
    assert isinstance(late, Refusal)
    assert late.code is RefusalCode.ALREADY_TAKEN


async def test_one_agent_rung_twice_and_another_not_at_all(house: House) -> None:
    """Ring-all rings one agent twice (FreeSWITCH): who is rung is in no pool."""
    for name in ("ann", "bob"):
        await house.ready(name, ("nl", "en", "de"))
    await house.calls("c1", house.seat(pools=("nl", "en")))
    await house.calls("c2", house.seat(pools=("en", "de")))
    assert await house.rings("ann") == "c1/agent#1"
    assert await house.rings("bob") == "c2/agent#1"


async def test_two_tabs_of_one_agent(house: House) -> None:
    """The first tab owns the microphone (Connect): two pages are one place, either may answer."""
    await house.ready("ann")
    await house.connects("ann", session="second")
    await house.calls("c1")
    await house.calls("c2")
    first, second = await asyncio.gather(*(house.engine.accept("c1/agent#1", "ann") for _ in range(2)))
    assert first == second
    assert (await house.call("c2")).seats[0].state is SeatState.WAITING


# Stuck agents and zombies -----------------------------------------------------------------------


async def test_reserved_is_released_whatever_ends_the_ringing(house: House) -> None:
    """Reserved was never released when the race was lost (FreeSWITCH); agents locked in a call (OpenSIPS)."""
    for number, end in enumerate(("visitor", "decline", "time", "away", "page")):
        staff_id, call_id, pool = f"p{number}", f"c{number}", f"pool-{number}"
        await house.ready(staff_id, (pool,))
        await house.calls(call_id, house.seat(pools=(pool,)))
        if end == "visitor":
            await house.engine.leave_call(call_id, f"booth:{call_id}")
        elif end == "decline":
            await house.engine.decline(f"{call_id}/agent#1", staff_id)
        elif end == "time":
            await house.passes(RING_MS)
        elif end == "away":
            await house.away(staff_id)
        else:
            await house.closes_page(staff_id, grace_ms=0)
        assert (await house.staff(staff_id)).activity is Activity.IDLE, end
        await house.check()


async def test_an_agent_is_not_rung_after_the_caller_left(house: House) -> None:
    """Zombie call: rung after the caller had gone (FreeSWITCH)."""
    await house.calls("c1")
    await house.engine.leave_call("c1", "booth:c1")
    await house.ready("ann")
    assert await house.rings("ann") is None


@pytest.mark.parametrize("moment", ["waiting", "ringing", "both ringing", "talking", "handed over"])
async def test_the_caller_leaves_at_any_moment(house: House, moment: str) -> None:
    """Each step of an offer must survive the caller's leaving."""
    if moment != "waiting":
        await house.ready("ann")
    if moment == "both ringing":
        await house.ready("tom", ("ar",))
    await house.calls("c1", house.seat_with_interpreter() if moment == "both ringing" else None)
    if moment in {"talking", "handed over"}:
        await house.engine.accept("c1/agent#1", "ann")
    if moment == "handed over":
        await house.engine.transfer_call("c1", house.seat("second"), by="ann")
    await house.engine.leave_call("c1", "booth:c1")
    await house.passes(RING_MS + WRAP_UP_MS)
    assert (await house.call("c1")).state is CallState.ENDED
    for staff in (await house.engine.board()).staff:
        assert (staff.status, staff.activity) == (Status.READY, Activity.IDLE)


async def test_a_status_changed_while_offered_does_not_loop(house: House) -> None:
    """Cancel and re-offer in a loop while the status toggles (FreeSWITCH): a minimum interval."""
    await house.ready("ann")
    await house.calls("c1")
    for _ in range(20):
        await house.away("ann")
        await house.engine.set_status("ann", Status.READY)
    created = [event for event in await house.events() if event.type == "reservation.created"]
    assert len(created) == 1


async def test_a_rejected_call_does_not_return_at_once_to_the_only_agent(house: House) -> None:
    """A loop of rejecting (Connect): a back-off, and a cap per call and person."""
    await house.ready("ann")
    await house.calls("c1")
    for number in range(1, 4):
        await house.engine.decline(f"c1/agent#{number}", "ann", backoff_ms=1000)
        assert await house.rings("ann") is None
        await house.passes(1000)
    assert await house.rings("ann") is None
    await house.calls("c2")
    assert await house.rings("ann") == "c2/agent#1"


async def test_an_unreachable_page_is_not_offered_everything(house: House) -> None:
    """An unregistered device otherwise eats every call (kazoo, FreeSWITCH): a back-off of its own."""
    await house.ready("ann")
    await house.calls("c1")
    await house.closes_page("ann", grace_ms=0)
    await house.connects("ann")
    await house.engine.set_status("ann", Status.READY)
    assert await house.rings("ann") is None
    await house.passes(5000)
    assert await house.rings("ann") == "c1/agent#2"


async def test_a_status_set_while_missed_is_not_ignored(house: House) -> None:
    """Available set during Missed with a queued next status was ignored (Connect)."""
    await house.ready("ann")
    await house.calls("c1")
    await house.passes(RING_MS)
    assert (await house.staff("ann")).reason is AwayReason.MISSED
    await house.engine.set_status("ann", Status.READY)
    assert await house.rings("ann") == "c1/agent#2"


async def test_a_closed_tab_does_not_leave_the_agent_available(house: House) -> None:
    """Available for ever after closing the tab: a lease, also when nobody says goodbye."""
    await house.ready("ann")
    house.renewed.discard("ann-page")
    await house.passes(LEASE_MS)
    assert (await house.staff("ann")).reason is AwayReason.DISCONNECTED
    await house.calls("c1")
    assert await house.rings("ann") is None


async def test_wrap_ups_of_many_end_together_each_at_its_time(house: House) -> None:
    """Wrap-up of one didn't end until the last one's did (OpenSIPS)."""
    names = [f"p{number}" for number in range(20)]
    for name in names:
        await house.talks(name, f"call-{name}")
    for name in names:
        await house.engine.leave_call(f"call-{name}", name)
    for number in range(20):
        await house.calls(f"c{number}")
    await house.passes(WRAP_UP_MS)
    rung = [await house.rings(name) for name in names]
    assert sorted(map(str, rung)) == sorted(f"c{number}/agent#1" for number in range(20))


# Lost on restart --------------------------------------------------------------------------------


async def test_a_node_that_dies_with_a_claimed_deadline_loses_nothing(house: House) -> None:
    """A killed worker's job waits for hours or is lost (arq, saq, taskiq)."""
    await house.ready("ann")
    await house.calls("c1")
    house.clock.now += RING_MS
    claimed = await house.engine.claim_deadlines(retry_ms=3000)
    assert "ring" in {deadline.kind for deadline in claimed.due}
    await house.passes(3000)
    assert await house.rings("ann") is None


async def test_a_transition_applied_twice_counts_once(house: House) -> None:
    """Recovered three seconds early: a duplicate (sidekiq); a retry applied a script twice."""
    await house.ready("ann")
    await house.calls("c1")
    house.clock.now += RING_MS
    ring = next(d for d in (await house.engine.claim_deadlines()).due if d.kind == "ring")
    for _ in range(3):
        await house.engine.apply_deadline(ring)
    assert (await house.staff("ann")).missed == 1


async def test_a_restart_with_waiting_booths_keeps_their_order(server_binary: Path, tmp_path: Path) -> None:
    """Waiting callers and counters are lost on restart (Asterisk, FreeSWITCH)."""
    durable = ("--appendonly", "yes", "--appendfsync", "always")
    with running(server_binary, tmp_path, *durable):
        client = await connect(f"unix://{tmp_path}/server.sock")
        before = House(client, "restart")
        for name in ("c3", "c1", "c2"):
            await before.calls(name)
        await client.aclose()
    with running(server_binary, tmp_path, *durable):
        client = await connect(f"unix://{tmp_path}/server.sock")
        after = House(client, "restart")
        after.clock.now = before.clock.now + 5000
        for staff_id, call_id in (("ann", "c3"), ("bob", "c1"), ("cor", "c2")):
            await after.ready(staff_id)
            assert await after.rings(staff_id) == f"{call_id}/agent#1"
        await after.check()
        await client.aclose()


# Starvation, unfairness, wrong order --------------------------------------------------------------


async def test_a_freed_agent_takes_the_longest_waiting_call_not_the_newest(house: House) -> None:
    """When an agent frees up, new chats are assigned and the waiting one stays (chatwoot)."""
    await house.talks("ann", "c0", house.seat(wrap_up_ms=0))
    await house.calls("old")
    await house.passes(60_000)
    await house.calls("new")
    await house.engine.leave_call("c0", "ann")
    assert await house.rings("ann") == "old/agent#1"


async def test_a_flood_of_urgent_calls_does_not_starve_another(house: House) -> None:
    """A job with priority never runs while others keep coming (BullMQ): a head start ages away."""
    head_start_ms = 10 * WRAP_UP_MS
    await house.ready("ann")
    await house.calls("first")
    await house.engine.accept("first/agent#1", "ann")
    await house.calls("plain")
    served, current = [], "first"
    for number in range(20):
        await house.calls(f"urgent-{number}", head_start_ms=head_start_ms)
        await house.engine.leave_call(current, "ann")
        await house.passes(WRAP_UP_MS)
        reservation = await house.reservation("ann")
        assert reservation is not None
        current = reservation.call_id
        served.append(current)
        await house.engine.accept(reservation.reservation_id, "ann")
    assert "plain" in served
    assert served.index("plain") <= head_start_ms // WRAP_UP_MS + 1


async def test_a_queue_that_excludes_an_agent_does_not_block_their_others(house: House) -> None:
    """A higher-weight queue blocks an agent whom it doesn't want (Asterisk)."""
    await house.ready("ann", ("nl", "en"))
    await house.calls("urgent", house.seat(pools=("en",)), head_start_ms=900_000)
    for number in range(1, 4):
        await house.engine.decline(f"urgent/agent#{number}", "ann", backoff_ms=0)
    await house.calls("plain")
    assert await house.rings("ann") == "plain/agent#1"


async def test_a_language_nobody_speaks_holds_up_nobody(house: House) -> None:
    """Two queues' callers waited for each other, and nobody was offered anything (Asterisk)."""
    for number in range(3):
        await house.calls(f"la-{number}", house.seat(pools=("la",)))
    await house.calls("nl-1")
    await house.ready("ann")
    assert await house.rings("ann") == "nl-1/agent#1"
    assert (await house.engine.explain("la-0")).steps[0].pools[0].present == 0


async def test_who_times_out_or_reloads_keeps_the_place(house: House) -> None:
    """A caller who re-enters loses his place (Skype for Business)."""
    await house.calls("c1")
    await house.calls("c2")
    await house.closes_page("booth:c1")
    await house.passes(GRACE_MS - 1)
    await house.booth("c1")
    await house.engine.request_call(house.request("c1"))
    await house.ready("ann")
    assert await house.rings("ann") == "c1/agent#1"


async def test_an_agent_who_reloads_keeps_the_turn(house: House) -> None:
    """An agent toggles or reloads and no longer sees what is queued (Rocket.Chat)."""
    await house.ready("ann")
    await house.ready("bob")
    await house.closes_page("ann")
    await house.passes(RELOAD_MS - 1)
    await house.connects("ann")
    await house.calls("c1")
    assert await house.rings("ann") == "c1/agent#1"


async def test_a_clock_that_jumps_loses_and_repeats_nothing(house: House) -> None:
    """Back: nothing fires early or twice. Forward: everything that is due comes, once."""
    await house.ready("ann")
    await house.calls("c1")
    house.clock.now -= 3_600_000
    assert (await house.engine.claim_deadlines()).due == ()
    assert await house.rings("ann") == "c1/agent#1"
    house.clock.now += 7_200_000
    await house.engine.renew_leases(sorted(house.renewed), LEASE_MS)
    await house.passes(0)
    assert (await house.staff("ann")).reason is AwayReason.MISSED
    ended = [event for event in await house.events() if event.type == "reservation.ended"]
    assert len(ended) == 1
    assert (await house.call("c1")).state is CallState.WAITING


# Counters that drift ------------------------------------------------------------------------------


async def test_each_call_is_counted_once_however_often_it_is_reported(house: House) -> None:
    """Calls counted twice per call (Asterisk): one event each, with one reason."""
    await house.talks("ann", "c1")
    await asyncio.gather(
        *(house.engine.leave_call("c1", "booth:c1") for _ in range(5)),
        *(house.engine.leave_call("c1", "ann") for _ in range(5)),
        *(house.engine.finish_wrap_up("ann", "c1", Disposition.ANSWERED) for _ in range(5)),
        return_exceptions=True,
    )
    types = Counter(event.type for event in await house.events())
    assert (types["call.queued"], types["call.joined"], types["call.ended"], types["call.closed"]) == (
        1,
        1,
        1,
        1,
    )


async def test_who_is_counted_staffed_is_exactly_who_is(house: House) -> None:
    """Counts that a crash or a quick succession leaves behind: a recount finds the same, each time."""
    places = ("nl", "en")
    for _ in range(3):
        await house.ready("ann", places)
        await house.connects("ann", ("nl",), session="second")
        await house.check()
        await house.calls("c1")
        await house.closes_page("ann")
        await house.engine.close_session("second", grace_ms=RELOAD_MS)
        await house.check()
        await house.passes(RELOAD_MS)
        await house.engine.leave_call("c1", "booth:c1")
        await house.check()
    assert await house.client.hgetall(f"{{{house.namespace}}}:staffed") == {}
