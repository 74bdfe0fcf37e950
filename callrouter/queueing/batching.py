"""A client that sends scripts asked for at the same time in one go.

A busy node's scripts then share system calls, which cost its client more than the scripts
themselves. A script asked for while none is under way is sent at once, as without this.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as LostConnectionError

#: Scripts in one pipeline: enough to share the cost, too few to hold anybody up.
_LONGEST_BATCH = 64
#: What the engine's scripts are run by, and scripts that aren't in a library. All else goes its own way.
_BATCHED = frozenset({"FCALL", "EVALSHA"})

_Waiting = tuple[tuple[Any, ...], "asyncio.Future[Any]"]


class BatchingRedis(Redis):
    """``Redis``, but with concurrent scripts (``FCALL``, ``EVALSHA``) collected into pipelines.

    Each caller gets its own script's answer or error. A lost connection is told to all of a batch, after
    which it is unknown which of them ran, and so is closing the client to whoever still waits. A caller who
    stops waiting takes nothing from the others, and the script may run all the same.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._waiting: list[_Waiting] = []
        self._sender: asyncio.Task[None] | None = None
        self._alone = False

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Run a command and return its answer."""
        if args[0] not in _BATCHED:
            return await self._command(*args, **options)
        if not self._alone and self._sender is None:
            self._alone = True
            try:
                return await self._command(*args, **options)
            finally:
                self._alone = False
        answer = asyncio.get_running_loop().create_future()
        self._waiting.append((args, answer))
        if self._sender is None:
            self._sender = asyncio.create_task(self._send_waiting(), name="script-batches")
        return await answer

    async def aclose(self, close_connection_pool: bool | None = None) -> None:  # noqa: FBT001  (as redis has it)
        """Stop sending, tell whoever still waits, and close as ``Redis`` does."""
        if (sender := self._sender) is not None:
            sender.cancel()
            await asyncio.wait([sender])
        await super().aclose(close_connection_pool)

    async def _command(self, *args: Any, **options: Any) -> Any:
        return await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]

    async def _send_waiting(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:_LONGEST_BATCH], self._waiting[_LONGEST_BATCH:]
                await self._send(batch)
        finally:
            self._sender = None
            unsent, self._waiting = self._waiting, []
            _tell(unsent, [_closed()] * len(unsent))

    async def _send(self, batch: Sequence[_Waiting]) -> None:
        pipeline = self.pipeline(transaction=False)
        for args, _ in batch:
            pipeline.execute_command(*args)
        answers: Sequence[Any] = [_closed()] * len(batch)
        try:
            answers = await pipeline.execute(raise_on_error=False)
        except Exception as error:  # noqa: BLE001  (whatever it is, the callers are told)
            answers = [error] * len(batch)
        finally:
            # Even if this task is canceled: nobody else would ever tell them.
            _tell(batch, answers)


def _tell(batch: Iterable[_Waiting], answers: Iterable[Any]) -> None:
    for (_, waiting), answer in zip(batch, answers, strict=True):
        if waiting.done():  # its caller was canceled
            continue
        if isinstance(answer, Exception):
            waiting.set_exception(answer)
        else:
            waiting.set_result(answer)


def _closed() -> LostConnectionError:
    return LostConnectionError("the client was closed before the script's answer came")
