"""A cable between a program and its server: slow, cut, or cut in one direction. Plain TCP, no root needed."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from tests.ports import free_port

_CHUNK: Final = 65_536


class Cable:
    """Forwards connections to a port of this machine.

    What is cut is held back and nobody is told, as on a real cable: connections stay open and silent, new
    ones are taken and lead nowhere.
    """

    def __init__(self, to_port: int) -> None:
        self.port = free_port()
        self.delay_s = 0.0
        self._to_port = to_port
        self._out, self._back = asyncio.Event(), asyncio.Event()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.mend()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self, *, out: bool = True, back: bool = True) -> None:
        """Let nothing through any more: ``out`` to the server, ``back`` from it."""
        if out:
            self._out.clear()
        if back:
            self._back.clear()

    def mend(self) -> None:
        """Let all through again, and what waited in between first, as TCP does."""
        self._out.set()
        self._back.set()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._carry(reader, writer), name="cable")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._out.wait()
            with suppress(OSError):
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to_port)
                try:
                    directions = [
                        asyncio.ensure_future(self._pass_on(reader, far_writer, self._out)),
                        asyncio.ensure_future(self._pass_on(far_reader, writer, self._back)),
                    ]
                    try:
                        await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
                    finally:
                        for direction in directions:
                            direction.cancel()
                        await asyncio.gather(*directions, return_exceptions=True)
                finally:
                    far_writer.close()
        finally:
            writer.close()

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, whole: asyncio.Event
    ) -> None:
        while data := await reader.read(_CHUNK):
            if self.delay_s:
                await asyncio.sleep(self.delay_s)
            await whole.wait()
            writer.write(data)
            await writer.drain()
        await whole.wait()  # that the other side has gone isn't heard either
