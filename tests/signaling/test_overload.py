"""A node with too much to do, and one that is about to stop: who is sent elsewhere, and who is not."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from callrouter.model.media import RelayRecord
from callrouter.policy.shedding import Level, Shedding
from callrouter.queueing import QueueUnavailableError
from callrouter.queueing.batching import BatchingRedis, BusyError
from callrouter.queueing.connect import reachable
from signaling.protocol.errors import CloseCode
from signaling.sessions.outbox import Outbox, OutboxFullError
from tests.signaling.conftest import Person, Service, until


async def _asks(service: Service, method: str, path: str) -> tuple[int, dict[str, Any], str | None]:
    headers = {"Origin": service.url}
    async with service.person("desk").http.request(
        method, service.url + path, json={}, headers=headers
    ) as got:
        return got.status, await got.json(), got.headers.get("Retry-After")


def _gives_up(service: Service, level: Level) -> None:
    service.node.vitals.shedding = Shedding(level=level)


async def _is_let_in(person: Person) -> bool:
    """Try to come; whoever isn't let in is closed with a code that sends pages to another node."""
    await person.connect()
    hello = {"type": "session.hello", "request_id": "h"}
    await person.says_raw(hello)
    heard = asyncio.ensure_future(person.hears("session.opened"))
    closed = asyncio.ensure_future(person.is_closed_with())
    await asyncio.wait([heard, closed], return_when=asyncio.FIRST_COMPLETED)
    let_in = heard.done()
    for task in (heard, closed):
        task.cancel()
    await asyncio.gather(heard, closed, return_exceptions=True)
    assert let_in or person._socket is None or person._socket.close_code == CloseCode.GOING_AWAY
    return let_in


async def test_the_least_important_is_given_up_first_and_who_waits_never(service: Service) -> None:
    waiting = await service.booth("demo")
    await waiting.says("call.request", language="de", subject="question")
    desk = service.person("desk")
    assert await desk.sign_in("agent-1") == 200

    _gives_up(service, Level.REPORTS)
    status, told, retry = await _asks(service, "GET", "/api/v1/statistics/report")
    assert (status, told["code"]) == (503, "overloaded")
    assert 5 <= int(retry or 0) <= 20
    assert (await _asks(service, "POST", "/api/v1/login"))[0] != 503

    _gives_up(service, Level.NEWCOMERS)
    assert (await _asks(service, "POST", "/api/v1/login"))[0] == 503
    assert not await _is_let_in(service.person("booth", "demo-2"))
    await waiting.drop()
    assert await _is_let_in(waiting), "it has a call"
    assert await _is_let_in(desk)

    _gives_up(service, Level.ALL_BUT_CALLS)
    await desk.drop()
    assert not await _is_let_in(desk)
    await waiting.drop()
    assert await _is_let_in(waiting)
    _gives_up(service, Level.ALL_BUT_CALLS)
    await service.node.vitals.look(0.0)
    status, told, _ = await _asks(service, "GET", "/health/ready")
    assert status == 200, "nobody else could take over"
    assert "overloaded" in told["degraded"]


async def test_who_drains_tells_it_first_then_sends_pages_to_others_and_nobody_is_lost(
    service: Service,
) -> None:
    agent = await service.staff("desk", "agent-1")
    booth = await service.booth()
    await service.node.drain(asyncio.Event())
    status, told, _ = await _asks(service, "GET", "/health/ready")
    assert (status, told["reason"]) == (503, "draining")
    assert await agent.is_closed_with() == CloseCode.GOING_AWAY
    assert await booth.is_closed_with() == CloseCode.GOING_AWAY
    async with asyncio.timeout(30):
        await until(lambda: not service.node.parts.hub.connections())
    (person,) = [each for each in await service.node.parts.gate.engine.people() if each.staff_id == "agent-1"]
    assert (person.status, person.reason) == ("ready", None), (
        "their page is back in a moment, at another node"
    )
    assert not await _is_let_in(service.person("booth", "demo-2"))


async def test_relays_that_take_no_more_are_told_but_make_no_node_unready(service: Service) -> None:
    (relay,) = await service.node.stores.relays.all()
    full = RelayRecord.model_validate(relay.relay.model_dump() | {"draining": True})
    await service.node.stores.relays.register(full)
    await service.node.vitals.look(0.0)
    health = service.node.vitals.ready()
    assert (health.reason, health.degraded) == (None, ("no_room",))


async def test_what_waits_for_a_server_is_bounded_and_told_as_busy() -> None:
    """Nobody listens there: whoever comes is neither answered nor refused for a while."""
    silent = socket.create_server(("127.0.0.1", 0))
    port = silent.getsockname()[1]
    client = BatchingRedis(host="127.0.0.1", port=port, socket_timeout=60, answer_within_s=600)
    asked = [asyncio.create_task(client.execute_command("FCALL", "f", 0)) for _ in range(5000)]
    async with asyncio.timeout(45):
        await until(lambda: any(task.done() for task in asked))
    refused = [task for task in asked if task.done()]
    assert 800 < len(refused) < 1000, "4096 wait, one is under way, and a batch or two"
    assert all(isinstance(task.exception(), BusyError) for task in refused)
    with pytest.raises(QueueUnavailableError, match="too much"), reachable():
        raise BusyError
    for task in asked:
        task.cancel()
    await asyncio.gather(*asked, return_exceptions=True)
    await client.aclose()
    silent.close()


def test_what_a_page_is_told_is_bounded_in_size_too() -> None:
    outbox = Outbox()
    outbox.put("x" * 9_000_000)
    with pytest.raises(OutboxFullError):
        outbox.put("y")
