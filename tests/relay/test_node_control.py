"""The control connection: asked and told over real sockets, attached, lost and found again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from callrouter.model.media import Audience, LegState, RelaySnapshot, RoomSnapshot, Slots
from callrouter.relay.api import RelayLost, ShareTaken
from callrouter.relay.node import Broadcast, ControlPlace, ControlServer
from callrouter.relay.node.messages import CLOSE_PROTOCOL, CLOSE_VERSION
from callrouter.relay.node.place import unix_path, unix_url
from callrouter.relay.sdp.offer import OfferRejected
from tests.relay.control import Ear, ScriptedRelay, running_control

pytestmark = pytest.mark.network


class Process:
    """What of a relay process the control connection sees: a server that comes, goes and comes back."""

    def __init__(self, folder: Path, *, relay_id: str = "relay-1", outbox_capacity: int = 1 << 20) -> None:
        self.url = unix_url(folder, "relay.sock")
        self.relay = ScriptedRelay()
        self.broadcast = Broadcast(capacity=outbox_capacity)
        self._relay_id = relay_id
        self.server: ControlServer | None = None

    async def start(self) -> None:
        self.server = ControlServer(self.relay, self.broadcast, relay_id=self._relay_id)
        assert await self.server.start(ControlPlace(url=self.url)) == self.url

    async def stop(self) -> None:
        if self.server is not None:
            await self.server.close()
            self.server = None


@pytest.fixture
async def process(tmp_path: Path) -> AsyncIterator[Process]:
    running = Process(tmp_path / "control")
    await running.start()
    yield running
    await running.stop()


@asynccontextmanager
async def raw(process: Process) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    async with (
        aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(unix_path(process.url)))) as session,
        session.ws_connect("http://relay/control") as socket,
    ):
        yield socket


async def test_whoever_attaches_hears_how_things_are_and_then_what_happens(process: Process) -> None:
    process.relay.now = RelaySnapshot(rooms=(RoomSnapshot(room="c1", sharer="p1"),))
    ear = Ear()
    async with running_control(process.url, ear):
        await ear.until_attached()
        process.broadcast.leg_changed("c1", "p1", LegState.SLOW)
        process.broadcast.slots_changed("c1", "p1", Slots(people=("p2", None), share="p2", paused=("p2",)))
        await ear.until(lambda: len(ear.told) == 3)
    assert ear.told == [
        ("attached", process.relay.now),
        ("leg_changed", "c1", "p1", LegState.SLOW),
        ("slots_changed", "c1", "p1", Slots(people=("p2", None), share="p2", paused=("p2",))),
    ]


async def test_requests_reach_the_relay_and_answers_their_askers(process: Process) -> None:
    ear = Ear()
    apart = Audience(apart=("p1",), heard_by={"s1": ("p2",)})
    async with running_control(process.url, ear) as control:
        answers = await asyncio.gather(
            *(control.connect("c1", f"p{n}", f"offer {n}", apart) for n in range(20))
        )
        await control.set_audience("c1", apart)
        await control.share("c1", "p1", on=True)
        await control.disconnect("c1", "p1")
        await control.close_room("c1")
    assert answers == [f"answer to offer {n}" for n in range(20)]
    assert process.relay.asked[-5:] == [
        ("connect", "c1", "p19", "offer 19", apart),
        ("set_audience", "c1", apart),
        ("share", "c1", "p1", True),
        ("disconnect", "c1", "p1"),
        ("close_room", "c1"),
    ]


async def test_refusals_are_the_errors_they_were(process: Process) -> None:
    async with running_control(process.url, Ear()) as control:
        process.relay.fails_with = OfferRejected("no_common_codec", "nothing in common")
        with pytest.raises(OfferRejected, match="nothing in common") as rejected:
            await control.connect("c1", "p1", "offer", Audience())
        assert rejected.value.code == "no_common_codec"
        process.relay.fails_with = ShareTaken()
        with pytest.raises(ShareTaken):
            await control.share("c1", "p1", on=True)
        process.relay.fails_with = ZeroDivisionError()
        with pytest.raises(RelayLost, match="failed"):
            await control.close_room("c1")
        process.relay.fails_with = None
        await control.close_room("c1")


async def test_an_answer_is_waited_for_only_so_long(process: Process) -> None:
    process.relay.answers.clear()
    async with running_control(process.url, Ear(), request_s=0.05) as control:
        with pytest.raises(RelayLost, match="in time"):
            await control.close_room("c1")
        process.relay.answers.set()


async def test_a_relay_that_comes_back_is_attached_again_with_what_it_keeps_then(process: Process) -> None:
    ear = Ear()
    async with running_control(process.url, ear) as control:
        await ear.until_attached()
        await process.stop()
        await ear.until(lambda: ear.told[1:] == [("detached",), ("vanished",)])
        with pytest.raises(RelayLost, match="gone"):
            await control.close_room("c1")
        process.relay.now = RelaySnapshot(rooms=(RoomSnapshot(room="c2"),))
        await process.start()
        await ear.until(lambda: ear.told[-1] == ("attached", process.relay.now))
        await control.close_room("c2")


async def test_what_is_asked_while_the_connection_breaks_is_lost_at_once(process: Process) -> None:
    ear = Ear()
    process.relay.answers.clear()
    async with running_control(process.url, ear, request_s=30) as control:
        asking = asyncio.create_task(control.close_room("c1"))
        await process.relay.until(lambda: process.relay.asked != [])
        stopping = asyncio.create_task(process.stop())
        with pytest.raises(RelayLost, match="broke"):
            await asking
        process.relay.answers.set()
        await stopping


async def test_another_relay_at_the_same_place_is_not_the_one_that_was(process: Process) -> None:
    ear = Ear()
    async with running_control(process.url, ear, relay_id="relay-0") as control:
        await ear.until(lambda: ear.told == [("vanished",)])
        with pytest.raises(RelayLost):
            await control.close_room("c1")
    assert process.relay.asked == []


async def test_a_node_of_another_version_is_refused_and_the_relay_goes_on(process: Process) -> None:
    async with raw(process) as socket:
        await socket.send_str('{"type":"hello","version":2,"knows":["more"]}')
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
        assert socket.close_code == CLOSE_VERSION
    async with running_control(process.url, Ear()) as control:
        await control.close_room("c1")


async def test_a_node_of_a_later_release_is_spoken_with_in_the_version_both_know(process: Process) -> None:
    async with raw(process) as socket:
        await socket.send_str('{"type":"hello","version":2,"oldest":1,"knows":["more"]}')
        assert json.loads(await socket.receive_str())["version"] == 1
        await socket.send_str('{"type":"explode","id":7,"how":"loudly"}')
        assert json.loads(await socket.receive_str()).items() >= {"id": 7, "why": "failed"}.items()
        await socket.send_str('{"type":"close_room","id":8,"room":"c1","gently":true}')
        assert json.loads(await socket.receive_str()).items() >= {"type": "done", "id": 8}.items()
    assert len(process.relay.asked) == 1


NONSENSE = [
    '{"type":"close_room","id":1,"room":"c1"',
    '{"id":1,"room":"c1"}',
    '{"type":"close_room","id":-1,"room":"c1"}',
    '{"type":"share","id":1,"room":"c 1","participant":"p1","on":true}',
    b"\x00",
]


@pytest.mark.parametrize("said", [*NONSENSE, '{"type":"close_room","id":1,"room":"c1"}'])
async def test_whoever_begins_with_anything_but_hello_is_closed(process: Process, said: str | bytes) -> None:
    async with raw(process) as socket:
        assert await _is_closed_at(socket, said) == CLOSE_PROTOCOL
    assert process.relay.asked == []


@pytest.mark.parametrize("said", NONSENSE)
async def test_whoever_misspeaks_is_closed_and_nothing_is_done(process: Process, said: str | bytes) -> None:
    async with raw(process) as socket:
        await socket.send_str('{"type":"hello","version":1}')
        assert '"welcome"' in await socket.receive_str()
        assert await _is_closed_at(socket, said) == CLOSE_PROTOCOL
    assert process.relay.asked == []


async def _is_closed_at(socket: aiohttp.ClientWebSocketResponse, said: str | bytes) -> int | None:
    await (socket.send_bytes(said) if isinstance(said, bytes) else socket.send_str(said))
    assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
    return socket.close_code


async def test_a_node_that_reads_nothing_is_let_go_and_holds_nobody_up(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        process = Process(tmp_path, outbox_capacity=100_000)
        await process.start()
        stack.push_async_callback(process.stop)
        reader, writer = await asyncio.open_unix_connection(str(unix_path(process.url)), limit=1)
        stack.callback(writer.transport.abort)
        writer.write(
            b"GET /control HTTP/1.1\r\nHost: relay\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )
        hello = b'{"type":"hello","version":1}'
        writer.write(bytes([0x81, 0x80 | len(hello), 0, 0, 0, 0]) + hello)
        async with asyncio.timeout(5):
            while not process.broadcast:  # noqa: ASYNC110  (it tells nobody)
                await asyncio.sleep(0.001)
        ear = Ear()
        await stack.enter_async_context(running_control(process.url, ear))
        await ear.until_attached()
        rounds = 0
        while len(process.broadcast) == 2:
            rounds += 1
            process.broadcast.speakers_changed("c1", tuple(f"somebody-{n:0100}" for n in range(100)))
            await ear.until(lambda: len(ear.told) == rounds + 1)  # noqa: B023
        assert rounds > 1
        assert reader is not None


async def test_the_socket_is_for_its_owner_alone(process: Process) -> None:
    path = unix_path(process.url)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


async def test_a_name_that_no_relay_takes_is_a_fault_of_the_asker(process: Process) -> None:
    async with running_control(process.url, Ear()) as control:
        with pytest.raises(ValueError, match="name"):
            await control.close_room("c 1")
