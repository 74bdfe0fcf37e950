"""How far staffings are that somebody tries: each is played on one node, and any node can tell."""

from __future__ import annotations

from typing import Any

from redis.asyncio import Redis

from callrouter.queueing.connect import reachable
from callrouter.queueing.keys import Keys

_STANDING, _UNWANTED = "standing", "unwanted"
#: How long the last standing of a trial that ended is kept, s.
_KEPT_S = 3600


class TrialStore:
    """Standings by trial. Only the node that plays one writes its standing, so nothing races.

    Every method raises ``QueueUnavailableError`` when the server doesn't answer.
    """

    def __init__(self, client: Redis, *, namespace: str = "callrouter") -> None:
        self._client = client
        self._keys = Keys(namespace)

    async def tell(self, trial_id: str, standing: str, *, kept_s: int = _KEPT_S) -> bool:
        """Keep the standing for so long from now; return whether the trial is still wanted."""
        name = self._keys.record("trial", trial_id)
        with reachable():
            pipeline = self._client.pipeline(transaction=True)
            pipeline.execute_command("HSET", name, _STANDING, standing)
            pipeline.execute_command("EXPIRE", name, kept_s)
            pipeline.execute_command("HEXISTS", name, _UNWANTED)
            answers: list[Any] = await pipeline.execute()
        return not answers[-1]

    async def standing(self, trial_id: str) -> str | None:
        """Return the last standing told; None for a trial that isn't known, or no more."""
        with reachable():
            told: Any = await self._client.hget(self._keys.record("trial", trial_id), _STANDING)
        return None if told is None else str(told)

    async def give_up(self, trial_id: str) -> None:
        """Say that nobody wants the trial any more; the node that plays it is told with its next standing."""
        name = self._keys.record("trial", trial_id)
        with reachable():
            pipeline = self._client.pipeline(transaction=True)
            pipeline.execute_command("HSET", name, _UNWANTED, "1")
            pipeline.execute_command("EXPIRE", name, _KEPT_S)
            await pipeline.execute()
