"""How a node is: looked at twice a second, so that whoever asks for its health waits for nothing.

A node is ready while it does better than none. What all nodes would suffer alike (no relay has room, all have
much to do) makes none of them unready: if all went at once, a busy service would be no service.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import structlog

from callrouter.model.exposition import Metric, metric
from callrouter.policy.shedding import Level, Shedding, Strain, advance, others_can
from callrouter.queueing import Journal, NodeRegistry, QueueUnavailableError, RelayRegistry, journal_place
from callrouter.services.deadlines import DeadlineKeeper
from callrouter.services.media import MediaService
from signaling.edge.edge import Edge
from signaling.memory import Memory
from signaling.sessions.clock import now_ms
from signaling.sessions.hub import Hub

_log = structlog.get_logger(__name__)

_TICKS: Final = 5
_TICK_S: Final = 0.1
#: A server that takes longer than this to say where its journal ends doesn't answer.
_PATIENCE_S: Final = 2.0
#: Deadlines or a journal that nobody has looked at for this long: the node is stuck.
_STALLED_AFTER_S: Final = 10.0
#: After this long, with a server that answers, nothing but a new process helps.
_HOPELESS_AFTER_S: Final = 60.0
#: From where on it is worth telling.
_SLOW_S: Final = 0.25
_BEHIND_S: Final = 2.0
#: Of fewer pages that read slowly no node has too much to do.
_A_CROWD: Final = 50


class Health(NamedTuple):
    """``reason``: why no traffic should come (None: it should); ``degraded``: what else isn't right."""

    reason: str | None
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What was seen at the last look."""

    at: float
    #: Whether the queue's server answered, and since when it does.
    queue_up: bool = True
    up_since: float = 0.0
    strain: Strain = field(default_factory=Strain)
    #: Registered relays, and calls they could take.
    relays: int = 0
    room: int = 0
    #: Whether another node has less to do, asked only when this one has far too much.
    others_can: bool = False


@dataclass(kw_only=True)
class Vitals:
    """Looks after one node's health, and says what it gives up."""

    #: Of this node among ``nodes``.
    node_id: str
    hub: Hub
    deadlines: DeadlineKeeper
    media: MediaService
    journal: Journal
    registry: RelayRegistry
    nodes: NodeRegistry
    edge: Edge
    memory: Memory
    now: Callable[[], float] = time.monotonic
    #: What is made of what it feels: tests on a busy machine feel nothing.
    feels: Callable[[Strain], Strain] = lambda strain: strain

    def __post_init__(self) -> None:
        """Begin well."""
        #: Whether the node is about to stop, and whether it sends its pages away already.
        self.draining = self.closing = False
        #: Set when other nodes should hear at once how this one is.
        self.changed = asyncio.Event()
        self.shedding = Shedding()
        self._looked = Looked(at=self.now(), up_since=self.now())
        self._had_relay = False

    @property
    def level(self) -> Level:
        """What the node gives up now."""
        return self.shedding.level

    @property
    def queue_up(self) -> bool:
        """Whether the queue's server answered lately."""
        return self._looked.queue_up and self.now() - self._looked.at <= _STALLED_AFTER_S

    def drain(self) -> None:
        """Take note that the node is about to stop."""
        self.draining = True
        self.changed.set()

    async def run(self) -> None:
        """Look for ever."""
        while True:
            late = 0.0
            for _ in range(_TICKS):
                due = self.now() + _TICK_S
                await asyncio.sleep(_TICK_S)
                late += max(0.0, self.now() - due)
            await self.look(late / _TICKS)

    async def look(self, lag_s: float) -> None:
        """Look once."""
        was, began = self._looked, self.now()
        behind_s, relays, room, up, relief = 0.0, was.relays, was.room, True, False
        try:
            async with asyncio.timeout(_PATIENCE_S):
                newest = await self.journal.last_id()
                queue_s = self.now() - began
                behind_s = self._behind_s(newest)
                standings = await self.registry.all()
                if self.level is Level.ALL_BUT_CALLS:
                    relief = others_can(await self.nodes.all(), self.node_id, now_ms())
        except (QueueUnavailableError, TimeoutError):
            up, queue_s = False, 0.0
        else:
            serving = [each for each in standings if not each.relay.draining]
            relays, room = len(standings), sum(max(0, each.relay.capacity - each.calls) for each in serving)
        self._had_relay = self._had_relay or self.media.relays_attached() > 0
        pages = self.hub.connections()
        strain = self.feels(
            Strain(
                lag_s=lag_s,
                queue_s=queue_s,
                behind_s=behind_s,
                memory=self.memory.share_in_use(),
                connections=self.edge.fullness,
                slow_pages=sum(page.is_slow for page in pages) / max(len(pages), _A_CROWD),
            )
        )
        self._looked = Looked(
            at=self.now(),
            queue_up=up,
            up_since=was.up_since if was.queue_up else self.now(),
            strain=strain,
            relays=relays,
            room=room,
            others_can=relief,
        )
        self._advance(strain)

    def ready(self) -> Health:
        """Say whether traffic should come here."""
        seen, degraded = self._looked, []
        attached = self.media.relays_attached()
        if not attached:
            degraded.append("no_relay")
        elif seen.relays and not seen.room:
            degraded.append("no_room")
        if self.level:
            degraded.append("overloaded")
        if seen.strain.lag_s >= _SLOW_S:
            degraded.append("slow")
        if seen.strain.behind_s >= _BEHIND_S:
            degraded.append("behind")
        # Where no node has a relay, calls wait at this one as well as at any other.
        apart = not attached and (seen.relays > 0 or not self._had_relay)
        reasons = {
            "draining": self.draining,
            "queue_unavailable": not self.queue_up,
            "queue_refuses": bool(self.deadlines.refused),
            "no_relay": apart,
            "stalled": self._stalled_for_s() > _STALLED_AFTER_S,
            "overloaded": self.level is Level.ALL_BUT_CALLS and seen.others_can,
        }
        return Health(next((reason for reason, holds in reasons.items() if holds), None), tuple(degraded))

    def live(self) -> Health:
        """Say whether the process is of any use; it isn't when only a new one would go on."""
        seen = self._looked
        if self.now() - seen.at > _HOPELESS_AFTER_S:
            return Health("vitals_stuck")
        has_server = seen.queue_up and self.now() - seen.up_since > _HOPELESS_AFTER_S
        if has_server and self.hub.stalled_for_s() > _HOPELESS_AFTER_S:
            return Health("journal_stuck")
        # A server whose disk is full answers and writes nothing: a new process could do no more.
        has_server = has_server and not self.deadlines.refused
        if has_server and self.deadlines.stalled_for_s() > _HOPELESS_AFTER_S:
            return Health("deadlines_stuck")
        return Health(None)

    def metrics(self) -> list[Metric]:
        """Return what Prometheus is told."""
        strain = self._looked.strain
        told = (
            ("draining", "Whether this node is about to stop.", self.draining),
            ("ready", "Whether traffic should come here.", self.ready().reason is None),
            ("shedding_level", "What the node gives up: 0 nothing to 3 all but calls.", self.level),
            ("relay_room", "Calls that relays could take.", self._looked.room),
            ("memory_share", "Memory in use, as a share of what there may be.", strain.memory),
            ("pages_slow_share", "Pages that read more slowly than they are told.", strain.slow_pages),
        )
        return [metric("gauge", f"callrouter_{name}", what, value) for name, what, value in told]

    def _stalled_for_s(self) -> float:
        return max(self.deadlines.stalled_for_s(), self.hub.stalled_for_s())

    def _behind_s(self, newest: str) -> float:
        told = journal_place(self.hub.position) if self.hub.position else journal_place(newest)
        last = journal_place(newest)
        return (last[0] - told[0]) / 1000 if last > told else 0.0

    def _advance(self, strain: Strain) -> None:
        was, self.shedding = self.shedding, advance(self.shedding, strain, self.now())
        if self.level is not was.level:
            self.changed.set()
            _log.warning(
                "node.sheds", level=int(self.level), before=int(was.level), because=self.shedding.because
            )
