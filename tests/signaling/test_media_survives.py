"""Real processes, killed in the middle of a call with real media."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import structlog

from tests.relay.clients import loopback
from tests.signaling.conftest import Person, Service, until
from tests.signaling.serve_process import PATIENCE_S, ServeProcess, Talker

pytestmark = [pytest.mark.valkey, pytest.mark.network, pytest.mark.timeout(120)]

_log = structlog.get_logger(__name__)

#: How long coming back may take when a relay was killed, and the longest silence when signaling was.
#: On a busy machine; `scripts/bench faults` measures.
BACK_WITHIN_S = 10.0
LONGEST_GAP_S = 4.0


@dataclass
class Conversation:
    """A visitor and an employee who hear each other."""

    serve: ServeProcess
    booth: Person
    desk: Person
    call_id: str
    talkers: tuple[Talker, Talker]

    async def both_hear(self) -> None:
        await asyncio.gather(*(talker.hears_somebody() for talker in self.talkers))


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    loopback(monkeypatch)


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


async def _conversation(
    stack: AsyncExitStack, folder: Path, *, relays: int, drain_s: float = 600
) -> Conversation:
    serve = ServeProcess(folder, relays=relays, drain_s=drain_s)
    stack.push_async_callback(serve.sweep)
    await serve.start()
    people = serve.people()
    stack.push_async_callback(people.everybody_goes)
    desk, booth, call_id = await _answered(people)
    talkers = (Talker(booth, call_id, "booth:demo", "red"), Talker(desk, call_id, "agent-1", "blue"))
    for talker in talkers:
        stack.push_async_callback(talker.close)
        await talker.connect()
    conversation = Conversation(serve, booth, desk, call_id, talkers)
    await conversation.both_hear()
    return conversation


async def _answered(people: Service) -> tuple[Person, Person, str]:
    desk = await people.staff("desk", "agent-1")
    booth = await people.booth()
    await booth.says("call.request", language="en", subject="question")
    ringing = await desk.hears("reservation.created")
    answer = await desk.says("reservation.accept", reservation_id=ringing["reservation"]["reservation_id"])
    return desk, booth, answer["call_id"]


@pytest.mark.parametrize(
    ("relays", "within_s"),
    # The only one is back when it has been started again, which takes a processor its time.
    [(1, PATIENCE_S), (2, BACK_WITHIN_S)],
    ids=["the only relay", "one of two relays"],
)
async def test_when_a_relay_is_killed_all_are_back_by_themselves(
    stack: AsyncExitStack, tmp_path: Path, relays: int, within_s: float
) -> None:
    talk = await _conversation(stack, tmp_path, relays=relays)
    relay = await talk.serve.relay_of_the_call()
    connections = [talker.client for talker in talk.talkers]
    loop = asyncio.get_running_loop()
    killed_at = loop.time()
    relay.kill()
    for talker, connection in zip(talk.talkers, connections, strict=True):
        await talker.connects_anew(connection)
    await talk.both_hear()
    took = loop.time() - killed_at
    _log.info("back", after_s=round(took, 2))
    assert took < within_s


async def test_when_the_only_relay_hangs_another_is_started_and_all_are_back(
    stack: AsyncExitStack, tmp_path: Path
) -> None:
    talk = await _conversation(stack, tmp_path, relays=1)
    relay = await talk.serve.relay_of_the_call()
    connections = [talker.client for talker in talk.talkers]
    loop = asyncio.get_running_loop()
    hung_at = loop.time()
    relay.suspend()
    for talker, connection in zip(talk.talkers, connections, strict=True):
        await talker.connects_anew(connection)
    await talk.both_hear()
    _log.info("back", after_s=round(loop.time() - hung_at, 2))
    assert '"relay.hung"' in talk.serve.log


async def test_when_a_relay_is_asked_to_stop_its_calls_move_without_a_break(
    stack: AsyncExitStack, tmp_path: Path
) -> None:
    talk = await _conversation(stack, tmp_path, relays=2, drain_s=0)
    relay = await talk.serve.relay_of_the_call()
    connections = [talker.client for talker in talk.talkers]
    relay.terminate()
    for talker, connection in zip(talk.talkers, connections, strict=True):
        await talker.connects_anew(connection)
    await talk.both_hear()
    async with asyncio.timeout(PATIENCE_S):
        await until(lambda: not relay.is_running() or relay.status() == psutil.STATUS_ZOMBIE)
    await talk.both_hear()
    assert '"reason": "moved"' in talk.serve.log or '"reason": "empty"' in talk.serve.log


async def test_when_signaling_is_killed_media_goes_on_and_is_found_again(
    stack: AsyncExitStack, tmp_path: Path
) -> None:
    talk = await _conversation(stack, tmp_path, relays=1)
    relay = await talk.serve.relay_of_the_call()
    connections = [talker.client for talker in talk.talkers]
    for connection in connections:
        connection.count_gaps_from_now()
    await talk.serve.kill()
    await asyncio.gather(talk.booth.drop(), talk.desk.drop())
    await talk.both_hear()
    await talk.serve.start()
    for talker, person in zip(talk.talkers, (talk.booth, talk.desk), strict=True):
        await person.open(resume=True)
        await talker.come_back(person)
    await talk.both_hear()
    gaps = [connection.longest_gap_s for connection in connections]
    _log.info("longest gaps", seconds=[round(gap, 3) for gap in gaps])
    assert [talker.client for talker in talk.talkers] == connections, "nobody was told to connect anew"
    assert max(gaps) < LONGEST_GAP_S
    assert relay.is_running()

    await talk.booth.says("call.leave", call_id=talk.call_id)
    await talk.desk.hears("call.ended")
    async with asyncio.timeout(PATIENCE_S):
        await until(lambda: not relay.is_running() or relay.status() == psutil.STATUS_ZOMBIE)
