"""Alerts as they are kept: looked after by one node at a time, raised once, acknowledged by who is first."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis

from callrouter.model.alerts import Alert, AlertKind, AlertNotice, Condition, KeptAlert, NoticeOf, NoticeWay
from callrouter.model.events import Event
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.policy.alerting import Change
from callrouter.queueing import AlertStore, Journal, QueueEngine
from callrouter.queueing.alerts import WATCH_MS
from tests.queueing.house import START

pytestmark = pytest.mark.valkey

CONDITION = Condition(key="rule", rule_id="rule", kind=AlertKind.QUEUE_LENGTH, threshold=5, value=5, since=1)
ALERT = Alert(**dict(CONDITION), alert_id="alert-1", raised_at=START)
KEPT = KeptAlert(condition=CONDITION, true_since=START, alert=ALERT)
RAISED = Change("rule", KEPT, "alert.raised", ALERT)
NOTICE = AlertNotice(
    notice_id="n1", way=NoticeWay.WEBHOOK, of=NoticeOf.RAISED, alert=ALERT, at=START, next_at=START
)


class _Clock:
    now = START

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def store(client: Redis, namespace: str, clock: _Clock) -> AlertStore:
    return AlertStore(client, namespace=namespace, now=clock)


async def _told(client: Redis, namespace: str) -> list[Event]:
    return list(await Journal(client, namespace=namespace).after("0-0", limit=1000) or ())


async def _raise(store: AlertStore, holder: str = "one") -> None:
    watch = await store.watch(holder)
    assert watch is not None
    assert await store.settle(holder, watch, [RAISED], [NOTICE])


async def test_of_many_nodes_one_looks_after_alerts_until_it_stops(store: AlertStore, clock: _Clock) -> None:
    watches = await asyncio.gather(*(store.watch(f"node-{number}") for number in range(8)))
    assert sum(watch is not None for watch in watches) == 1
    holder = next(f"node-{number}" for number, watch in enumerate(watches) if watch is not None)
    clock.now += WATCH_MS - 1
    assert await store.watch("another") is None
    assert await store.watch(holder) is not None
    clock.now += WATCH_MS
    assert await store.watch("another") is not None
    assert await store.watch(holder) is None


async def test_two_nodes_that_both_saw_it_raise_one_alert(
    store: AlertStore, clock: _Clock, client: Redis, namespace: str
) -> None:
    slow = await store.watch("slow")
    assert slow is not None
    clock.now += WATCH_MS + 1
    await _raise(store, "quick")
    assert not await store.settle("slow", slow, [RAISED], [NOTICE])
    assert [event.type for event in await _told(client, namespace)] == ["alert.raised"]
    board = await QueueEngine(client, namespace=namespace).board()
    assert board.alerts == (ALERT,)


async def test_what_is_settled_after_an_acknowledgement_was_not_seen_is_refused(store: AlertStore) -> None:
    await _raise(store)
    before = await store.watch("one")
    assert before is not None
    await store.acknowledge("alert-1", "sue")
    assert not await store.settle("one", before, [Change("rule", KEPT)], [])
    after = await store.watch("one")
    assert after is not None
    assert after.kept["rule"].alert is not None
    assert after.kept["rule"].alert.acknowledged_by == "sue"


async def test_who_acknowledges_first_stays(store: AlertStore, client: Redis, namespace: str) -> None:
    await _raise(store)
    assert {(await store.acknowledge("alert-1", who)).acknowledged_by for who in ("sue", "tom")} == {"sue"}
    assert [event.type for event in await _told(client, namespace)] == ["alert.raised", "alert.acknowledged"]


async def test_an_alert_that_is_over_cannot_be_acknowledged(
    store: AlertStore, client: Redis, namespace: str
) -> None:
    await _raise(store)
    watch = await store.watch("one")
    assert watch is not None
    assert await store.settle("one", watch, [Change("rule", None, "alert.cleared", ALERT)], [])
    with pytest.raises(Refusal) as refused:
        await store.acknowledge("alert-1", "sue")
    assert refused.value.code is RefusalCode.NO_SUCH_ALERT
    assert (await QueueEngine(client, namespace=namespace).board()).alerts == ()


async def test_a_condition_that_is_not_raised_yet_is_kept_and_told_to_nobody(
    store: AlertStore, client: Redis, namespace: str
) -> None:
    watch = await store.watch("one")
    assert watch is not None
    building = KeptAlert(condition=CONDITION, true_since=START)
    assert await store.settle("one", watch, [Change("rule", building)], [])
    again = await store.watch("one")
    assert again is not None
    assert again.kept == {"rule": building}
    assert (await QueueEngine(client, namespace=namespace).board()).alerts == ()
    assert await _told(client, namespace) == []


async def test_a_notice_is_kept_until_it_is_delivered(store: AlertStore) -> None:
    await _raise(store)
    later = NOTICE.model_copy(update={"failures": 1, "next_at": START + 5000})
    await store.settle_notice(NOTICE, later, delivered=False)
    watch = await store.watch("one")
    assert watch is not None
    assert watch.notices == [later]
    for _ in range(2):
        await store.settle_notice(later, None, delivered=True)
    watch = await store.watch("one")
    assert watch is not None
    assert watch.notices == []


async def test_an_alert_tells_by_what_nobody_could_be_told(
    store: AlertStore, client: Redis, namespace: str
) -> None:
    await _raise(store)
    for _ in range(2):
        await store.settle_notice(NOTICE, None, delivered=False)
    (alert,) = (await QueueEngine(client, namespace=namespace).board()).alerts
    assert alert.undelivered == (NoticeWay.WEBHOOK,)
    assert [event.type for event in await _told(client, namespace)] == ["alert.raised", "alert.changed"]
