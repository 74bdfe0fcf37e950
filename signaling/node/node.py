"""One node's life: its parts wired to each other, started, drained and closed in order."""

from __future__ import annotations

import asyncio
import signal

from aiohttp import web

from callrouter.model.directory import Directory
from callrouter.policy.shedding import board_pause_s
from signaling.background import Background
from signaling.edge.edge import Edge
from signaling.memory import allowed_memory
from signaling.node.news import News
from signaling.node.parts import Parts
from signaling.node.upkeep import Upkeep
from signaling.node.web import Web
from signaling.node_figures import NodeFigures
from signaling.queue_figures import QueueFigures
from signaling.server_figures import ServerFigures
from signaling.sessions.clock import now_ms
from signaling.sessions.parting import part_at_once, part_gently, wait_for
from signaling.settings import Settings
from signaling.stores import Stores
from signaling.tracing import Traces
from signaling.vitals import Vitals


class Node:
    """One signaling node with its media relay. Made by ``running_node``."""

    def __init__(
        self, settings: Settings, directory: Directory, stores: Stores, traces: Traces | None = None
    ) -> None:
        self.settings, self.stores = settings, stores
        self.edge = Edge(settings, https_only=settings.secure_cookies)
        self.background = Background()
        self.parts = parts = Parts(settings, directory, stores)
        self.vitals = Vitals(
            node_id=stores.node.node_id,
            hub=parts.hub,
            deadlines=parts.deadlines,
            media=parts.media,
            journal=stores.journal,
            registry=stores.relays,
            nodes=stores.nodes,
            edge=self.edge,
            memory=allowed_memory(settings.memory_mb),
        )
        self._outdated = False
        self.upkeep = Upkeep(
            settings,
            directory,
            stores,
            zones=parts.zones,
            vitals=self.vitals,
            outdated=self._leave_the_data,
        )
        self.news = News(
            parts,
            directory,
            stores,
            board_goal=settings.service_goal,
            board_pause_s=lambda: board_pause_s(self.vitals.level),
        )
        self.figures = self._all_figures(directory)
        parts.hub.follow(
            parts.accounts.follow,
            parts.media.follow,
            parts.locations.follow,
            parts.special_days.follow,
            *self.news.followers(),
            parts.deadlines.follow,
            parts.staff_accounts.follow,
            parts.desk.follow,
            self.figures.queue.follow,
            relearn=parts.relearn,
        )
        self.web = Web(
            settings,
            directory,
            stores,
            edge=self.edge,
            parts=parts,
            news=self.news,
            upkeep=self.upkeep,
            vitals=self.vitals,
            figures=self.figures,
            traces=traces,
        )

    async def start(self) -> None:
        """Begin the node's own tasks."""
        parts, background = self.parts, self.background
        await self.upkeep.be_known()
        await parts.hub.start()
        await parts.learn()
        await parts.waiting.load(self.stores.journal)
        await self.vitals.look(0.0)
        self.upkeep.start(background)
        background.start("vitals", self.vitals.run)
        background.start("loop lag", self.figures.lag.watch)
        background.start("queue figures", self.figures.queue.run)
        parts.start(background)
        self.news.start(background)
        self.edge.start(background)

    def web_app(self, *, home: str | None) -> web.Application:
        """Return the HTTP side."""
        app = self.web.app(home=home)
        app.on_shutdown.append(self._close_connections)
        return app

    async def close(self) -> None:
        """Stop the node's tasks; media goes on."""
        await self.background.close()
        await self.upkeep.close()
        await self.parts.close()

    async def drain(self, hurry: asyncio.Event) -> None:
        """Make ready to stop: nobody new is sent here, then pages go to other nodes, some at a time.

        ``hurry`` ends the waiting; where there is one node, pages come back when it does.
        """
        if self._outdated:
            return
        self.vitals.drain()
        await wait_for(hurry, self.settings.drain_ready_s)
        self.vitals.closing = True
        await part_gently(self.parts.hub.connections(), hurry)

    def _leave_the_data(self) -> None:
        """Stop at once: whatever this node did now, it would do to data of a form it doesn't know."""
        self._outdated = True
        self.vitals.drain()
        self.vitals.closing = True
        self.background.stop()
        part_at_once(self.parts.hub.connections())
        signal.raise_signal(signal.SIGTERM)

    async def _close_connections(self, _app: web.Application) -> None:
        self.vitals.drain()
        self.vitals.closing = True
        connections = self.parts.hub.connections()
        part_at_once(connections)
        await asyncio.gather(*(connection.closed() for connection in connections))

    def _all_figures(self, directory: Directory) -> NodeFigures:
        parts, stores = self.parts, self.stores
        return NodeFigures(
            self.vitals,
            QueueFigures(stores.engine, directory, now=now_ms),
            parts.booths,
            parts.desk.figures.read,
            parts.alerting.figures.read,
            ServerFigures(
                standing=stores.standing,
                journal=stores.journal,
                keepers={
                    "statistics": self.upkeep.statistics.position,
                    "audit_trail": self.upkeep.audit_trail.position,
                },
            ).read,
        )
