"""How connections did stays with the call, each leg once, whoever tells it and however late."""

from __future__ import annotations

import pytest

from callrouter.model.refusal import Refusal
from tests.queueing.house import House
from tests.queueing.legs import summary

pytestmark = pytest.mark.valkey


async def test_a_leg_counts_once_however_many_nodes_tell_of_it(house: House) -> None:
    await house.talks("ann", "c1")
    before = await house.journal.last_id()
    for _ in range(3):
        await house.engine.measure_call("c1", summary("ann"), leg="one")
    assert (await house.call("c1")).media == (summary("ann"),)
    assert await house.told_since(before) == ["call.measured"]


async def test_the_legs_of_one_participant_are_summed_up(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.measure_call(
        "c1",
        summary("ann", duration_s=30, mean_score=4.0, worst_score=3.0, loss_up=0.2, interrupted_s=2),
        leg="one",
    )
    await house.engine.measure_call("c1", summary("booth:c1"), leg="two")
    await house.engine.measure_call(
        "c1",
        summary("ann", duration_s=10, mean_score=2.0, worst_score=1.5, loss_up=0.0, round_trip_ms=None),
        leg="three",
    )
    whole = summary("ann", duration_s=40, mean_score=3.5, worst_score=1.5, loss_up=0.15, interrupted_s=2)
    assert (await house.call("c1")).media == (summary("booth:c1"), whole)


async def test_a_leg_too_short_to_tell_spoils_no_score(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.measure_call(
        "c1", summary("ann", duration_s=0, mean_score=None, worst_score=None), leg="one"
    )
    assert [leg.mean_score for leg in (await house.call("c1")).media] == [None]
    await house.engine.measure_call("c1", summary("ann", duration_s=0), leg="two")
    await house.engine.measure_call(
        "c1", summary("ann", duration_s=5, mean_score=None, worst_score=None), leg="three"
    )
    (kept,) = (await house.call("c1")).media
    assert (kept.mean_score, kept.worst_score, kept.duration_s) == (4.0, 3.0, 5)


async def test_a_leg_that_ends_after_its_call_still_counts(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.leave_call("c1", "booth:c1")
    await house.engine.measure_call("c1", summary("booth:c1"), leg="one")
    assert (await house.call("c1")).media == (summary("booth:c1"),)


async def test_nobody_else_is_measured(house: House) -> None:
    await house.talks("ann", "c1")
    with pytest.raises(Refusal, match="not_a_participant"):
        await house.engine.measure_call("c1", summary("bob"), leg="one")
    with pytest.raises(Refusal, match="no_such_call"):
        await house.engine.measure_call("c9", summary("ann"), leg="one")
    assert (await house.call("c1")).media == ()
