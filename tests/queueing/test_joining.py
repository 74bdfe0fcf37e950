"""A supervisor takes part in somebody else's call: holds nothing up, stays nowhere, and all are told."""

from __future__ import annotations

import asyncio

import pytest

from callrouter.model.call_events import CallSupervised
from callrouter.model.joining import JoinMode, JoinReason
from callrouter.model.refusal import Refusal
from callrouter.model.states import Activity, CallState, LeaveReason, RefusalCode, Role
from tests.queueing.house import GRACE_MS, House

pytestmark = pytest.mark.valkey


async def _joins(house: House, name: str = "sue", mode: JoinMode = JoinMode.LISTEN) -> None:
    await house.connects(name, (), role=Role.SUPERVISOR)
    await house.engine.join_call("c1", name, mode, JoinReason.COACHING)


async def _supervised(house: House) -> list[tuple[object, ...]]:
    """Who did what and why, and who was told."""
    return [
        (event.by, event.mode, event.why, event.left, sorted(event.audience))
        for event in await house.events()
        if isinstance(event, CallSupervised)
    ]


async def test_everybody_is_told_who_joins_how_and_why_and_that_they_left(house: House) -> None:
    await house.talks("ann", "c1")
    await _joins(house)
    await house.engine.join_call("c1", "sue", JoinMode.WHISPER, JoinReason.SAFETY)
    await house.engine.leave_call("c1", "sue")
    everybody = ["ann", "booth:c1", "sue"]
    assert await _supervised(house) == [
        ("sue", JoinMode.LISTEN, JoinReason.COACHING, None, everybody),
        ("sue", JoinMode.WHISPER, JoinReason.SAFETY, None, everybody),
        ("sue", None, None, LeaveReason.HUNG_UP, everybody),
    ]
    call = await house.call("c1")
    assert call.state is CallState.TALKING, "a supervisor who leaves ends nothing"
    assert [each.participant_id for each in call.participants] == ["booth:c1", "ann"]
    assert (await house.staff("sue")).activity is Activity.IDLE
    await house.check()


async def test_one_supervisor_a_call_and_one_call_a_supervisor(house: House) -> None:
    await house.talks("ann", "c1")
    await house.talks("bob", "c2")
    await _joins(house)
    with pytest.raises(Refusal, match=RefusalCode.ALREADY_SUPERVISED):
        await _joins(house, "sid")
    with pytest.raises(Refusal, match=RefusalCode.ALREADY_IN_CALL):
        await house.engine.join_call("c2", "sue", JoinMode.LISTEN, JoinReason.QUALITY)


async def test_of_two_supervisors_at_once_one_joins_and_the_other_is_told(house: House) -> None:
    await house.talks("ann", "c1")
    names = "sue", "sid"
    for name in names:
        await house.connects(name, (), role=Role.SUPERVISOR)
    joining = (house.engine.join_call("c1", name, JoinMode.LISTEN, JoinReason.ASKED) for name in names)
    answers = await asyncio.gather(*joining, return_exceptions=True)
    (refused,) = (each for each in answers if isinstance(each, Refusal))
    assert refused.code is RefusalCode.ALREADY_SUPERVISED
    await house.check()


async def test_nobody_is_alone_with_a_visitor_who_waits(house: House) -> None:
    await house.talks("ann", "c1")
    await _joins(house)
    await house.engine.transfer_call("c1", house.seat("second"), by="ann")
    assert (await _supervised(house))[-1][3] is LeaveReason.RELEASED
    with pytest.raises(Refusal, match=RefusalCode.WRONG_STATE):
        await _joins(house)
    await house.check()


async def test_the_end_of_the_call_is_theirs(house: House) -> None:
    await house.talks("ann", "c1")
    await _joins(house, mode=JoinMode.BARGE)
    await house.engine.leave_call("c1", "ann")
    assert (await house.call("c1")).state is CallState.ENDED
    assert (await house.staff("sue")).activity is Activity.IDLE
    await house.check()


async def test_whose_connection_is_lost_leaves_after_the_grace_time(house: House) -> None:
    await house.talks("ann", "c1")
    await _joins(house)
    await house.closes_page("sue")
    await house.passes(GRACE_MS - 1)
    assert len((await house.call("c1")).participants) == 3
    await house.passes(1)
    assert (await _supervised(house))[-1][3] is LeaveReason.CONNECTION_LOST
    await house.check()


async def test_who_is_not_received_by_all_writes_nothing(house: House) -> None:
    await house.talks("ann", "c1")
    for mode in (JoinMode.LISTEN, JoinMode.WHISPER):
        await _joins(house, mode=mode)
        with pytest.raises(Refusal, match=RefusalCode.WRONG_STATE):
            await house.engine.post_chat("c1", "sue", f"m-{mode}", "tekst")
    await _joins(house, mode=JoinMode.BARGE)
    await house.engine.post_chat("c1", "sue", "m", "tekst")
