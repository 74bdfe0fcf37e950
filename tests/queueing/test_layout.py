"""Nobody works on data of a form they can't read; data is brought to a newer one when all can."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from callrouter.model.media import RelayRecord
from callrouter.model.nodes import NodeRecord, release_order
from callrouter.queueing import (
    NodeRegistry,
    QueueServerError,
    RelayRegistry,
    bring_up,
    claim_layout,
    scripts,
)
from callrouter.queueing.forms import LAYOUT, UNREAD_MINUTES
from callrouter.queueing.nodes import NODE_LEASE_MS, Fit, Progress
from tests.queueing.house import Clock, House

pytestmark = pytest.mark.valkey

NEXT = LAYOUT + 1
MINUTE_MS = 60_000
STEP = f"""
migrations[{NEXT}] = {{
  match = {{ 'thing:*', 'other:*' }},
  change = function(name)
    if redis.call('HSETNX', name, 'changed', '1') == 1 then redis.call('HINCRBY', name, 'times', 1) end
  end,
}}
"""


@pytest.fixture
def next_release(monkeypatch: pytest.MonkeyPatch) -> None:
    library = scripts.assembled([STEP])
    monkeypatch.setattr(scripts, "library", lambda: library)


def node(name: str, *, reads_from: int = LAYOUT, reads_to: int = LAYOUT) -> NodeRecord:
    return NodeRecord(node_id=name, version="1.0", reads_from=reads_from, reads_to=reads_to)


async def test_a_new_deployment_is_claimed_and_found_again(client: Redis, house: House) -> None:
    nodes = NodeRegistry(client, namespace=house.namespace)
    await claim_layout(nodes, node("a"), now=Clock())
    await house.ready("ann")
    await claim_layout(nodes, node("b"), now=Clock())
    assert [each.node.node_id for each in await nodes.all()] == ["a", "b"]
    await nodes.leave("a")
    assert [each.node.node_id for each in await nodes.all()] == ["b"]


@pytest.mark.parametrize(("form", "why"), [("1", "form 1;"), ("99", "newer than"), ("restoring", "restore")])
async def test_data_that_can_not_be_used_is_refused(
    client: Redis, namespace: str, form: str, why: str
) -> None:
    await client.set(f"{{{namespace}}}:layout", form)
    nodes = NodeRegistry(client, namespace=namespace)
    with pytest.raises(QueueServerError, match=why):
        await claim_layout(nodes, node("a"), now=Clock())
    assert await nodes.all() == ()


@pytest.mark.usefixtures("next_release")
async def test_data_changes_ten_minutes_after_the_last_node_or_relay_that_can_not_read_it(
    client: Redis, namespace: str
) -> None:
    clock = Clock()
    nodes = NodeRegistry(client, namespace=namespace, now=clock)
    old, new = node("old"), node("new", reads_to=NEXT)

    async def minutes_pass(count: int) -> list[bool]:
        changed = []
        for _ in range(count):
            clock.now += MINUTE_MS
            changed.append(await bring_up(nodes, new, LAYOUT))
        return changed

    assert (await nodes.renew(old, own_ms=0)).form == str(LAYOUT)
    assert (await nodes.renew(new, own_ms=0)).fit is Fit.READY
    assert not await bring_up(nodes, new, LAYOUT)
    # A node that only starts again comes back, whatever the others would rather.
    await nodes.leave("old")
    assert not any(await minutes_pass(UNREAD_MINUTES - 1))
    assert (await nodes.renew(old, own_ms=0)).fit is Fit.READY
    assert not await bring_up(nodes, new, LAYOUT)
    await nodes.leave("old")
    relays = RelayRegistry(client, namespace=namespace, now=clock)
    relay = RelayRecord(relay_id="r1", control_url="unix:///r1", capacity=1)
    await relays.register(relay)
    assert not any(await minutes_pass(UNREAD_MINUTES))
    await relays.register(relay.model_copy(update={"reads_to": NEXT}))
    assert not any(await minutes_pass(UNREAD_MINUTES - 1))
    # When nobody asked for a while, nobody knows who was there.
    clock.now += MINUTE_MS + 1
    assert not await bring_up(nodes, new, LAYOUT)
    assert await minutes_pass(UNREAD_MINUTES) == [False] * (UNREAD_MINUTES - 1) + [True]
    assert (await nodes.renew(new, own_ms=0)).form == str(NEXT)
    assert (await nodes.renew(old, own_ms=0)).fit is Fit.NEWER


@pytest.mark.usefixtures("next_release")
async def test_each_key_is_changed_once_though_the_node_that_does_it_is_killed(
    client: Redis, namespace: str
) -> None:
    clock = Clock()
    nodes = NodeRegistry(client, namespace=namespace, now=clock)
    names = [f"{{{namespace}}}:{kind}:{number}" for kind in ("thing", "other") for number in range(600)]
    for name in names:
        await client.hset(name, "at", "0")
    killed, heir = node("killed", reads_to=NEXT), node("heir", reads_to=NEXT)
    await nodes.set_out(LAYOUT)
    await nodes.renew(node("beside", reads_to=NEXT), own_ms=0)
    token = await nodes.begin_change("killed", NEXT, unread_ms=0)
    assert await nodes.go_on(token) is Progress.MORE
    # While it is under way, nobody comes who can't read the new form, and nobody else does it.
    assert (await nodes.renew(node("late"), own_ms=0)).fit is Fit.NEWER
    assert await nodes.begin_change("heir", NEXT, unread_ms=0) == 0
    clock.now += NODE_LEASE_MS
    assert await bring_up(nodes, heir, LAYOUT)
    # Whoever comes to itself afterwards changes nothing more.
    assert await nodes.go_on(token) is Progress.LOST
    assert not await bring_up(nodes, killed, LAYOUT)
    assert {await client.hget(name, "times") for name in names} == {"1"}
    # Nor has it a part in the next change: the token goes on counting.
    assert await client.hgetall(f"{{{namespace}}}:layout_change") == {"token": str(token + 1)}


@pytest.mark.usefixtures("next_release")
async def test_a_release_that_reads_only_the_new_form_changes_it_before_it_serves(
    client: Redis, namespace: str
) -> None:
    nodes = NodeRegistry(client, namespace=namespace)
    await nodes.renew(node("old"), own_ms=0)
    await nodes.leave("old")
    await claim_layout(nodes, node("new", reads_from=NEXT, reads_to=NEXT), now=Clock())
    assert await nodes.form() == str(NEXT)


def test_releases_are_ordered_by_their_numbers() -> None:
    assert sorted(["1.10.0", "1.9", "0.9.12"], key=release_order) == ["0.9.12", "1.9", "1.10.0"]
