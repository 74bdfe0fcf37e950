"""Order and bounds of what a page is told."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from callrouter.model.states import Role
from callrouter.queueing import journal_place
from signaling.auth.identity import Identity
from signaling.protocol.errors import CloseCode
from signaling.sessions import endpoint
from signaling.sessions.connection import Connection
from signaling.sessions.outbox import CAPACITY, Outbox, OutboxFullError
from tests.signaling.conftest import Service, until

_DESK = Identity(principal_id="agent-1", role=Role.AGENT, display_name="Agent", languages=("nl",))

_PLACES = st.tuples(st.integers(0, 2**60), st.integers(0, 2**30))


def _nothing() -> None:
    """End a connection that isn't there."""


def _told(connection: Connection) -> list[str]:
    outbox: Outbox = connection._outbox
    return [outbox._texts.get_nowait() for _ in range(outbox._texts.qsize())]


def test_events_are_held_until_the_page_has_caught_up_and_none_comes_twice() -> None:
    connection = Connection(web.WebSocketResponse(), _nothing, _DESK, "s")
    for event_id in ("5-0", "7-0", "7-1"):
        connection.send_event(event_id, event_id)
    assert _told(connection) == []
    connection.start_at("7-0")
    connection.send_event("7-1", "again")
    connection.send_event("10-0", "10-0")
    assert _told(connection) == ["7-1", "10-0"]


@given(_PLACES, _PLACES)
def test_places_are_ordered_as_the_journal_is(one: tuple[int, int], other: tuple[int, int]) -> None:
    places = [journal_place(f"{ms}-{sequence}") for ms, sequence in (one, other)]
    assert (places[0] < places[1]) == (one < other)


def test_an_outbox_is_bounded() -> None:
    outbox = Outbox(capacity=2)
    outbox.put("1")
    outbox.put("2")
    with pytest.raises(OutboxFullError):
        outbox.put("3")


async def test_a_page_that_reads_nothing_is_cut_off_and_its_session_ends(service: Service) -> None:
    """The page fills its own socket by flooding, and never reads; only cutting the line frees the rest."""
    reader, writer = await asyncio.open_connection("127.0.0.1", URL(service.url).port, limit=1)
    host = service.url.removeprefix("http://")
    writer.write(
        f"GET /ws?page=booth&kiosk=demo HTTP/1.1\r\nHost: {host}\r\nOrigin: {service.url}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
    )
    async with asyncio.timeout(20):
        await until(lambda: bool(service.node.parts.hub.connections("booth:demo")))
        (connection,) = service.node.parts.hub.connections("booth:demo")
        connection.start_at("0-0")
        number = 0
        while not connection._closing:
            number += 1
            connection.send_event(f"{number}-0", "x" * 100_000)
            await asyncio.sleep(0)
        await until(lambda: not service.node.parts.hub.connections("booth:demo"))
        await connection.closed()
    writer.close()
    assert reader is not None


async def test_what_is_held_for_a_page_that_has_not_started_is_bounded(service: Service) -> None:
    page = service.person("booth", "demo")
    await page.connect()
    async with asyncio.timeout(10):
        await until(lambda: bool(service.node.parts.hub.connections("booth:demo")))
    (connection,) = service.node.parts.hub.connections("booth:demo")
    for number in range(1, CAPACITY + 2):
        connection.send_event(f"{number}-0", "{}")
    assert await page.is_closed_with() == CloseCode.TOO_SLOW


async def test_a_page_that_never_says_hello_is_let_go(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "_HELLO_S", 0.05)
    page = service.person("booth", "demo")
    await page.connect()
    assert await page.is_closed_with() == CloseCode.MISBEHAVED
