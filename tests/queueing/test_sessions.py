"""Who is connected: leases, grace times, returning, and what follows for calls and ringing."""

from __future__ import annotations

import pytest

from callrouter.model.commands import SessionSpec
from callrouter.model.refusal import Refusal
from callrouter.model.states import Activity, AwayReason, EndReason, Status
from tests.queueing.house import GRACE_MS, LEASE_MS, RELOAD_MS, RING_MS, WRAP_UP_MS, House

pytestmark = pytest.mark.valkey


async def _status(house: House, staff_id: str) -> tuple[Status, AwayReason | None]:
    staff = await house.staff(staff_id)
    return staff.status, staff.reason


async def _node_dies(house: House) -> None:
    """Nobody renews any lease any more, and the leases lapse."""
    house.renewed.clear()
    await house.passes(LEASE_MS)


async def test_who_signs_in_is_away_until_ready(house: House) -> None:
    await house.connects("ann")
    assert await _status(house, "ann") == (Status.AWAY, AwayReason.SIGNED_IN)
    before = await house.journal.last_id()
    await house.connects("ann")
    assert await house.journal.last_id() == before


async def test_two_pages_are_one_place(house: House) -> None:
    await house.ready("ann")
    await house.connects("ann", session="ann-second")
    assert await _status(house, "ann") == (Status.READY, None)
    await house.calls("c1")
    await house.calls("c2")
    await house.closes_page("ann")
    assert await house.rings("ann") == "c1/agent#1"
    await house.passes(RELOAD_MS)
    assert await _status(house, "ann") == (Status.READY, None)


async def test_a_reloaded_page_is_as_before(house: House) -> None:
    await house.ready("ann")
    await house.ready("bob")
    await house.closes_page("ann")
    await house.calls("c1")
    assert await house.rings("bob") == "c1/agent#1"
    await house.passes(RELOAD_MS - 2)
    await house.connects("ann")
    assert await _status(house, "ann") == (Status.READY, None)
    await house.ready("cor")
    await house.calls("c2")
    assert await house.rings("ann") == "c2/agent#1"


async def test_ringing_outlives_a_reload(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.closes_page("ann")
    await house.passes(RELOAD_MS - 1)
    assert await house.rings("ann") == "c1/agent#1"
    await house.connects("ann")
    await house.engine.accept("c1/agent#1", "ann")


async def test_a_page_that_stays_closed_makes_the_person_away_and_passes_the_seat_on(house: House) -> None:
    await house.ready("ann")
    await house.ready("bob")
    await house.calls("c1")
    await house.closes_page("ann")
    await house.passes(RELOAD_MS)
    assert await house.rings("bob") == "c1/agent#2"
    assert await _status(house, "ann") == (Status.AWAY, AwayReason.DISCONNECTED)
    await house.connects("ann")
    assert await _status(house, "ann") == (Status.AWAY, AwayReason.DISCONNECTED)
    with pytest.raises(Refusal, match="already_taken"):
        await house.engine.accept("c1/agent#1", "ann")


async def test_offline_stays_offline_when_the_page_closes(house: House) -> None:
    await house.ready("ann")
    await house.engine.set_status("ann", Status.OFFLINE)
    assert (await house.engine.board()).staff == ()
    await house.closes_page("ann")
    await house.passes(RELOAD_MS)
    assert await _status(house, "ann") == (Status.OFFLINE, None)
    await house.connects("ann")
    assert await _status(house, "ann") == (Status.AWAY, AwayReason.SIGNED_IN)


async def test_who_stays_disconnected_is_offline_in_the_end(house: House) -> None:
    await house.ready("ann")
    await house.closes_page("ann")
    await house.passes(RELOAD_MS)
    assert [person.staff_id for person in (await house.engine.board()).staff] == ["ann"]
    await house.passes(3_600_000)
    assert await _status(house, "ann") == (Status.OFFLINE, None)
    assert (await house.engine.board()).staff == ()


async def test_nobody_is_ready_without_a_connection(house: House) -> None:
    with pytest.raises(Refusal, match="no_such_person"):
        await house.engine.set_status("ann", Status.READY)
    await house.ready("ann")
    await house.closes_page("ann")
    await house.passes(RELOAD_MS)
    with pytest.raises(Refusal, match="wrong_state"):
        await house.engine.set_status("ann", Status.READY)


async def test_a_dead_nodes_leases_lapse_at_once_for_those_who_ring(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await _node_dies(house)
    assert await house.rings("ann") is None
    assert await _status(house, "ann") == (Status.AWAY, AwayReason.DISCONNECTED)
    await house.ready("bob")
    assert await house.rings("bob") == "c1/agent#2"


async def test_renewed_leases_hold_and_unknown_ones_are_named(house: House) -> None:
    await house.connects("ann")
    await house.passes(LEASE_MS * 4)
    assert await house.engine.renew_leases(["x", "ann-page", "y"], LEASE_MS) == ("x", "y")
    assert await house.engine.renew_leases([], LEASE_MS) == ()
    many = [f"s{number}" for number in range(2500)]
    assert await house.engine.renew_leases(many, LEASE_MS) == tuple(many)


async def test_a_lease_renewed_after_it_was_claimed_holds(house: House) -> None:
    await house.ready("ann")
    house.clock.now += LEASE_MS
    claimed = await house.engine.claim_deadlines()
    assert [deadline.subject for deadline in claimed.due] == ["ann-page"]
    await house.engine.renew_leases(["ann-page"], LEASE_MS)
    await house.engine.apply_deadline(claimed.due[0])
    assert await _status(house, "ann") == (Status.READY, None)


async def test_a_conversation_outlives_a_dead_node(house: House) -> None:
    await house.talks("ann", "c1")
    await _node_dies(house)
    assert [p.online for p in (await house.call("c1")).participants] == [False, False]
    await house.booth("c1")
    await house.connects("ann")
    call = await house.call("c1")
    assert [p.online for p in call.participants] == [True, True]
    changes = [event for event in await house.events() if event.type == "participant.changed"]
    assert [event.participant_id for event in changes[-2:]] == ["booth:c1", "ann"]
    assert set(changes[-1].audience) == {"booth:c1", "ann"}
    await house.passes(GRACE_MS * 2)
    assert (await house.staff("ann")).activity is Activity.ON_CALL
    assert await _status(house, "ann") == (Status.READY, None)


async def test_who_comes_back_while_the_call_goes_on_is_what_they_were(house: House) -> None:
    await house.talks("ann", "c1")
    await house.away("ann", AwayReason.BREAK)
    await house.closes_page("ann", grace_ms=0)
    assert await _status(house, "ann") == (Status.AWAY, AwayReason.DISCONNECTED)
    await house.connects("ann")
    ann = await house.staff("ann")
    assert (ann.status, ann.next_status, ann.next_reason) == (Status.READY, Status.AWAY, AwayReason.BREAK)
    back = [event for event in await house.events() if event.type == "staff.changed"][-1]
    assert back.was is not None
    assert back.was.status is Status.AWAY
    before = await house.journal.last_id()
    await house.connects("ann")
    assert await house.journal.last_id() == before


async def test_who_comes_back_while_wrapping_up_is_ready_when_it_is_over(house: House) -> None:
    await house.talks("ann", "c1")
    await house.closes_page("ann", grace_ms=0)
    await house.engine.leave_call("c1", "booth:c1")
    await house.connects("ann")
    assert await _status(house, "ann") == (Status.READY, None)
    await house.calls("c2")
    await house.passes(WRAP_UP_MS)
    assert await house.rings("ann") == "c2/agent#1"


async def test_who_comes_back_when_it_is_over_chooses_again(house: House) -> None:
    await house.talks("ann", "c1")
    await house.closes_page("ann", grace_ms=0)
    await house.engine.leave_call("c1", "booth:c1")
    await house.passes(WRAP_UP_MS)
    await house.connects("ann")
    assert await _status(house, "ann") == (Status.AWAY, AwayReason.DISCONNECTED)


async def test_what_is_chosen_while_disconnected_counts(house: House) -> None:
    await house.talks("ann", "c1")
    await house.closes_page("ann", grace_ms=0)
    await house.away("ann", AwayReason.MEETING)
    await house.connects("ann")
    ann = await house.staff("ann")
    assert (ann.status, ann.next_reason) == (Status.AWAY, AwayReason.MEETING)


async def test_nobody_offline_is_away_without_a_connection(house: House) -> None:
    await house.ready("ann")
    await house.engine.set_status("ann", Status.OFFLINE)
    await house.closes_page("ann", grace_ms=0)
    with pytest.raises(Refusal, match="wrong_state"):
        await house.away("ann")


@pytest.mark.parametrize("lost", ["booth:c1", "ann"])
async def test_a_party_lost_for_longer_than_the_calls_grace_time_leaves_it(house: House, lost: str) -> None:
    await house.talks("ann", "c1")
    await house.closes_page(lost)
    await house.passes(GRACE_MS - 1)
    assert (await house.call("c1")).ended_at is None
    await house.passes(1)
    assert (await house.call("c1")).end_reason is EndReason.CONNECTION_LOST
    assert (await house.staff("ann")).activity is Activity.WRAP_UP


async def test_a_lost_interpreter_leaves_the_call_which_goes_on(house: House) -> None:
    await house.talks("ann", "c1")
    await house.ready("tom", ("ar",))
    await house.engine.add_seat("c1", house.interpreter(), by="ann")
    await house.engine.accept("c1/tolk#1", "tom")
    await house.closes_page("tom")
    await house.passes(GRACE_MS)
    call = await house.call("c1")
    assert [p.participant_id for p in call.participants] == ["booth:c1", "ann"]
    left = next(event for event in await house.events() if event.type == "call.left")
    assert left.reason == "connection_lost"


async def test_a_waiting_visitor_keeps_the_place_while_lost(house: House) -> None:
    await house.calls("c1")
    await house.calls("c2")
    await house.closes_page("booth:c1")
    await house.passes(GRACE_MS - 1)
    assert [place.position for place in await house.engine.queue_places(["c1", "c2"])] == [1, 2]
    await house.booth("c1")
    await house.passes(GRACE_MS)
    assert [place.position for place in await house.engine.queue_places(["c1", "c2"])] == [1, 2]
    await house.closes_page("booth:c1")
    await house.passes(GRACE_MS)
    assert [place.call_id for place in await house.engine.queue_places(["c1", "c2"])] == ["c2"]
    assert (await house.call("c1")).end_reason is EndReason.CONNECTION_LOST


async def test_a_call_of_a_booth_that_isnt_connected_does_not_last(house: House) -> None:
    call = await house.engine.request_call(house.request("c1"))
    assert call.participants[0].online is False
    await house.passes(GRACE_MS)
    assert (await house.call("c1")).end_reason is EndReason.CONNECTION_LOST


async def test_who_accepts_while_the_page_reloads_is_in_the_call_and_lost(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.closes_page("ann")
    call = await house.engine.accept("c1/agent#1", "ann")
    assert [p.online for p in call.participants] == [True, False]
    await house.passes(RING_MS)
    await house.connects("ann")
    await house.passes(GRACE_MS)
    assert (await house.staff("ann")).activity is Activity.ON_CALL


async def test_closing_an_unknown_or_closed_page_is_harmless(house: House) -> None:
    await house.ready("ann")
    await house.closes_page("ann")
    before = await house.journal.last_id()
    await house.closes_page("ann")
    await house.engine.close_session("never", grace_ms=0)
    assert await house.journal.last_id() == before


async def test_a_page_closed_without_grace_is_gone_at_once(house: House) -> None:
    await house.ready("ann")
    await house.closes_page("ann", grace_ms=0)
    assert await _status(house, "ann") == (Status.AWAY, AwayReason.DISCONNECTED)


async def test_a_session_belongs_to_one_principal(house: House) -> None:
    await house.booth("c1")
    session = SessionSpec(session_id="c1-page", principal_id="booth:other", lease_ms=LEASE_MS)
    with pytest.raises(Refusal, match="not_yours"):
        await house.engine.open_session(session, None)


async def test_a_decliner_who_reloads_stays_within_the_back_off(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.engine.decline("c1/agent#1", "ann")
    await house.closes_page("ann")
    await house.connects("ann")
    assert await house.rings("ann") is None
    await house.passes(5000)
    assert await house.rings("ann") == "c1/agent#2"


async def test_a_status_chosen_within_the_grace_time_is_kept(house: House) -> None:
    await house.ready("ann")
    await house.closes_page("ann")
    await house.away("ann", AwayReason.MEETING)
    await house.connects("ann")
    assert await _status(house, "ann") == (Status.AWAY, AwayReason.MEETING)


async def test_a_lost_visitors_next_call_has_its_own_grace_time(house: House) -> None:
    await house.talks("ann", "c1")
    await house.closes_page("booth:c1")
    await house.engine.leave_call("c1", "ann")
    await house.check()
    await house.booth("c1")
    await house.engine.request_call(house.request("c2", booth="c1"))
    await house.passes(GRACE_MS)
    assert (await house.call("c2")).ended_at is None


async def test_who_stands_in_no_pool_may_come_and_go(house: House) -> None:
    for _ in range(2):
        await house.ready("sue", ())
        await house.closes_page("sue", grace_ms=0)
    assert await _status(house, "sue") == (Status.AWAY, AwayReason.DISCONNECTED)
