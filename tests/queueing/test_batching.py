"""Scripts asked for at the same time travel together, and still each is its own caller's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as LostConnectionError
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as LateAnswerError

from callrouter.queueing import QueueEngine, QueueUnavailableError
from callrouter.queueing.acl import CLIENT_COMMANDS
from callrouter.queueing.batching import WRITES, BatchingRedis, Confirmation
from callrouter.queueing.connect import reachable

pytestmark = pytest.mark.valkey

ECHO = "return ARGV[1]"
AT_ONCE = 200


def _client(server_url: str, **options: Any) -> BatchingRedis:
    # As connect() makes it: whoever finds no connection free waits for one.
    pool = BlockingConnectionPool.from_url(server_url, decode_responses=True, retry=Retry(NoBackoff(), 0))
    return BatchingRedis(connection_pool=pool, **options)


@pytest_asyncio.fixture
async def batching(server_url: str) -> AsyncIterator[BatchingRedis]:
    client = _client(server_url)
    yield client
    await client.aclose(close_connection_pool=True)


async def test_everybody_gets_their_own_answer(batching: BatchingRedis) -> None:
    echo = batching.register_script(ECHO)
    words = [f"word-{number}" for number in range(AT_ONCE)]
    assert await asyncio.gather(*(echo(args=[word]) for word in words)) == words


async def test_scripts_asked_for_at_once_are_sent_together(batching: BatchingRedis, client: Redis) -> None:
    echo = batching.register_script(ECHO)
    await echo(args=["once"])
    before = (await client.info("stats"))["total_reads_processed"]
    await asyncio.gather(*(echo(args=[number]) for number in range(AT_ONCE)))
    assert (await client.info("stats"))["total_reads_processed"] - before < AT_ONCE / 10


async def test_a_script_that_fails_fails_for_its_caller_alone(batching: BatchingRedis) -> None:
    picky = batching.register_script("if ARGV[1] == 'bad' then error('no') end return ARGV[1]")
    answers = await asyncio.gather(
        *(picky(args=[word]) for word in ("a", "bad", "b")), return_exceptions=True
    )
    assert answers[0] == "a"
    assert isinstance(answers[1], ResponseError)
    assert answers[2] == "b"


async def test_scripts_the_server_forgot_are_loaded_again(batching: BatchingRedis, client: Redis) -> None:
    echo = batching.register_script(ECHO)
    await echo(args=["once"])
    await client.script_flush()
    assert await asyncio.gather(*(echo(args=[word]) for word in "abc")) == ["a", "b", "c"]


async def test_a_library_the_server_forgot_is_loaded_again(
    batching: BatchingRedis, client: Redis, namespace: str
) -> None:
    engine = QueueEngine(batching, namespace=namespace)
    await engine.board()
    await client.function_flush()
    boards = await asyncio.gather(*(engine.board() for _ in range(AT_ONCE)))
    assert [board.calls for board in boards] == [()] * AT_ONCE


async def test_a_caller_who_stops_waiting_harms_nobody(batching: BatchingRedis) -> None:
    echo = batching.register_script(ECHO)
    callers = [asyncio.create_task(echo(args=[number])) for number in range(10)]
    await asyncio.sleep(0)
    callers[0].cancel()
    callers[5].cancel()
    answers = await asyncio.gather(*callers, return_exceptions=True)
    for number, answer in enumerate(answers):
        if number in {0, 5}:
            assert isinstance(answer, asyncio.CancelledError)
        else:
            assert answer == str(number)


@pytest.mark.parametrize("callers", [1, 6, AT_ONCE])
async def test_closing_leaves_nobody_waiting(server_url: str, client: Redis, callers: int) -> None:
    batching = _client(server_url)
    echo = batching.register_script(ECHO)
    await client.client_pause(60_000, all=False)  # scripts arrive, and are held up
    try:
        waiting = [asyncio.create_task(echo(args=[number])) for number in range(callers)]
        while sum("b" in held["flags"] for held in await client.client_list()) < min(callers, 2):
            assert not any(each.done() for each in waiting)
        await batching.aclose(close_connection_pool=True)
        answers = await asyncio.gather(*waiting, return_exceptions=True)
    finally:
        await client.client_unpause()
    assert [type(answer) for answer in answers] == [LostConnectionError] * callers
    assert not any(task.get_name() == "script-batches" for task in asyncio.all_tasks())


async def test_a_closed_client_may_be_used_again(batching: BatchingRedis) -> None:
    echo = batching.register_script(ECHO)
    await batching.aclose()
    assert await asyncio.gather(*(echo(args=[word]) for word in "abc")) == ["a", "b", "c"]


async def test_a_lost_connection_is_told_to_all_of_a_batch(batching: BatchingRedis, client: Redis) -> None:
    echo = batching.register_script(ECHO)
    await client.client_pause(60_000, all=False)  # scripts arrive, and are held up
    try:
        callers = [asyncio.create_task(echo(args=[number])) for number in range(6)]
        while sum("b" in held["flags"] for held in await client.client_list()) < 2:
            assert not any(caller.done() for caller in callers)
        await client.client_kill_filter(_type="normal", skipme=True)
        answers = await asyncio.gather(*callers, return_exceptions=True)
    finally:
        await client.client_unpause()
    assert all(isinstance(answer, LostConnectionError) for answer in answers)
    assert await echo(args=["again"]) == "again"


@pytest.mark.parametrize("callers", [1, 6, AT_ONCE])
async def test_nobody_waits_long_for_a_server_that_says_nothing(
    server_url: str, client: Redis, callers: int
) -> None:
    batching = _client(server_url, answer_within_s=0.3)
    batching.set_retry(Retry(NoBackoff(), 1_000))
    echo = batching.register_script(ECHO)
    await client.client_pause(60_000, all=False)  # scripts arrive, and are held up
    try:
        answers = await asyncio.gather(
            *(echo(args=[number]) for number in range(callers)), return_exceptions=True
        )
    finally:
        await client.client_unpause()
        await batching.aclose(close_connection_pool=True)
    assert [type(answer) for answer in answers] == [LateAnswerError] * callers


async def test_every_write_beside_scripts_is_one_to_confirm(client: Redis) -> None:
    # A restore that is broken off is begun anew; a trial's standing is told anew by whoever plays it.
    restored = {"pexpireat", "unlink", "sadd", "rpush", "xadd", "xsetid", "hset"}
    names = sorted(name for name in CLIENT_COMMANDS if "|" not in name)
    answers: Any = await client.execute_command("COMMAND", "INFO", *names)  # type: ignore[no-untyped-call]
    writes = {name for name, told in answers.items() if "write" in told["flags"]}
    assert {name.upper() for name in writes - restored} == WRITES


async def test_other_commands_are_as_ever(batching: BatchingRedis, namespace: str) -> None:
    await asyncio.gather(*(batching.incr(f"{namespace}:count") for _ in range(10)))
    assert await batching.get(f"{namespace}:count") == "10"


async def test_what_too_few_replicas_confirm_is_told_apart_from_a_server_that_is_away(
    server_url: str, namespace: str
) -> None:
    pool = BlockingConnectionPool.from_url(server_url, decode_responses=True, retry=Retry(NoBackoff(), 0))
    doubting = BatchingRedis(connection_pool=pool, confirmation=Confirmation(1, f"{namespace}:confirmed"))
    try:
        with pytest.raises(QueueUnavailableError) as raised, reachable():
            await doubting.set(f"{namespace}:key", "value")
        assert raised.value.word == "UNCONFIRMED"
    finally:
        await doubting.aclose(close_connection_pool=True)
