"""Real-time text: seen by the others as it is typed, by nobody else, and kept nowhere."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis

from signaling.node import Node
from signaling.stores import valkey_dir
from tests.signaling.conftest import Message, Person, Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]


async def _talking(service: Service) -> tuple[Person, Person, str]:
    await _hears_lines(service.node)
    desk = await service.staff("desk", "agent-1")
    booth = await service.booth()
    call_id: str = (await booth.says("call.request", language="nl", subject="question"))["call_id"]
    ringing = await desk.hears("reservation.created")
    await desk.says("reservation.accept", reservation_id=ringing["reservation"]["reservation_id"])
    await booth.hears("call.joined")
    return booth, desk, call_id


async def _hears_lines(node: Node) -> None:
    async with asyncio.timeout(10):
        await node.parts.live_text.listening.wait()


async def _types(person: Person, call_id: str, text: str, revision: int = 1, entry_id: str = "e1") -> Message:
    return await person.says("text.type", call_id=call_id, entry_id=entry_id, revision=revision, text=text)


async def test_each_line_so_far_reaches_the_others_in_order(service: Service) -> None:
    booth, desk, call_id = await _talking(service)
    for revision, text in enumerate(["M", "Mi", "Mij", "Mijn fi", "Mijn fiets", ""]):
        assert (await _types(booth, call_id, text, revision))["type"] == "request.done"
    lines = [await desk.hears("text.typed") for _ in range(6)]
    assert [line["text"] for line in lines] == ["M", "Mi", "Mij", "Mijn fi", "Mijn fiets", ""]
    assert [line["revision"] for line in lines] == list(range(6))
    assert {line["entry_id"] for line in lines} == {"e1"}


async def test_an_interpreter_sees_both_and_is_seen_by_both(service: Service) -> None:
    booth, desk, call_id = await _talking(service)
    interpreter = await service.staff("interpreter", "tolk-ar")
    await desk.says("interpreter.invite", call_id=call_id, language="ar")
    ringing = await interpreter.hears("reservation.created")
    await interpreter.says("reservation.accept", reservation_id=ringing["reservation"]["reservation_id"])
    await desk.hears("call.joined", lambda message: message["participant_id"] == "tolk-ar")
    await _types(interpreter, call_id, "مرحبا")
    assert (await booth.hears("text.typed"))["text"] == "مرحبا"
    assert (await desk.hears("text.typed"))["participant_id"] == "tolk-ar"
    await _types(booth, call_id, "hi")
    assert (await interpreter.hears("text.typed"))["text"] == "hi"


async def test_what_is_typed_on_hold_stays_on_its_side(service: Service) -> None:
    booth, desk, call_id = await _talking(service)
    interpreter = await service.staff("interpreter", "tolk-ar")
    await desk.says("interpreter.invite", call_id=call_id, language="ar")
    ringing = await interpreter.hears("reservation.created")
    await interpreter.says("reservation.accept", reservation_id=ringing["reservation"]["reservation_id"])
    await desk.hears("call.joined", lambda message: message["participant_id"] == "tolk-ar")
    await desk.says("call.hold", call_id=call_id, held=True)
    await _types(desk, call_id, "he lies, I thi")
    assert (await interpreter.hears("text.typed"))["text"] == "he lies, I thi"
    await _types(booth, call_id, "are they there?")
    await desk.says("call.hold", call_id=call_id, held=False)
    await _types(desk, call_id, "here I am again", 2)
    assert (await booth.hears("text.typed"))["text"] == "here I am again"
    await _types(booth, call_id, "good", 2)
    assert (await desk.hears("text.typed"))["text"] == "good"


async def test_nobody_outside_the_call_types_in_it_or_sees_it(service: Service) -> None:
    booth, desk, call_id = await _talking(service)
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    other = await service.staff("desk", "agent-2")
    assert (await _types(other, call_id, "psst"))["code"] == "no_such_call"
    await _types(booth, call_id, "geheim")
    await desk.hears("text.typed")
    for outsider in (supervisor, other, booth):
        await _types(outsider, "c9", "psst")  # answered after whatever was on its way
        assert all(message["type"] != "text.typed" for message in outsider.heard)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "x" * 2001},
        {"revision": -1},
        {"revision": 1_000_001},
        {"entry_id": ""},
        {"call_id": "no call"},
    ],
)
async def test_a_line_that_is_not_one_is_a_bad_message(service: Service, wrong: dict[str, object]) -> None:
    booth = await service.booth()
    line = {"call_id": "c", "entry_id": "e1", "revision": 1, "text": "x"} | wrong
    assert (await booth.says("text.type", **line))["code"] == "bad_message"


async def test_nothing_of_it_is_kept(service: Service) -> None:
    booth, desk, call_id = await _talking(service)
    await _types(booth, call_id, "geheimpje")
    await desk.hears("text.typed")
    data = valkey_dir(service.node.settings)
    client = Redis(unix_socket_path=str(next(data.glob("*.sock"))))
    try:
        async for key in client.scan_iter():
            dumped = await client.dump(key)
            assert dumped is None or b"geheimpje" not in dumped
    finally:
        await client.aclose()
    assert all(b"geheimpje" not in file.read_bytes() for file in data.rglob("*.aof"))
