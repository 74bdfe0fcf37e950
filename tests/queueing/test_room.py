"""Room on media relays: a call that needs it rings only when there is some, and no room is given twice."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest

from callrouter.model.commands import SeatSpec
from callrouter.model.media import RelayLoad, RelayRecord
from callrouter.model.records import Call
from callrouter.model.refusal import Refusal
from callrouter.queueing import RelayRegistry
from tests.queueing.house import House

pytestmark = pytest.mark.valkey


class Studio:
    """A house whose calls need media, and the relays they find it on."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.relays = RelayRegistry(house.client, namespace=house.namespace, now=house.clock)

    async def relay(self, name: str = "r1", capacity: int = 1) -> None:
        await self.relays.register(
            RelayRecord(relay_id=name, control_url=f"unix:///{name}", capacity=capacity), lease_ms=3_600_000
        )

    async def calls(self, call_id: str, seat: SeatSpec | None = None) -> Call:
        self.house.clock.now += 1
        await self.house.booth(call_id)
        request = self.house.request(call_id, seat).model_copy(update={"media": True})
        return await self.house.engine.request_call(request)

    async def ends(self, call_id: str) -> None:
        await self.house.engine.leave_call(call_id, f"booth:{call_id}")

    async def has_room(self, call_id: str) -> bool:
        return (await self.house.engine.explain(call_id)).room

    async def answers(self, staff_id: str, chance: Random) -> None:
        """Whom it rings for accepts or declines."""
        offer = await self.house.reservation(staff_id)
        if offer is None:
            return
        if chance.random() < 0.7:
            await self.house.engine.accept(offer.reservation_id, staff_id)
        else:
            backoff_ms = chance.choice([0, 5000])
            await self.house.engine.decline(offer.reservation_id, staff_id, backoff_ms=backoff_ms)

    async def meddles(self, chance: Random) -> None:
        """Let a relay come, go or renew, or time pass."""
        relay = chance.choice(["r1", "r2"])
        match chance.randrange(4):
            case 0:
                await self.relay(relay, chance.randrange(1, 3))
            case 1:
                await self.relays.renew(relay, RelayLoad(legs=0, packets_per_s=0, cpu=0.1))
            case 2:
                await self.relays.lose(relay)
            case _:
                await self.house.passes(chance.choice([1000, 8000, 30_000]))


@pytest.fixture
def studio(house: House) -> Studio:
    return Studio(house)


async def test_a_call_waits_for_room_and_rings_the_moment_there_is_some(studio: Studio, house: House) -> None:
    await studio.relay(capacity=1)
    await house.ready("anna")
    await house.ready("bob")
    await studio.calls("c1")
    await studio.calls("c2")
    assert await house.rings("anna") == "c1/agent#1"
    assert await house.rings("bob") is None, "the only room is promised to the call that rings"
    assert not await studio.has_room("c2")
    assert [place.room for place in await house.engine.queue_places(["c1", "c2"])] == [True, False]
    await house.engine.accept("c1/agent#1", "anna")
    assert (await studio.relays.assign("c1")) is not None
    await house.check()
    await studio.ends("c1")
    assert await house.rings("bob") == "c2/agent#1"
    await house.check()


async def test_a_new_relays_room_goes_to_those_first_in_line(studio: Studio, house: House) -> None:
    for call_id in ("c1", "c2", "c3"):
        await studio.calls(call_id)
    for staff_id in ("anna", "bob", "carla"):
        await house.ready(staff_id)
    assert [await house.rings(each) for each in ("anna", "bob", "carla")] == [None] * 3
    await house.check()
    await studio.relay(capacity=2)
    assert [await house.rings(each) for each in ("anna", "bob", "carla")] == [
        "c1/agent#1",
        "c2/agent#1",
        None,
    ]
    await house.check()


async def test_a_declined_call_gives_its_room_to_another(studio: Studio, house: House) -> None:
    await studio.relay(capacity=1)
    await house.ready("anna")
    await house.ready("bob", ["de"])
    await studio.calls("c1")
    await studio.calls("c2", house.seat(pools=["de"]))
    assert await house.rings("bob") is None
    await house.engine.decline("c1/agent#1", "anna")
    assert await house.rings("bob") == "c2/agent#1", "nobody else is there for the first"
    await house.check()


async def test_a_call_in_progress_needs_no_further_room(studio: Studio, house: House) -> None:
    await studio.relay(capacity=1)
    await house.ready("anna")
    await studio.calls("c1")
    await house.engine.accept("c1/agent#1", "anna")
    await studio.relays.assign("c1")
    await studio.calls("c2")
    await house.ready("ali", ["ar"])
    await house.engine.add_seat("c1", house.interpreter(), by="anna")
    assert await house.rings("ali") == "c1/tolk#1"
    await house.ready("bob")
    assert await house.rings("bob") is None
    await house.engine.transfer_call("c1", house.seat("other"), by="anna")
    assert await house.rings("bob") == "c1/other#1", "the visitor has media, and keeps it"
    await house.check()


async def test_whom_room_was_promised_to_finds_a_relay_though_it_died_meanwhile(
    studio: Studio, house: House
) -> None:
    await studio.relay("r1")
    await studio.relay("r2")
    await house.ready("anna")
    await house.ready("bob")
    await studio.calls("c1")
    await studio.calls("c2")
    await house.engine.accept("c1/agent#1", "anna")
    await house.engine.accept("c2/agent#1", "bob")
    await studio.relays.lose("r2")
    homes = [await studio.relays.assign(call_id) for call_id in ("c1", "c2")]
    assert [home and home.relay_id for home in homes] == ["r1", "r1"], "crowded rather than nowhere"
    await house.check()


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_happens_no_room_is_given_twice_and_none_is_left_unused(
    studio: Studio, house: House, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311 (repeatable on purpose)
    people = {"anna": ["nl"], "bob": ["nl", "agent-ar"], "carla": ["nl"], "ali": ["ar"], "aya": ["ar"]}
    live: list[str] = []
    for number in range(70):
        who = chance.choice(sorted(people))
        with suppress(Refusal):
            match chance.randrange(7):
                case 0 | 1:
                    live.append(f"c{number}")
                    seat = chance.choice([house.seat(), house.seat_with_interpreter()])
                    await studio.calls(f"c{number}", seat)
                case 2:
                    await house.ready(who, people[who])
                case 3 | 4:
                    await studio.answers(who, chance)
                case 5 if live:
                    which = chance.choice(live)
                    await (studio.relays.assign(which) if chance.random() < 0.5 else studio.ends(which))
                case _:
                    await studio.meddles(chance)
        await house.passes(1)
        await house.check()
    for number in range(4):
        await studio.relay(f"more-{number}", 100)
    await house.check()
