"""Absent officers over a real server: who stands in sees their requests, and has what they held."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from callrouter.model.absences import Absence
from callrouter.model.callback_events import CallbackChanged
from callrouter.model.callback_steps import Claim, InviteNow, Plan
from callrouter.model.callbacks import CallbackState, Channel
from callrouter.model.directory import Account
from callrouter.model.messages import Letter
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.policy.callback_access import citizen_of
from callrouter.queueing.audit.auditor import findings_in
from callrouter.queueing.audit.contents import read_contents
from tests.services.callbacks import DAY, DIRECTORY, HOUR, MORNING, Neighborhoods

pytestmark = pytest.mark.valkey


@pytest.fixture
async def town(client: Redis) -> AsyncIterator[Neighborhoods]:
    """Open a town that must be sound when the test is done with it."""
    opened = Neighborhoods(client)
    yield opened
    contents = await read_contents(client, "callrouter")
    assert findings_in(contents, opened.clock.now) == ()


def account(staff_id: str) -> Account:
    found = DIRECTORY.account(staff_id)
    assert found is not None
    return found


def of_ann(*, begins: int = MORNING, ends: int = MORNING + DAY, replacement: str | None = "cor") -> Absence:
    return Absence(staff_id="ann", starts_at=begins, ends_at=ends, replacement=replacement)


async def plans(town: Neighborhoods, name: str, starts_at: int) -> None:
    step = Plan(by="ann", starts_at=starts_at, channel=Channel.VIDEO, invitation_id=f"i-{name}")
    await town.callbacks.take(name, step, by="ann")


async def test_a_stand_in_works_on_the_absent_ones_queue_and_hears_of_it(town: Neighborhoods) -> None:
    await town.asks()
    with pytest.raises(Refusal, match=RefusalCode.NO_SUCH_REQUEST):
        await town.callbacks.take_as(account("cor"), "r1", Claim(by="cor"))
    await town.absences.tell(of_ann(), by="ann")
    work = await town.callbacks.work_of(account("cor"))
    assert [each.request.request_id for each in work.requests] == ["r1"]
    await town.callbacks.take_as(account("cor"), "r1", Claim(by="cor"))
    (*_, told) = [event for event in await town.journal.newest(10) if isinstance(event, CallbackChanged)]
    assert "cor" in told.audience
    assert town.callbacks.roster().queues_of(account("cor")) == ("team-z", "team-n")
    town.clock.now += DAY
    assert town.callbacks.roster().queues_of(account("cor")) == ("team-z",)


async def test_when_an_absence_begins_what_is_held_goes_to_the_stand_in(town: Neighborhoods) -> None:
    for name in ("r1", "r2", "r3", "r4"):
        await town.asks(name)
    await plans(town, "r1", MORNING + 6 * HOUR)
    await plans(town, "r2", MORNING + 5 * DAY)
    await town.messages()
    await town.absences.tell(of_ann(begins=MORNING + HOUR), by="sue")
    await town.passes(HOUR - 60_000)
    await town.callbacks.take("r3", Claim(by="ann"), by="ann")
    await town.callbacks.take("r4", InviteNow(by="ann", invitation_id="i4"), by="ann")
    await town.comes("r4")
    await town.passes(60_000)
    holders = {name: (await town.request(name)).staff_id for name in ("r1", "r2", "r3", "r4")}
    assert holders == {"r1": "cor", "r2": "ann", "r3": "cor", "r4": "ann"}
    planned = await town.request("r1")
    assert planned.state is CallbackState.PLANNED
    assert planned.appointment is not None
    assert planned.invitation is not None
    assert Letter.CALLED_OFF not in {message.letter for message in await town.messages()}
    await town.passes(1000)
    events = [event for event in await town.journal.newest(100) if isinstance(event, CallbackChanged)]
    assert [event.by for event in events if event.step == "relieve"] == ["clock", "clock"]


async def test_without_a_stand_in_it_goes_back_to_its_queue_and_the_citizen_is_told(
    town: Neighborhoods,
) -> None:
    await town.asks()
    await plans(town, "r1", MORNING + 6 * HOUR)
    await town.messages()
    await town.absences.tell(of_ann(replacement=None), by="ann")
    await town.passes(0)
    request = await town.request()
    assert (request.state, request.staff_id, request.queue) == (CallbackState.WAITING, None, "team-n")
    assert {message.letter for message in await town.messages()} == {Letter.CALLED_OFF}


async def test_what_is_planned_for_somebody_absent_later_goes_to_the_stand_in_too(
    town: Neighborhoods,
) -> None:
    for name in ("r1", "r2"):
        await town.asks(name)
    await plans(town, "r1", MORNING + 60_000)
    call_id = await town.comes("r1")
    await town.absences.tell(of_ann(), by="ann")
    await town.passes(1000)
    assert (await town.request("r1")).staff_id == "ann"
    await plans(town, "r2", MORNING + 6 * HOUR)
    await town.engine.leave_call(call_id, citizen_of("r1"))
    await town.hears()
    await town.passes(1000)
    assert {(await town.request(name)).staff_id for name in ("r1", "r2")} == {"cor"}


async def test_who_is_there_again_keeps_what_they_take(town: Neighborhoods) -> None:
    await town.asks()
    await town.absences.tell(of_ann(), by="ann")
    await town.passes(1000)
    await town.callbacks.take("r1", Claim(by="ann"), by="ann")
    await town.passes(1000)
    assert (await town.request()).staff_id == "ann"
    assert await town.absences.clear("ann", by="ann") == ()
    assert town.callbacks.roster().queues_of(account("cor")) == ("team-z",)


async def test_every_node_knows_and_of_many_at_once_none_is_lost(client: Redis) -> None:
    one, other = Neighborhoods(client), Neighborhoods(client)
    await asyncio.gather(
        *(
            town.absences.tell(of_ann(replacement=None).model_copy(update={"staff_id": name}), by="sue")
            for town, name in ((one, "ann"), (other, "bob"), (one, "cor"))
        )
    )
    following = asyncio.create_task(other.absences.run())
    try:
        await one.absences.clear("bob", by="sue")
        while {each.staff_id for each in other.absences.known()} != {"ann", "cor"}:
            for event in await other.journal.newest(10):
                other.absences.follow(event)
            await asyncio.sleep(0.01)
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def test_a_text_that_is_no_list_is_left_and_can_be_replaced(town: Neighborhoods, client: Redis) -> None:
    await town.absences.tell(of_ann(), by="ann")
    await client.hset("{callrouter}:document:absences", "text", "nonsense")
    await town.absences.load()
    assert [each.staff_id for each in town.absences.known()] == ["ann"]
    await town.absences.tell(of_ann(ends=MORNING + 2 * DAY), by="ann")
    assert [each.ends_at for each in town.absences.known()] == [MORNING + 2 * DAY]
