"""Why somebody was chosen, why a call still waits, and who could serve whom: from what is recorded."""

from __future__ import annotations

import pytest

from callrouter.model.refusal import Refusal
from callrouter.model.states import MatchEdge, Order
from callrouter.model.views import PoolFacts
from tests.queueing.house import RING_MS, House

pytestmark = pytest.mark.valkey


async def test_a_match_says_how_the_two_met_when_the_call_came(house: House) -> None:
    await house.ready("ann")
    await house.ready("bob")
    await house.passes(4000)
    await house.calls("c1")
    reservation = await house.reservation("ann")
    assert reservation is not None
    match = reservation.match
    assert (match.edge, match.pool, match.order) == (MatchEdge.SEAT_OPENED, "nl", Order.IDLE_SINCE)
    assert (match.step, match.steps, match.people, match.seats) == (1, 1, 2, 1)
    assert (match.waited_ms, match.idle_ms) == (0, 4002)
    created = next(event for event in await house.events() if event.type == "reservation.created")
    assert created.reservation == reservation


async def test_a_match_says_how_the_two_met_when_the_person_was_freed(house: House) -> None:
    await house.calls("c1")
    await house.calls("c2")
    await house.passes(9000)
    await house.ready("ann")
    reservation = await house.reservation("ann")
    assert reservation is not None
    match = reservation.match
    assert (match.edge, match.people, match.seats) == (MatchEdge.PERSON_FREED, 1, 2)
    assert (match.waited_ms, match.idle_ms) == (9002, 0)


async def test_a_waiting_call_is_explained(house: House) -> None:
    await house.talks("ann", "c0")
    await house.connects("bob")
    first = await house.calls("c1", house.seat(later=((30_000, "east"),)), head_start_ms=5)
    await house.calls("c2", house.seat(later=((30_000, "east"),)))
    explanation = await house.engine.explain("c2")
    assert (explanation.call.call_id, explanation.seat_id) == ("c2", "agent")
    assert explanation.score == explanation.call.queued_at
    own, further = explanation.steps
    assert (own.opened, further.opened) == (True, False)
    assert further.opens_at == explanation.call.queued_at + 30_000
    assert own.pools == (PoolFacts(pool="nl", present=2, staffed=1, available=0, waiting=2, ahead=1),)
    assert further.pools == (PoolFacts(pool="east", present=0, staffed=0, available=0, waiting=0, ahead=0),)
    assert (await house.engine.explain("c1")).score == first.queued_at - 5


async def test_an_explanation_tells_of_offers_and_of_who_rings(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    for number in range(1, 4):
        await house.engine.decline(f"c1/agent#{number}", "ann", backoff_ms=0)
    await house.ready("bob")
    explanation = await house.engine.explain("c1")
    offers = {each.staff_id: (each.offers, each.exhausted) for each in explanation.offers}
    assert offers == {"ann": (3, True), "bob": (1, False)}
    assert explanation.reservation == await house.reservation("bob")


async def test_a_call_for_two_tells_of_both_kinds_of_people(house: House) -> None:
    await house.ready("ann")
    await house.connects("tom", ("ar",))
    await house.calls("c1", house.seat_with_interpreter(after_ms=1000))
    explanation = await house.engine.explain("c1")
    assert [step.with_companion for step in explanation.steps] == [False, True]
    assert explanation.steps[1].pools[0].available == 1
    assert explanation.companion == (
        PoolFacts(pool="ar", present=1, staffed=0, available=0, waiting=1, ahead=0),
    )


async def test_nothing_is_explained_of_a_call_that_lacks_nobody(house: House) -> None:
    await house.talks("ann", "c1")
    for call_id, code in (("c1", "wrong_state"), ("c9", "no_such_call")):
        with pytest.raises(Refusal, match=code):
            await house.engine.explain(call_id)


async def test_an_invited_interpreter_who_does_not_come_is_explained_too(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.add_seat("c1", house.interpreter(), by="ann")
    assert (await house.engine.explain("c1")).seat_id == "tolk"


async def test_the_lineup_is_who_waits_best_first_and_who_could_serve(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.calls("c2", house.seat_with_interpreter(after_ms=9000))
    await house.calls("c3", head_start_ms=60_000)
    await house.connects("bob", ("en", "person/bob"))
    await house.connects("gone")
    await house.closes_page("gone", grace_ms=0)
    lineup = await house.engine.lineup()
    assert [(seat.call_id, seat.reserved) for seat in lineup.seats] == [
        ("c3", False),
        ("c1", True),
        ("c2", False),
    ]
    assert lineup.seats[2].companion_pools == ("ar",)
    assert [(worker.staff.staff_id, worker.pools) for worker in lineup.people] == [
        ("ann", ("nl",)),
        ("bob", ("en", "person/bob")),
    ]
    assert lineup.at == house.clock.now
    assert [seat.call_id for seat in (await house.engine.lineup(limit=1)).seats] == ["c3"]
    await house.engine.accept("c1/agent#1", "ann")
    assert "c1" not in {seat.call_id for seat in (await house.engine.lineup()).seats}


async def test_a_place_counts_those_ahead_for_the_same_people(house: House) -> None:
    await house.calls("dutch-1")
    await house.calls("dutch-2")
    await house.calls("english", house.seat(pools=("en",)))
    await house.calls("either", house.seat(pools=("nl", "en")))
    await house.calls("both", house.seat_with_interpreter(direct=("nl",)))
    ids = ["dutch-1", "dutch-2", "english", "either", "both", "never"]
    places = await house.engine.queue_places(ids)
    assert {place.call_id: place.position for place in places} == {
        "dutch-1": 1,
        "dutch-2": 2,
        "english": 1,
        "either": 2,
        "both": 1,
    }
    assert {place.booth_id for place in places} == {f"booth:{each}" for each in ids[:-1]}


async def test_a_call_that_rings_is_next_also_when_it_rings_for_the_second_time(house: House) -> None:
    await house.ready("ann")
    await house.ready("bob")
    await house.calls("c1")
    await house.passes(RING_MS)
    assert [place.position for place in await house.engine.queue_places(["c1"])] == [1]
