"""Which relay a call lives on: balanced, sticky, and moved in the step in which its relay is lost."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from callrouter.model.events import MediaMoved
from callrouter.model.media import RelayLoad, RelayRecord
from callrouter.model.refusal import Refusal
from callrouter.queueing import RELAY_LEASE_MS, RelayRegistry
from tests.queueing.house import House

pytestmark = pytest.mark.valkey

#: How long after its last renewal a relay is lost.
_LOST_MS = 2 * RELAY_LEASE_MS


class Relays(RelayRegistry):
    """The registry of a house, and short ways of saying what relays do."""

    def __init__(self, house: House, machine: str | None = None) -> None:
        super().__init__(house.client, namespace=house.namespace, machine=machine, now=house.clock)
        self.house = house

    async def come(self, *names: str, capacity: int = 10, machine: str | None = None) -> None:
        for name in names:
            await self.register(
                RelayRecord(relay_id=name, control_url=f"unix:///{name}", machine=machine, capacity=capacity)
            )

    async def load(self, name: str, cpu: float = 0.1) -> bool:
        return await self.renew(name, RelayLoad(legs=0, packets_per_s=0, cpu=cpu))

    async def home(self, call_id: str) -> str | None:
        return (await self.homes([call_id]))[call_id].relay_id

    async def house_call(self, call_id: str) -> str | None:
        """Let a visitor call and connect to the call's media; return the relay."""
        await self.house.calls(call_id)
        relay = await self.assign(call_id)
        return relay.relay_id if relay else None

    async def counts(self) -> dict[str, int]:
        return {each.relay.relay_id: each.calls for each in await self.all()}

    async def moves(self) -> list[tuple[str, str | None]]:
        events = [event for event in await self.house.events() if isinstance(event, MediaMoved)]
        assert all(event.audience for event in events)
        return [(event.call.call_id, event.relay_id) for event in events]


@pytest.fixture
def relays(house: House) -> Relays:
    return Relays(house)


async def test_without_a_relay_a_call_lives_nowhere(relays: Relays) -> None:
    assert await relays.house_call("c1") is None
    await relays.come("r1")
    assert await relays.home("c1") is None, "it never had media, so nothing was lost"
    assert await relays.moves() == []


async def test_calls_are_spread_and_stay_where_they_are(relays: Relays) -> None:
    await relays.come("r1", "r2", "r3")
    homes = {f"c{n}": await relays.house_call(f"c{n}") for n in range(12)}
    assert await relays.counts() == {"r1": 4, "r2": 4, "r3": 4}
    for call_id, home in homes.items():
        relay = await relays.assign(call_id)
        assert relay is not None
        assert relay.relay_id == home
    assert await relays.moves() == []


async def test_a_relay_is_filled_as_far_as_it_says(relays: Relays) -> None:
    await relays.come("big", capacity=6)
    await relays.come("small", capacity=2)
    homes = [await relays.house_call(f"c{n}") for n in range(9)]
    assert Counter(homes) == {"big": 6, "small": 2, None: 1}
    assert Counter(homes[:4])["small"] == 1, "filled by share, not by count"


async def test_a_busy_core_counts_against_a_relay(relays: Relays) -> None:
    await relays.come("r1", "r2")
    assert await relays.load("r1", cpu=0.9)
    assert [await relays.house_call(f"c{n}") for n in range(3)] == ["r2"] * 3
    assert await relays.load("r2", cpu=0.95)
    assert await relays.house_call("c3") == "r1"


async def test_the_end_of_a_call_frees_its_place(relays: Relays) -> None:
    await relays.come("r1", capacity=1)
    assert await relays.house_call("c1") == "r1"
    await relays.house.engine.leave_call("c1", "booth:c1")
    assert await relays.counts() == {"r1": 0}
    with pytest.raises(Refusal, match="wrong_state"):
        await relays.assign("c1")
    with pytest.raises(Refusal, match="no_such_call"):
        await relays.assign("c9")


async def test_calls_of_a_lost_relay_are_moved_in_that_step(relays: Relays) -> None:
    await relays.come("r1", "r2", "r3")
    for number in range(6):
        await relays.house_call(f"c{number}")
    gone = [call_id for call_id in ("c0", "c1", "c2", "c3", "c4", "c5") if await relays.home(call_id) == "r1"]
    before = await relays.house.journal.last_id()
    assert await relays.lose("r1")
    assert await relays.counts() == {"r2": 3, "r3": 3}
    assert await relays.house.told_since(before) == ["relay.gone", "media.moved", "media.moved"]
    assert [call_id for call_id, _ in await relays.moves()] == gone
    assert {relay for _, relay in await relays.moves()} == {"r2", "r3"}
    before = await relays.house.journal.last_id()
    assert await relays.lose("r1"), "repeated"
    assert await relays.house.told_since(before) == []
    assert not await relays.load("r1"), "it must register again"


async def test_the_only_relays_calls_are_stranded_until_another_comes(relays: Relays) -> None:
    await relays.come("r1")
    await relays.house_call("c1")
    await relays.house_call("c2")
    await relays.lose("r1")
    assert await relays.home("c1") is None
    assert await relays.assign("c1") is None
    await relays.house.engine.leave_call("c2", "booth:c2")
    await relays.come("r2")
    assert await relays.home("c1") == "r2"
    assert await relays.moves() == [("c1", None), ("c2", None), ("c1", "r2")]


async def test_calls_that_had_media_go_on_even_where_there_is_no_room_for_new_ones(relays: Relays) -> None:
    await relays.come("r1", "r2", capacity=1)
    assert {await relays.house_call("c1"), await relays.house_call("c2")} == {"r1", "r2"}
    assert await relays.house_call("c3") is None
    await relays.lose("r1")
    assert {await relays.home("c1"), await relays.home("c2")} == {"r2"}
    assert await relays.assign("c3") is None
    await relays.lose("r2")
    await relays.come("r3", capacity=1)
    assert await relays.counts() == {"r3": 1}, "another relay may come a moment later"
    assert await relays.load("r3")
    assert {await relays.home("c1"), await relays.home("c2")} == {"r3"}
    assert await relays.assign("c3") is None


async def test_whoever_cannot_reach_a_healthy_relay_does_not_take_it_from_others(relays: Relays) -> None:
    await relays.come("r1", "r2")
    await relays.house_call("c1")
    relays.house.clock.now += 1000
    assert await relays.load("r1")
    assert await relays.load("r2")
    relays.house.clock.now += 1400
    assert not await relays.lose("r1", unless_renewed_ms=1500)
    assert await relays.home("c1") == "r1"
    relays.house.clock.now += 100
    assert await relays.load("r2")
    assert await relays.lose("r1", unless_renewed_ms=1500)
    assert await relays.home("c1") == "r2"


async def test_a_lease_that_ends_loses_the_relay(relays: Relays) -> None:
    await relays.come("r1", "r2")
    await relays.house_call("c1")
    await relays.house.passes(_LOST_MS - 2)
    assert await relays.load("r2")
    assert await relays.counts() == {"r1": 1, "r2": 0}
    await relays.house.passes(1)
    assert await relays.counts() == {"r2": 1}
    await relays.house.passes(_LOST_MS - 2)
    assert await relays.counts() == {"r2": 1}, "it was doubted, but renewed in time"
    await relays.house.passes(1)
    assert await relays.counts() == {}


@pytest.mark.parametrize("away_ms", [RELAY_LEASE_MS, RELAY_LEASE_MS + 100, _LOST_MS, _LOST_MS + 100, 60_000])
async def test_an_outage_of_the_server_is_excused(relays: Relays, away_ms: int) -> None:
    """Nobody could renew; what claims deadlines first thing afterwards must not lose every relay."""
    await relays.come("r1")
    await relays.house_call("c1")
    for _ in range(2):
        relays.house.clock.now += away_ms
        await relays.house.passes(0)
        assert await relays.home("c1") == "r1"
        assert await relays.load("r1")
    relays.house.clock.now += away_ms
    await relays.house.passes(0)
    await relays.house.passes(RELAY_LEASE_MS - 1)
    assert await relays.counts() == {"r1": 1}
    await relays.house.passes(1)
    assert await relays.counts() == {}, "it didn't come back with the server"


async def test_a_draining_relay_keeps_its_calls_and_gets_no_more(relays: Relays) -> None:
    await relays.come("r1")
    await relays.house_call("c1")
    await relays.drain("r1")
    await relays.drain("r1")
    await relays.come("r1")
    assert await relays.house_call("c2") is None, "it still drains, though it registered again"
    relay = await relays.assign("c1")
    assert relay is not None
    assert relay.draining
    await relays.come("r2")
    assert await relays.house_call("c3") == "r2"


async def test_what_is_left_of_a_drain_moves_even_where_there_is_no_room_for_new_calls(
    relays: Relays,
) -> None:
    await relays.come("r1")
    for number in range(3):
        await relays.house_call(f"c{number}")
    assert await relays.move("r1") == 3, "there is nowhere to go, so they stay"
    await relays.come("r2", capacity=2)
    assert await relays.move("r1") == 0
    assert await relays.move("r1") == 0
    assert await relays.moves() == [("c0", "r2"), ("c1", "r2"), ("c2", "r2")]
    assert await relays.counts() == {"r1": 0, "r2": 3}


async def test_relays_tell_what_they_do(relays: Relays) -> None:
    await relays.come("r1")
    load = RelayLoad(legs=7, packets_per_s=900, cpu=0.25)
    assert await relays.renew("r1", load)
    (standing,) = await relays.all()
    assert standing.load == load
    assert standing.renewed_at == relays.house.clock.now
    await relays.come("r1")
    (again,) = await relays.all()
    assert again == standing
    assert await relays.all() == (again,)


async def test_calls_go_to_relays_that_their_machine_reaches(house: House) -> None:
    here, there = Relays(house, "m1"), Relays(house, "m2")
    await here.come("r1", machine="m1")
    await there.come("r2", machine="m2")
    assert [await here.house_call(f"a{n}") for n in range(3)] == ["r1"] * 3
    assert await there.house_call("b0") == "r2"
    relay = await there.assign("a0")
    assert relay is not None
    assert relay.relay_id == "r1", "it stays where it is"
    assert [there.reaches(relay), here.reaches(relay), Relays(house).reaches(relay)] == [False, True, True]
    assert await here.move("r1") == 3
    await here.lose("r1")
    assert await there.load("r2")
    assert await here.home("a0") is None
    await here.come("r3", machine="m1")
    assert {await here.home(f"a{n}") for n in range(3)} == {"r3"}
    await here.lose("r3")
    relay = await there.assign("a1")
    assert relay is not None
    assert relay.relay_id == "r2", "the machine is gone, and its people are there now"
    await here.come("r4")
    assert await here.home("a2") == "r4", "everybody reaches it"


async def test_a_relay_that_is_not_understood_hides_no_other(relays: Relays) -> None:
    """Relays of another version may run beside these."""
    await relays.come("r1", "r2", "r3")
    entry = f"{{{relays.house.namespace}}}:relay:"
    later = {"legs": 1, "packets_per_s": 2, "cpu": 0.5, "drops": 3}
    await relays.house.client.hset(f"{entry}r1", "load", json.dumps(later))
    record = {"relay_id": "r2", "control_url": "unix:///r2", "capacity": 4, "region": "north"}
    await relays.house.client.hset(f"{entry}r2", "record", json.dumps(record))
    await relays.house.client.hset(f"{entry}r3", "record", '{"relay_id": "r3"}')
    first, second = await relays.all()
    assert first.load == RelayLoad(legs=1, packets_per_s=2, cpu=0.5)
    assert second.relay == RelayRecord(relay_id="r2", control_url="unix:///r2", capacity=4)
    await relays.lose("r3")
