"""One fault after the other, drawn by a seed, with the truth told after each."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.crowd import moment
from tests.faults.deployment import Deployment, Node
from tests.faults.server import QueueServer
from tests.faults.truth import told_and_kept

_CALLS_IN_BETWEEN = 4


@dataclass(frozen=True)
class Outage:
    """A fault, and how long it took from its beginning until everybody was back and calls went on."""

    fault: str
    seconds: float


class Faults:
    """Breaks a deployment of its own in ``folder``."""

    def __init__(self, folder: Path, seed: int, *, away_s: float) -> None:
        """``away_s``: how long what is cut off, frozen or down stays so."""
        self._chance = random.Random(seed)  # noqa: S311  (no secret)
        self._away_s = away_s
        self._server = QueueServer(folder)
        self._deployment = Deployment(folder, self._server, seed=seed)

    async def break_things(self, seconds: float, *, tell: Callable[[Outage], None]) -> list[Outage]:
        """Break things for so long. Raises AssertionError when something was lost, doubled or overtaken."""
        faults: list[Callable[[], Awaitable[None]]] = [
            self.node_killed,
            self.relay_killed,
            self.server_killed,
            self.server_away,
            self.server_frozen,
            self.node_frozen,
            self.node_cut_off,
            self.node_hears_nothing,
            self.node_slow,
        ]
        outages = []
        await self._server.start()
        try:
            async with self._deployment as deployment:
                await deployment.build(nodes=3, cables=True)
                crowd = deployment.crowd
                async with crowd.at_work():
                    await crowd.until_calls_are_done(_CALLS_IN_BETWEEN)
                    ends_at, waiting = moment() + seconds, list[Callable[[], Awaitable[None]]]()
                    while moment() < ends_at:
                        if not waiting:  # each of them before any comes again
                            waiting = self._chance.sample(faults, len(faults))
                        fault = waiting.pop()
                        began = moment()
                        await fault()
                        await crowd.until_all_are_back(began)
                        await crowd.until_calls_are_done(_CALLS_IN_BETWEEN)
                        outages.append(Outage(fault.__name__, moment() - began))
                        tell(outages[-1])
                        await self._whole_again()
                    await crowd.come_to_rest()
                await told_and_kept(self._server.url, crowd)
        finally:
            await self._server.sweep()
        return outages

    async def _whole_again(self) -> None:
        for node in self._deployment.nodes:
            if not node.program.runs:
                await node.program.start()
            await node.until_ready()
        for relay in self._deployment.relays:
            if not relay.runs:
                await relay.start()

    def _node(self) -> Node:
        return self._chance.choice(self._deployment.nodes)

    async def node_killed(self) -> None:
        await self._node().program.kill()

    async def relay_killed(self) -> None:
        await self._chance.choice(self._deployment.relays).kill()

    async def server_killed(self) -> None:
        await self._server.kill()
        await self._server.start()

    async def server_away(self) -> None:
        await self._server.kill()
        await asyncio.sleep(self._away_s)
        await self._server.start()

    async def server_frozen(self) -> None:
        self._server.freeze()
        await asyncio.sleep(self._away_s)
        self._server.thaw()

    async def node_frozen(self) -> None:
        node = self._node()
        node.program.freeze()
        await asyncio.sleep(self._away_s)
        node.program.thaw()

    async def node_cut_off(self) -> None:
        await self._cut(out=True)

    async def node_hears_nothing(self) -> None:
        """Let the server do what the node asks, and no answer come."""
        await self._cut(out=False)

    async def _cut(self, *, out: bool) -> None:
        cable = self._node().cable
        assert cable is not None
        cable.cut(out=out)
        await asyncio.sleep(self._away_s)
        cable.mend()

    async def node_slow(self) -> None:
        """Let every answer of the server take a quarter of a second."""
        cable = self._node().cable
        assert cable is not None
        cable.delay_s = 0.125
        await asyncio.sleep(min(self._away_s, 5))
        cable.delay_s = 0.0
