"""Bad messages, foreign pages, impatient clients: a typed error, and the server goes on."""

from __future__ import annotations

import asyncio
import json
from typing import get_args

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signaling.handlers.dispatch import HANDLERS
from signaling.protocol.client import ClientMessage, SessionHello
from signaling.protocol.errors import CloseCode
from signaling.sessions.words import message_in, request_id_in
from tests.signaling.conftest import Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "null",
        '{"type": "call.request"}',
        '{"type": "no.such", "request_id": "1"}',
        '{"type": "status.set", "request_id": "1", "status": "offline"}',
        '{"type": "call.rate", "request_id": "1", "call_id": "c", "rating": 6}',
        "[" * 10_000,
        '{"type": "no.such", "request_id": "\\ud800"}',
        '{"type": "session.hello", "request_id": "1", "last_event_id": "99999999999999999999-0"}',
    ],
)
async def test_a_bad_message_gets_a_typed_error_and_the_session_goes_on(service: Service, text: str) -> None:
    booth = await service.booth()
    await booth.says_raw(text)
    assert (await booth.hears("error"))["code"] == "bad_message"
    assert (await booth.says("call.request", language="en", subject="question"))["type"] == "request.done"


async def test_the_error_repeats_the_request_id_where_it_can_be_read(service: Service) -> None:
    booth = await service.booth()
    answer = await booth.says("call.request", language="Klingon", subject="question")
    assert answer["code"] == "bad_message"


async def test_many_bad_messages_close_the_page(service: Service) -> None:
    booth = await service.booth()
    for _ in range(20):
        await booth.says_raw("nonsense")
    assert await booth.is_closed_with() == CloseCode.MISBEHAVED


async def test_a_flood_is_refused_and_other_pages_are_served(service: Service) -> None:
    flood, other = await service.booth("demo"), await service.booth("demo-2")
    for number in range(300):
        await flood.says_raw({"type": "call.leave", "request_id": f"f{number}", "call_id": "none"})
    assert (await flood.hears("error", lambda m: m["code"] == "too_many"))["request_id"]
    assert (await other.says("call.request", language="en", subject="question"))["type"] == "request.done"


async def test_hello_must_come_first_and_once(service: Service) -> None:
    booth = service.person("booth", "demo")
    await booth.connect()
    assert (await booth.says("call.request", language="en", subject="question"))["code"] == "hello_expected"
    await booth.says("session.hello")
    assert (await booth.says("session.hello"))["code"] == "hello_expected"


async def test_a_page_of_another_site_is_refused(service: Service) -> None:
    booth = service.person("booth", "demo")
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await booth.connect(origin="https://elsewhere.example")
    assert refused.value.status == 403


async def test_a_page_without_a_session_is_told_to_sign_in(service: Service) -> None:
    desk = service.person("desk")
    await desk.connect()
    assert await desk.is_closed_with() == CloseCode.SIGNED_OUT


async def test_an_unknown_booth_is_turned_away(service: Service) -> None:
    booth = service.person("booth", "not-enrolled")
    await booth.connect()
    assert await booth.is_closed_with() == CloseCode.SIGNED_OUT


async def test_wrong_password_and_wrong_page_are_refused(service: Service) -> None:
    desk = service.person("desk")
    assert await desk.sign_in("agent-1", "wrong") == 401
    assert await desk.sign_in("nobody", "wrong") == 401
    assert await desk.sign_in("tolk-ar") == 403
    assert await desk.sign_in("agent-1") == 200


async def test_guessing_is_slowed_down(service: Service) -> None:
    desk = service.person("desk")
    guesses = [desk.sign_in("agent-2", f"guess {number}") for number in range(30)]
    statuses = await asyncio.gather(*guesses)
    assert set(statuses) == {401, 429}
    assert statuses.count(401) < 10
    assert await desk.sign_in("agent-1") == 200


async def test_signing_out_closes_every_tab_and_ends_the_session(service: Service) -> None:
    desk = await service.staff("desk", "agent-1")
    await desk.sign_out()
    assert await desk.is_closed_with() == CloseCode.SIGNED_OUT
    await desk.connect()
    assert await desk.is_closed_with() == CloseCode.SIGNED_OUT


async def test_signing_out_before_the_page_ever_connected(service: Service) -> None:
    desk = service.person("desk")
    assert await desk.sign_in("agent-3") == 200
    await desk.sign_out()
    await desk.connect()
    assert await desk.is_closed_with() == CloseCode.SIGNED_OUT


async def test_signing_out_leaves_another_machine_signed_in(service: Service) -> None:
    here, there = await service.staff("desk", "agent-1"), await service.staff("desk", "agent-1")
    await here.sign_out()
    assert await here.is_closed_with() == CloseCode.SIGNED_OUT
    assert (await there.says("status.set", status="away", reason="break"))["type"] == "request.done"


async def test_a_supervisor_sees_calls_but_not_what_people_write(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    booth = await service.booth()
    call = await booth.says("call.request", language="en", subject="anonymous")
    await booth.says("chat.post", call_id=call["call_id"], entry_id="e1", text="a secret")
    await booth.hears("chat.delivered")
    await booth.says("call.leave", call_id=call["call_id"])
    await supervisor.hears("call.ended")
    assert "a secret" not in str(supervisor.heard)
    supervisor.last_event_id = next(m["event_id"] for m in supervisor.heard if m["type"] == "call.queued")
    await supervisor.drop()
    assert (await supervisor.open(resume=True))["resumed"] is True
    await supervisor.hears("call.ended")
    assert "a secret" not in str(supervisor.heard)


async def test_a_visitor_is_not_told_who_is_being_rung(service: Service) -> None:
    desk = await service.staff("desk", "agent-1")
    booth = await service.booth()
    await booth.says("call.request", language="en", subject="question")
    ringing = await desk.hears("reservation.created")
    await desk.says("reservation.decline", reservation_id=ringing["reservation"]["reservation_id"])
    await booth.hears("seat.changed")
    await booth.drop()
    await booth.open()
    assert "agent-1" not in str(booth.heard)


async def test_a_booth_may_not_act_as_staff(service: Service) -> None:
    booth = await service.booth()
    assert (await booth.says("status.set", status="ready"))["code"] == "not_allowed"
    assert (await booth.says("reservation.accept", reservation_id="x"))["code"] == "not_allowed"


async def test_nobody_reaches_a_call_that_is_not_theirs(service: Service) -> None:
    booth, stranger = await service.booth("demo"), await service.booth("demo-2")
    call = await booth.says("call.request", language="en", subject="question")
    call_id = call["call_id"]
    left = await stranger.says("call.leave", call_id=call_id)
    wrote = await stranger.says("chat.post", call_id=call_id, entry_id="e", text="hello")
    watched = await stranger.says("media.offer", call_id=call_id, sdp_offer="v=0")
    assert {left["code"], wrote["code"], watched["code"]} == {"no_such_call"}


async def test_a_bad_sdp_offer_is_refused_by_name(service: Service) -> None:
    booth = await service.booth()
    call = await booth.says("call.request", language="en", subject="question")
    for sdp in ("garbage", "v=0\r\n", "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" * 20):
        answer = await booth.says("media.offer", call_id=call["call_id"], sdp_offer=sdp)
        assert answer["code"] == "bad_offer"


async def test_a_dead_page_that_answers_no_ping_is_let_go(service: Service) -> None:
    async with aiohttp.ClientSession() as http:
        socket = await http.ws_connect(
            f"{service.url}/ws", params={"page": "booth", "kiosk": "demo"}, origin=service.url, autoping=False
        )
        async with asyncio.timeout(15):
            while not socket.closed:
                await socket.receive()
        assert socket.close_code != CloseCode.SIGNED_OUT


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(_JSON)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_parsing_never_raises_on_any_json(value: object) -> None:
    text = json.dumps(value)
    assert message_in(text) is None
    request_id_in(text)


@given(st.text() | st.binary())
def test_reading_a_request_id_never_raises(junk: str | bytes) -> None:
    request_id_in(junk)


def test_every_message_has_a_route() -> None:
    union, _ = get_args(ClientMessage)
    kinds = set(get_args(union)) - {SessionHello}
    assert set(HANDLERS) == kinds


async def test_an_answer_before_the_body_says_that_the_connection_ends(service: Service) -> None:
    """Else the next request on it would be lost without an answer."""
    host, port = service.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        b"POST /api/v1/callbacks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: 20\r\n\r\n"
    )
    async with asyncio.timeout(10):
        head = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    assert head.startswith(b"HTTP/1.1 401")
    assert b"connection: close" in head.lower()
