"""Order and bounds of what a page is told."""

from __future__ import annotations

import json

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import given
from hypothesis import strategies as st

from callrouter.model.states import Role
from signaling.auth.identity import Identity
from signaling.protocol.errors import CloseCode
from signaling.sessions.connection import Connection, journal_place
from signaling.sessions.outbox import Outbox, OutboxFullError

_DESK = Identity(principal_id="agent-1", role=Role.AGENT, display_name="Agent", languages=("nl",))

_PLACES = st.tuples(st.integers(0, 2**60), st.integers(0, 2**30))


def _told(connection: Connection) -> list[str]:
    outbox: Outbox = connection._outbox
    return [outbox._texts.get_nowait() for _ in range(outbox._texts.qsize())]


def test_events_are_held_until_the_page_has_caught_up_and_none_comes_twice() -> None:
    connection = Connection(web.WebSocketResponse(), _DESK, "s")
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


async def test_a_page_that_reads_too_slowly_is_closed_so_that_it_resumes() -> None:
    async def never_writes(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = Connection(socket, _DESK, "s")
        connection.start_at("0-0")
        for number in range(1, 1000):
            connection.send_event(f"{number}-0", json.dumps({"number": number}))
        await connection.closed()
        return socket

    app = web.Application()
    app.router.add_get("/", never_writes)
    async with TestClient(TestServer(app)) as client:
        page = await client.ws_connect("/")
        await page.receive()
        assert page.close_code == CloseCode.TOO_SLOW
