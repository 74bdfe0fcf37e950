"""Booths as devices: help that is wanted once, reports that tell what changed, codes that are good once."""

from __future__ import annotations

from typing import TypeVar

import pytest
from redis.asyncio import Redis

from callrouter.model.booths import DeviceReport
from callrouter.model.event import BaseEvent
from callrouter.model.events import (
    BoothEnrolled,
    BoothReported,
    BoothRevoked,
    EnrolmentOffered,
    HelpAcknowledged,
    HelpEnded,
    HelpRequested,
)
from callrouter.model.refusal import Refusal
from callrouter.model.states import BoothUse, Device, HelpAsker, HelpEnd, Loudspeaker, Network, RefusalCode
from callrouter.queueing import CODE_TTL_MS, BoothRegistry, TokenStore
from callrouter.queueing.booths import HELP_ARRIVES_MS, HELP_LAPSES_MS
from tests.queueing.house import House

pytestmark = pytest.mark.valkey

_Event = TypeVar("_Event", bound=BaseEvent)

REPORT = DeviceReport(
    camera=Device.OFF, microphone=Device.OFF, loudspeaker=Loudspeaker.OK, network=Network.GOOD
)


@pytest.fixture
def booths(house: House) -> BoothRegistry:
    return BoothRegistry(house.client, namespace=house.namespace, now=house.clock)


async def _told(house: House, kind: type[_Event]) -> list[_Event]:
    return [event for event in await house.events() if isinstance(event, kind)]


async def test_help_is_wanted_once_however_often_it_is_asked_for(house: House, booths: BoothRegistry) -> None:
    first = await booths.request_help("booth:one", "station-1", "n1")
    again = await booths.request_help("booth:one", "station-1", "n2")
    other = await booths.request_help("booth:two", "station-1", "n3")
    assert again == first
    assert first.by is HelpAsker.VISITOR
    assert other.help_id != first.help_id
    assert [event.audience for event in await _told(house, HelpRequested)] == [
        ("booth:one", "at:station-1"),
        ("booth:two", "at:station-1"),
    ]
    assert (await house.engine.view("booth:one")).help == first
    assert (await house.engine.board()).help == (first, other)
    assert [each.help for each in await booths.read(["booth:two", "booth:one"])] == [other, first]
    await house.check()


async def test_an_employee_asks_for_the_booth_of_their_call(house: House, booths: BoothRegistry) -> None:
    await house.ready("ann")
    await house.calls("c1")
    with pytest.raises(Refusal, match=RefusalCode.NOT_A_PARTICIPANT):
        await booths.request_help_in_call("c1", "ann", "n1")
    await house.engine.accept("c1/agent#1", "ann")
    wanted = await booths.request_help_in_call("c1", "ann", "n1")
    assert (wanted.booth_id, wanted.call_id, wanted.by) == ("booth:c1", "c1", HelpAsker.AGENT)
    assert await booths.request_help("booth:c1", "station-1", "n2") == wanted
    (event,) = await _told(house, HelpRequested)
    assert set(event.audience) == {"booth:c1", "at:station-1", "ann"}
    assert (await house.engine.view("ann")).help == wanted
    await house.engine.leave_call("c1", "booth:c1")
    with pytest.raises(Refusal, match=RefusalCode.WRONG_STATE):
        await booths.request_help_in_call("c1", "ann", "n1")
    assert (await house.engine.view("ann")).help is None
    await house.check()


async def test_acknowledged_once_and_settled(house: House, booths: BoothRegistry) -> None:
    wanted = await booths.request_help("booth:one", "station-1", "n1")
    house.clock.now += 1000
    coming = await booths.acknowledge_help(wanted.help_id, "sue")
    assert (coming.acknowledged_at, coming.acknowledged_by) == (house.clock.now, "sue")
    assert await booths.acknowledge_help(wanted.help_id, "sue") == coming
    with pytest.raises(Refusal, match=RefusalCode.ALREADY_TAKEN):
        await booths.acknowledge_help(wanted.help_id, "tim")
    (event,) = await _told(house, HelpAcknowledged)
    assert isinstance(event, HelpAcknowledged)
    assert event.by == "sue"
    await booths.end_help("booth:one", HelpEnd.SETTLED, "sue", "booth:one#another")
    assert (await house.engine.view("booth:one")).help == coming
    await booths.end_help("booth:one", HelpEnd.SETTLED, "sue", wanted.help_id)
    await booths.end_help("booth:one", HelpEnd.SETTLED, "sue", wanted.help_id)
    (ended,) = await _told(house, HelpEnded)
    assert isinstance(ended, HelpEnded)
    assert (ended.reason, ended.by) == (HelpEnd.SETTLED, "sue")
    for gone in (wanted.help_id, "booth:one#x", "nonsense"):
        with pytest.raises(Refusal, match=RefusalCode.NO_SUCH_HELP):
            await booths.acknowledge_help(gone, "sue")
    await house.check()


@pytest.mark.parametrize("acknowledged", [False, True])
async def test_help_lapses_by_itself(house: House, booths: BoothRegistry, *, acknowledged: bool) -> None:
    wanted = await booths.request_help("booth:one", "station-1", "n1")
    await house.passes(60_000)
    if acknowledged:
        await booths.acknowledge_help(wanted.help_id, "sue")
        await house.passes(HELP_ARRIVES_MS - 1)
    else:
        await house.passes(HELP_LAPSES_MS - 60_001)
    assert (await house.engine.view("booth:one")).help is not None
    await house.passes(1)
    assert (await house.engine.view("booth:one")).help is None
    (ended,) = await _told(house, HelpEnded)
    assert isinstance(ended, HelpEnded)
    assert (ended.reason, ended.by) == (HelpEnd.LAPSED, None)
    await house.check()


async def test_a_report_is_told_when_something_is_other_than_before(
    house: House, booths: BoothRegistry
) -> None:
    broken = REPORT.model_copy(update={"camera": Device.MISSING})
    for report, is_new in ((REPORT, True), (REPORT, False), (broken, True)):
        house.clock.now += 60_000
        assert await booths.report("booth:one", "station-1", report) is is_new
    (kept,) = await booths.read(["booth:one"])
    assert (kept.report, kept.reported_at, kept.online) == (broken, house.clock.now, False)
    told = await _told(house, BoothReported)
    assert [event.report for event in told] == [REPORT, broken]
    await house.booth("one")
    assert (await booths.read(["booth:one"]))[0].online
    assert (await booths.read(["booth:two"]))[0].report is None
    await house.check()


async def test_what_goes_on_at_a_booth_is_known_with_its_beginning(
    house: House, booths: BoothRegistry
) -> None:
    async def now() -> tuple[BoothUse | None, int | None]:
        (kept,) = await booths.read(["booth:c1"])
        return kept.use, kept.use_since

    moments = iter(range(house.clock.now + 1000, house.clock.now + 100_000, 1000))

    def later() -> int:
        house.clock.now = next(moments)
        return house.clock.now

    assert await now() == (BoothUse.OFFLINE, None)
    await booths.report("booth:c1", "station-1", REPORT)
    await house.ready("ann")
    came = later()
    await house.booth("c1")
    assert await now() == (BoothUse.FREE, came)
    later()
    queued = (await house.calls("c1")).queued_at
    assert await now() == (BoothUse.WAITING, queued)
    answered = later()
    await house.engine.accept("c1/agent#1", "ann")
    assert await now() == (BoothUse.IN_USE, answered)
    ended = later()
    await house.engine.leave_call("c1", "booth:c1")
    assert await now() == (BoothUse.FREE, ended)
    gone = later()
    await house.closes_page("booth:c1")
    assert await now() == (BoothUse.OFFLINE, gone)
    await house.check()


async def test_a_code_is_good_once_and_only_the_newest(
    client: Redis, namespace: str, house: House, booths: BoothRegistry
) -> None:
    await booths.offer_enrolment("booth:one", "11111111", "sue")
    for _ in range(2):
        await booths.offer_enrolment("booth:one", "22222222", "sue")
    assert len(await _told(house, EnrolmentOffered)) == 2
    with pytest.raises(Refusal, match=RefusalCode.WRONG_CODE):
        await booths.enrol("11111111", "token-a", "key")
    assert await booths.enrol("22222222", "token-a", "key") == "booth:one"
    assert await booths.enrol("22222222", "token-a", "key") == "booth:one"  # its answer was lost
    with pytest.raises(Refusal, match=RefusalCode.WRONG_CODE):
        await booths.enrol("22222222", "token-b", "key")
    assert await TokenStore(client, namespace=namespace).get("token-a") == "booth:one key"
    assert (await booths.read(["booth:one"]))[0].enrolled
    tokens = TokenStore(client, namespace=namespace)
    kept = [name async for name in client.scan_iter(match=f"{{{namespace}}}*", count=1000)]
    assert not any(secret in name for name in kept for secret in ("token-a", "2222"))
    await tokens.delete("token-a")  # after a year without use, or as the device was enrolled as another booth
    assert not (await booths.read(["booth:one"]))[0].enrolled
    await house.check()


async def test_a_code_expires(client: Redis, namespace: str, booths: BoothRegistry) -> None:
    await booths.offer_enrolment("booth:one", "11111111", "sue")
    (name,) = [name async for name in client.scan_iter(match=f"{{{namespace}}}:enrolment:*", count=1000)]
    assert 0 < await client.pttl(name) <= CODE_TTL_MS
    await client.delete(name)
    with pytest.raises(Refusal, match=RefusalCode.WRONG_CODE):
        await booths.enrol("11111111", "token-a", "key")


async def test_a_new_device_takes_the_place_of_the_old_one_and_one_can_be_revoked(
    client: Redis, namespace: str, house: House, booths: BoothRegistry
) -> None:
    tokens = TokenStore(client, namespace=namespace)
    for code, token in (("11111111", "old"), ("22222222", "new")):
        await booths.offer_enrolment("booth:one", code, "sue")
        await booths.enrol(code, token, "key")
    assert [await tokens.get(token) for token in ("old", "new")] == [None, "booth:one key"]
    await booths.offer_enrolment("booth:one", "33333333", "sue")
    assert await booths.revoke("booth:one", "sue")
    assert not await booths.revoke("booth:one", "sue")
    assert await tokens.get("new") is None
    with pytest.raises(Refusal, match=RefusalCode.WRONG_CODE):
        await booths.enrol("33333333", "newer", "key")
    assert [event.by for event in await _told(house, BoothEnrolled)] == ["sue", "sue"]
    assert [event.by for event in await _told(house, EnrolmentOffered)] == ["sue", "sue", "sue"]
    (revoked,) = await _told(house, BoothRevoked)
    assert revoked.by == "sue"
    await house.check()


async def test_a_device_that_becomes_another_booth_is_told_to_be_the_former_no_longer(
    client: Redis, namespace: str, house: House, booths: BoothRegistry
) -> None:
    for booth, code, token, before in (
        ("booth:one", "11111111", "first", ""),
        ("booth:two", "22222222", "second", "first"),
        ("booth:two", "33333333", "third", "second"),
        ("booth:three", "44444444", "fourth", "first"),  # what it isn't any more
    ):
        await booths.offer_enrolment(booth, code, "sue")
        await booths.enrol(code, token, "key", before=before)
    standings = await booths.read(["booth:one", "booth:two", "booth:three"])
    assert [each.enrolled for each in standings] == [False, True, True]
    assert [(each.booth_id, each.by) for each in await _told(house, BoothRevoked)] == [("booth:one", "sue")]
    assert await TokenStore(client, namespace=namespace).get("first") is None
    await house.check()
