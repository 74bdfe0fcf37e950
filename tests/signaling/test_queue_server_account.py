"""A deployment works with no more rights at the queue's server than ``callrouter doctor --acl`` names."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from callrouter.queueing import QueueEngine, TokenStore, acl_line, connect, server_place
from signaling.commands.doctor import examine
from signaling.settings import Settings
from tests.queueing.servers import running
from tests.queueing.traffic import Traffic, give
from tests.signaling.conftest import Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]


@pytest.fixture
def server(server_binary: Path, tmp_path: Path) -> Iterator[redis.Redis]:
    """Run a server on which only that account may do anything."""
    with running(server_binary, tmp_path, "--appendonly", "yes") as server:
        yield server


@pytest.fixture
def settings(settings: Settings, server: redis.Redis, tmp_path: Path) -> Settings:
    url = f"unix://callrouter:secret@{tmp_path}/server.sock"
    words = acl_line(server_place(url), settings.namespace).split()
    answer: Any = server.execute_command("ACL", "SETUSER", *words[1:])  # type: ignore[no-untyped-call]
    assert answer
    return settings.model_copy(update={"redis_url": url})


async def test_no_right_is_missing(service: Service, settings: Settings, server: redis.Redis) -> None:
    desk = await service.staff("desk", "agent-1")
    interpreter = await service.staff("interpreter", "tolk-ar")
    await service.staff("supervisor", "supervisor-1", ready=False)
    booth = await service.booth()
    await booth.says("call.request", language="en", subject="question")
    ringing = await desk.hears("reservation.created")
    taken = await desk.says("reservation.accept", reservation_id=ringing["reservation"]["reservation_id"])
    await desk.says("interpreter.invite", call_id=taken["call_id"], language="ar")
    await interpreter.hears("reservation.created")
    await booth.says("call.leave", call_id=taken["call_id"])
    await desk.hears("call.ended")
    out = io.StringIO()
    await examine(settings, whole=True, out=out)
    assert "✓ scripts" in out.getvalue()
    assert settings.redis_url is not None
    client = await connect(settings.redis_url)
    tokens = TokenStore(client)
    await tokens.put("word", "subject", 60)
    await tokens.keep("word", 60)
    assert await tokens.take("word") == "subject"
    traffic = Traffic(QueueEngine(client), "n1", random.Random(1))  # noqa: S311  (no secret)
    await give(traffic, 300, lambda _: None)
    await client.aclose()
    denied: Any = server.execute_command("ACL", "LOG")  # type: ignore[no-untyped-call]
    # What the doctor shows where it may, and does without.
    assert {each["object"] for each in denied} == {"config|get"}


@pytest.mark.usefixtures("settings")
async def test_nothing_else_may_be_done(tmp_path: Path) -> None:
    own = redis.Redis(
        unix_socket_path=f"{tmp_path}/server.sock",
        username="callrouter",
        password="secret",  # noqa: S106
    )
    for words in (("GET", "other"), ("FLUSHALL",), ("KEYS", "*"), ("CONFIG", "GET", "dir")):
        with pytest.raises(redis.exceptions.NoPermissionError):
            own.execute_command(*words)  # type: ignore[no-untyped-call]
    own.close()


async def test_the_doctor_names_each_right_that_is_missing(settings: Settings, server: redis.Redis) -> None:
    assert await _rights(settings) == "the account may do what is needed"
    server.execute_command("ACL", "SETUSER", "callrouter", "-xread", "-hset", "-function")  # type: ignore[no-untyped-call]
    assert await _rights(settings) == "the account may not use function|load, hset, xread"
    server.execute_command("ACL", "SETUSER", "callrouter", "resetkeys", "~others:*")  # type: ignore[no-untyped-call]
    assert "xadd" in await _rights(settings)


async def _rights(settings: Settings) -> str:
    out = io.StringIO()
    await examine(settings, whole=False, out=out, as_document=True)
    states = {each["subject"]: each["state"] for each in json.loads(out.getvalue())["examined"]}
    return str(states["rights"])
