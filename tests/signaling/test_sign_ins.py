"""Signing in from outside: cookies, tokens that are replaced, and an end that every page hears at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote

import pytest

from callrouter.model.directory import Directory
from callrouter.model.sign_ins import SignInEnd, of_person
from signaling.node import running_node
from signaling.settings import Settings
from signaling.stores import beside_node
from tests.signaling.conftest import PASSWORD, Person, Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]


@asynccontextmanager
async def _another_node(settings: Settings, directory: Directory, **other: Any) -> AsyncIterator[Service]:
    """Run a node beside the one of these settings, on the same server."""
    socket = quote(str(settings.data_dir / "valkey" / "valkey.sock"))
    beside = settings.model_copy(update={"redis_url": f"unix://{socket}", **other})
    async with AsyncExitStack() as stack:
        node = await stack.enter_async_context(running_node(beside, directory))
        address = await stack.enter_async_context(node.edge.serving(node.web_app(home=None)))
        running = Service(node, address)
        stack.push_async_callback(running.everybody_goes)
        yield running


async def _session(person: Person, service: Service, page: str = "desk") -> tuple[int, dict[str, Any]]:
    headers = {"Origin": service.url}
    async with person.http.post(
        f"{service.url}/api/v1/session", json={"page": page}, headers=headers
    ) as response:
        return response.status, await response.json()


def _is_offline(staff: dict[str, Any], staff_id: str) -> bool:
    return bool(staff["staff_id"] == staff_id and staff["status"] == "offline")


def _token(person: Person) -> str:
    return next(each.value for each in person.http.cookie_jar if each.key == "callrouter_desk")


async def test_the_end_of_a_sign_in_closes_its_pages_on_every_node_and_no_others(
    service: Service, settings: Settings, directory: Directory
) -> None:
    here, chief = await service.staff("desk", "agent-1"), await service.staff("supervisor", "supervisor-1")
    async with _another_node(settings, directory) as other, beside_node(settings) as stores:
        there = await other.staff("desk", "agent-1")
        colleague = await other.staff("desk", "agent-2")
        first, _second = await stores.sign_ins.of("agent-1")
        name = of_person("agent-1")
        await stores.sign_ins.end(name, SignInEnd.REVOKED, "supervisor-1", only=first.sign_in_id)
        assert await here.is_closed_with() == 4001
        assert (await there.says("status.set", status="away", reason="break"))["type"] == "request.done"
        await stores.sign_ins.end(name, SignInEnd.REVOKED, "supervisor-1")
        assert await there.is_closed_with() == 4001
        assert (await _session(here, service))[0] == 401
        await chief.hears("staff.changed", lambda told: _is_offline(told["staff"], "agent-1"))
        assert (await colleague.says("status.set", status="ready"))["type"] == "request.done"


async def test_the_caller_of_who_is_signed_out_in_a_call_is_offered_to_somebody_else(
    service: Service, settings: Settings
) -> None:
    agent, booth = await service.staff("desk", "agent-1"), await service.booth()
    await booth.says("call.request", language="nl", subject="question")
    rung = await agent.hears("reservation.created")
    reservation = rung["reservation"]["reservation_id"]
    assert (await agent.says("reservation.accept", reservation_id=reservation))["type"] == "request.done"
    other = await service.staff("desk", "agent-2")
    async with beside_node(settings) as stores:
        await stores.sign_ins.end(of_person("agent-1"), SignInEnd.REVOKED, "supervisor-1", why="laptop weg")
    assert await agent.is_closed_with() == 4001
    offered = await other.hears("reservation.created")
    assert offered["reservation"]["call_id"] == rung["reservation"]["call_id"]


async def test_a_page_whose_end_was_not_heard_is_closed_at_the_next_look(
    service: Service, settings: Settings
) -> None:
    agent = await service.staff("desk", "agent-1")
    async with beside_node(settings) as stores:
        service.node.parts.hub.follow()
        await stores.sign_ins.end(of_person("agent-1"), SignInEnd.REVOKED, "operator")
        await service.node.parts.staff_accounts.news.look()
    assert await agent.is_closed_with() == 4001


async def test_a_page_gets_a_new_token_in_time_and_goes_on_with_it(
    service: Service, settings: Settings, directory: Directory
) -> None:
    assert service.url
    async with _another_node(settings, directory, sign_in_token_s=0) as node:
        agent = await node.staff("desk", "agent-1")
        before = _token(agent)
        status, told = await _session(agent, node)
        assert (status, told["staff_id"]) == (200, "agent-1")
        assert _token(agent) != before
        await agent.drop()
        await agent.open(resume=True)
        assert (await agent.says("status.set", status="away", reason="break"))["type"] == "request.done"


async def test_cookies_are_bound_to_this_host_and_to_https(
    settings: Settings, service: Service, directory: Directory
) -> None:
    assert service.url
    async with _another_node(settings, directory, secure_cookies=True) as node:
        person = node.person("desk")
        body = {"page": "desk", "username": "agent-1", "password": PASSWORD}
        async with person.http.post(
            f"{node.url}/api/v1/login", json=body, headers={"Origin": node.url}
        ) as response:
            cookie = SimpleCookie(response.headers["Set-Cookie"])["__Host-callrouter_desk"]
        assert cookie["secure"]
        assert cookie["httponly"]
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Strict", "/", "")


async def test_one_page_does_not_open_another(service: Service) -> None:
    agent = await service.staff("desk", "agent-1")
    token = _token(agent)
    stranger = service.person("supervisor")
    stranger.http.cookie_jar.update_cookies({"callrouter_supervisor": token})
    await stranger.connect()
    assert await stranger.is_closed_with() == 4001
    assert (await _session(stranger, service, "supervisor"))[0] == 401
