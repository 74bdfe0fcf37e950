"""How calls went is told once each, by one node at a time; by the next when it dies."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from redis.asyncio import Redis

from callrouter.model.states import LeaveReason
from callrouter.policy.call_story import CallStory
from callrouter.policy.call_trace import ATTRIBUTES, root_of, trace_id_of
from callrouter.queueing import CallStoryStore
from callrouter.queueing.call_stories import TELLING_MS
from callrouter.services import call_stories
from callrouter.services.call_stories import CallTeller
from signaling.background import Background
from tests.queueing.house import House

pytestmark = pytest.mark.valkey


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_stories, "_LOOK_S", 0.05)


@pytest.fixture
def house(client: Redis) -> House:
    return House(client, "callrouter")


def _teller(house: House, name: str, told: list[CallStory]) -> CallTeller:
    store = CallStoryStore(house.client, now=house.clock)
    return CallTeller(
        store, house.journal, holder=name, tell=told.append, now=lambda: house.clock.now, settles_ms=0
    )


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110  (told by nobody)
            await asyncio.sleep(0.01)


async def _call(house: House, call_id: str) -> None:
    await house.booth(call_id)
    await house.engine.request_call(house.request(call_id))


async def _ends(house: House, call_id: str) -> None:
    await house.engine.leave_call(call_id, f"booth:{call_id}", LeaveReason.HUNG_UP)


async def test_a_node_that_dies_is_followed_by_one_that_knows_what_is_told(house: House) -> None:
    first: list[CallStory] = []
    second: list[CallStory] = []
    one, other, last = Background(), Background(), Background()
    one.start("one", _teller(house, "one", first).run)
    await _is_up_to(house, "one")
    other.start("other", _teller(house, "other", second).run)
    for call_id in ("long", "short"):
        await _call(house, call_id)
    await _ends(house, "short")
    await _until(lambda: bool(first))
    await one.close()  # as if it were killed: its lease goes on
    await _ends(house, "long")
    await _call(house, "later")
    await _ends(house, "later")
    await house.passes(TELLING_MS + 1)
    await _until(lambda: len(second) == 2)
    await other.close()
    assert [story.call.call_id for story in first] == ["short"]
    assert [story.call.call_id for story in second] == ["long", "later"]
    assert second[0].line()["waited_s"] == 0.0
    third: list[CallStory] = []
    await house.passes(TELLING_MS + 1)
    last.start("third", _teller(house, "third", third).run)
    await _is_up_to(house, "third")
    await _call(house, "last")
    await _ends(house, "last")
    await _until(lambda: bool(third))
    await last.close()
    assert [story.call.call_id for story in third] == ["last"]


async def _is_up_to(house: House, name: str) -> None:
    """Wait until it is this one that tells."""
    async with asyncio.timeout(20):
        while not {"told", "read_from"} <= set(kept := await _kept(house)) or kept["holder"] != name:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def _kept(house: House) -> dict[str, str]:
    kept: Any = await house.client.hgetall("{callrouter}:call_stories")
    return dict(kept)


async def test_the_line_and_the_trace_of_a_call_tell_its_steps(house: House) -> None:
    told: list[CallStory] = []
    teller = Background()
    teller.start("one", _teller(house, "one", told).run)
    await _is_up_to(house, "one")
    assert await CallStoryStore(house.client, now=house.clock).claim("another") is None
    await house.ready("a1")
    await _call(house, "c1")
    house.clock.now += 2_000
    offered = (await house.engine.view("a1")).reservation
    assert offered is not None
    await house.engine.decline(offered.reservation_id, "a1", backoff_ms=60_000)
    await house.ready("a2")
    house.clock.now += 3_000
    offered = (await house.engine.view("a2")).reservation
    assert offered is not None
    await house.engine.accept(offered.reservation_id, "a2")
    house.clock.now += 30_000
    await _ends(house, "c1")
    await _until(lambda: bool(told))
    await teller.close()
    line = told[0].line()
    assert {
        name: line[name] for name in ("call", "reason", "offers", "declined", "missed", "hosts", "people")
    } == {
        "call": "c1",
        "reason": "visitor_hung_up",
        "offers": 2,
        "declined": 1,
        "missed": 0,
        "hosts": 1,
        "people": 2,
    }
    assert line["talked_s"] == 30.0
    assert line["rang_s"] == 5.0
    assert line["trace_id"] == f"{trace_id_of('c1'):032x}"
    spans = {span.name: span for span in told[0].spans()}
    assert set(spans) == {"call", "queued", "ringing", "talking"}
    assert spans["call"].parent is None
    assert {span.parent for name, span in spans.items() if name != "call"} == {root_of("c1")}
    assert len({span.span_id for span in told[0].spans()}) == 5
    for span in told[0].spans():
        assert span.trace_id == trace_id_of("c1")
        assert set(span.attributes) <= ATTRIBUTES
        assert not {"a1", "a2", "booth:c1"} & set(map(str, span.attributes.values()))
