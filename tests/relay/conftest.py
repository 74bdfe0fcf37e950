"""A relay on loopback, somebody who listens to it, and participants that come and go."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from typing import Protocol

import pytest
import pytest_asyncio

from callrouter.model.media import Audience
from callrouter.relay import RelayEngine
from tests.relay.clients import Client, RecordingListener, loopback

ROOM = "call-1"
_EVERYBODY = Audience()


class Joins(Protocol):
    def __call__(  # noqa: PLR0913 what makes a participant
        self,
        name: str,
        color: str,
        *,
        room: str = ROOM,
        video: bool = True,
        audience: Audience = ...,
        codecs: tuple[str, ...] = ...,
    ) -> Awaitable[Client]: ...


@pytest.fixture
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let aioice use 127.0.0.1: it leaves it out, and has no option."""
    loopback(monkeypatch)


@pytest.fixture
def listener() -> RecordingListener:
    return RecordingListener()


@pytest_asyncio.fixture
async def engine(listener: RecordingListener) -> AsyncIterator[RelayEngine]:
    relay = RelayEngine(hosts=["127.0.0.1"], listener=listener)
    await relay.start()
    yield relay
    await relay.close()


@pytest_asyncio.fixture
async def joins(engine: RelayEngine, loopback_only: None) -> AsyncIterator[Joins]:  # noqa: ARG001
    clients: list[Client] = []

    async def join(  # noqa: PLR0913 what makes a participant
        name: str,
        color: str,
        *,
        room: str = ROOM,
        video: bool = True,
        audience: Audience = _EVERYBODY,
        codecs: tuple[str, ...] = ("VP8", "H264"),
    ) -> Client:
        client = Client(engine, room, name, color, video=video, audience=audience, codecs=codecs)
        clients.append(client)
        await client.connect()
        return client

    yield join
    for client in clients:
        await client.close()
