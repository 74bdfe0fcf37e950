"""Today's figures as wallboards show them: the same as the statistics tell, at every step."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from callrouter.model.directory import Directory
from callrouter.policy.local_time import Zones
from callrouter.policy.service_level import Target
from callrouter.queueing import Journal, StatisticsStore
from callrouter.services.live_figures import LiveFigures
from callrouter.services.statistics import StatisticsKeeper
from tests.queueing.house import House

pytestmark = pytest.mark.valkey

_NAMESPACE = "callrouter"
_NOWHERE = Directory(centres=(), locations=(), booths=(), accounts=())
_TARGET = Target()


def _live(client: Redis) -> LiveFigures:
    return LiveFigures(StatisticsStore(client), _NOWHERE, _TARGET)


async def _some_calls(house: House) -> None:
    await house.talks("ann", "c1")
    await house.calls("c2")
    await house.passes(3000)
    await house.engine.leave_call("c2", "booth:c2")
    await house.calls("c3")


async def test_a_node_counts_what_was_counted_before_it_and_each_event_once(client: Redis) -> None:
    house, journal = House(client, _NAMESPACE), Journal(client)
    keeper = StatisticsKeeper(StatisticsStore(client), journal, zones=Zones({}), gather_s=0)
    await _some_calls(house)
    await keeper.catch_up()
    await house.calls("c4")  # in the journal, and in no figure yet

    live = _live(client)
    await live.load(journal, house.clock.now)
    (row,) = live.today(house.clock.now)
    assert (row.offered, row.answered, row.abandoned) == (4, 1, 1)
    assert (row.in_time, row.counted) == (1, 2)

    for event in await house.events():  # a reader that begins earlier tells some again
        live.follow(event)
    await house.engine.leave_call("c3", "booth:c3")
    for event in (await house.events())[-3:]:
        live.follow(event)
    (row,) = live.today(house.clock.now)
    assert (row.offered, row.abandoned) == (4, 2)
    assert sum(point.abandoned for point in live.trend(house.clock.now, hours=1)) == 2


async def test_a_new_day_begins_at_nought_and_yesterday_stays_in_the_trend(client: Redis) -> None:
    house = House(client, _NAMESPACE)
    await _some_calls(house)
    live = _live(client)
    await live.load(Journal(client), house.clock.now)
    tomorrow = house.clock.now + 86_400_000
    assert live.today(tomorrow) == ()
    assert sum(point.offered for point in live.trend(house.clock.now + 3_600_000, hours=6)) == 3
