"""A client that sends scripts asked for at the same time in one go.

A busy node's scripts then share system calls, which cost its client more than the scripts
themselves. A script asked for while none is under way is sent at once, as without this.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import ConnectionError as LostConnectionError
from redis.exceptions import TimeoutError as LateAnswerError

#: Scripts in one pipeline: enough to share the cost, too few to hold anybody up.
_LONGEST_BATCH = 64
#: Scripts that may wait for their turn: half a second's work of the server. More would only cost memory.
_MOST_WAITING = 4096
#: What the engine's scripts are run by, and scripts that aren't in a library. All else goes its own way.
_BATCHED = frozenset({"FCALL", "EVALSHA"})
#: Who asks must hear soon that there is no answer, however often the client would try: it tries commands and
#: connections anew, each for seconds, and all scripts would wait behind the first.
_ANSWER_WITHIN_S = 8.0

#: Writes that aren't scripts. Scripts that only read are named ``read_…``.
WRITES = frozenset({"SET", "DEL", "EXPIRE", "HSETNX", "HDEL", "ZADD"})
#: How long the replicas may take to have a change, ms.
_CONFIRMED_WITHIN_MS = 500


class _Waiting(NamedTuple):
    args: tuple[Any, ...]
    options: dict[str, Any]
    answer: asyncio.Future[Any]


class Confirmation(NamedTuple):
    """How many replicas must have what was done before its caller hears that it was."""

    replicas: int
    #: A key that is written before they are asked: some servers take a connection that wrote nothing itself,
    #: as when a script was repeated, to be confirmed already.
    mark: str


class BusyError(LostConnectionError):
    """As many scripts wait as may; this one was not asked for."""


class UnconfirmedError(LostConnectionError):
    """Too few replicas have what was done: whoever takes over may not know of it. The server answers."""


class _PromptPipeline(Pipeline):
    """A pipeline whose answers are there soon, or else an error."""

    answer_within_s = _ANSWER_WITHIN_S

    async def execute(self, raise_on_error: bool = True) -> list[Any]:  # noqa: FBT001, FBT002  (as redis has it)
        """Send what was collected and return the answers."""
        try:
            async with asyncio.timeout(self.answer_within_s):
                return await super().execute(raise_on_error=raise_on_error)
        except TimeoutError as error:
            raise _late(self.answer_within_s) from error


class BatchingRedis(Redis):
    """``Redis``, but with concurrent scripts (``FCALL``, ``EVALSHA``) collected into pipelines.

    Each caller gets its own script's answer or error. A lost connection is told to all of a batch, after
    which it is unknown which of them ran, and so is closing the client to whoever still waits. A caller who
    stops waiting takes nothing from the others, and the script may run all the same.

    With a ``confirmation`` whoever changes something is told so when the replicas have it too, else of a lost
    connection: it may have been done, and whoever takes over may not know. A batch is confirmed in one go.
    Nobody waits longer than ``answer_within_s``, for a pipeline's answers neither; then that is an error of
    the client's, too. Only a subscription waits as long as it takes.
    """

    def __init__(
        self,
        *args: Any,
        confirmation: Confirmation | None = None,
        answer_within_s: float = _ANSWER_WITHIN_S,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._confirmation = confirmation
        self._answer_within_s = answer_within_s
        self._waiting: list[_Waiting] = []
        self._sender: asyncio.Task[None] | None = None
        self._alone = False

    @property
    def replicas_wanted(self) -> int:
        """How many replicas confirm each change."""
        return 0 if self._confirmation is None else self._confirmation.replicas

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Run a command and return its answer."""
        try:
            async with asyncio.timeout(self._answer_within_s):
                return await self._answer_to(*args, **options)
        except TimeoutError as error:
            raise _late(self._answer_within_s) from error

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Pipeline:  # noqa: FBT001, FBT002  (as redis has it)
        """Return a pipeline whose answers nobody waits for longer."""
        pipeline = _PromptPipeline(self.connection_pool, self.response_callbacks, transaction, shard_hint)
        pipeline.answer_within_s = self._answer_within_s
        return pipeline

    async def _answer_to(self, *args: Any, **options: Any) -> Any:
        confirms = self._confirmation is not None and _changes(args)
        if args[0] not in _BATCHED and not confirms:
            return await self._command(*args, **options)
        if not confirms and not self._alone and self._sender is None:
            self._alone = True
            try:
                return await self._command(*args, **options)
            finally:
                self._alone = False
        if len(self._waiting) >= _MOST_WAITING:
            raise BusyError("too many scripts wait for the server")
        answer = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(args, options, answer))
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
                # Who waits no longer is told nothing, so there is no use in asking.
                if asked := [each for each in batch if not each.answer.done()]:
                    await self._send(asked)
        finally:
            self._sender = None
            unsent, self._waiting = self._waiting, []
            _tell(unsent, [_closed()] * len(unsent))

    async def _send(self, batch: Sequence[_Waiting]) -> None:
        pipeline = self.pipeline(transaction=False)
        for args, options, _ in batch:
            pipeline.execute_command(*args, **options)
        confirmation = self._confirmation if any(_changes(each.args) for each in batch) else None
        if confirmation is not None:
            pipeline.execute_command("SET", confirmation.mark, "")
            pipeline.execute_command("WAIT", confirmation.replicas, _CONFIRMED_WITHIN_MS)
        answers: Sequence[Any] = [_closed()] * len(batch)
        try:
            answers = await pipeline.execute(raise_on_error=False)
            if confirmation is not None:
                answers = _confirmed(batch, answers, confirmation.replicas)
        except Exception as error:  # noqa: BLE001  (whatever it is, the callers are told)
            answers = [error] * len(batch)
        finally:
            # Even if this task is canceled: nobody else would ever tell them.
            _tell(batch, answers)


def _late(within_s: float) -> LateAnswerError:
    return LateAnswerError(f"no answer within {within_s:g} s")


def _tell(batch: Iterable[_Waiting], answers: Iterable[Any]) -> None:
    for (_, _, waiting), answer in zip(batch, answers, strict=True):
        if waiting.done():  # its caller was canceled
            continue
        if isinstance(answer, Exception):
            waiting.set_exception(answer)
        else:
            waiting.set_result(answer)


def _closed() -> LostConnectionError:
    return LostConnectionError("the client was closed before the script's answer came")


def _changes(args: tuple[Any, ...]) -> bool:
    return args[0] in WRITES or (args[0] in _BATCHED and not str(args[1]).startswith("read_"))


def _confirmed(batch: Sequence[_Waiting], answers: Sequence[Any], replicas: int) -> Sequence[Any]:
    """Return the scripts' answers, without those that too few replicas confirmed."""
    *own, _, reached = answers
    if isinstance(reached, int) and reached >= replicas:
        return own
    doubtful = UnconfirmedError(f"fewer than {replicas} replicas have it: {reached}")
    return [
        doubtful if _changes(each.args) and not isinstance(answer, Exception) else answer
        for each, answer in zip(batch, own, strict=True)
    ]
