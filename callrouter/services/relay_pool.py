"""The relays a node is attached to: every one that is registered, since its pages may be in any call."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import structlog

from callrouter.model.events import Event, RelayGone, RelayRegistered
from callrouter.model.media import RelayRecord
from callrouter.queueing import QueueUnavailableError, RelayRegistry
from callrouter.relay import RelayLost
from callrouter.relay.api import ControlledRelay, ControlListener
from callrouter.services.known_relay import KnownRelay, RelayObserver

_log = structlog.get_logger(__name__)

MakeControl = Callable[[RelayRecord, ControlListener], ControlledRelay]

#: A relay that renewed more recently than this is not given up by who can't reach it: it renews each second,
#: so one that is well is never older.
SPARED_MS: Final = 1500
#: The registry is read again at least this often, whatever the events say.
_LONGEST_WAIT_S: Final = 5.0
_PAUSE_S: Final = 0.25


@dataclass(frozen=True)
class _Member:
    relay: KnownRelay
    control: ControlledRelay
    tasks: set[asyncio.Task[None]]


class RelayPool:
    """One control connection to each registered relay, kept for as long as it is registered or attached.

    A relay is given up only when its process is gone. Where a unix socket refuses that once let us in, it is.
    Anything else may as well be our own network: then it is given up only if it has missed a renewal of its
    registration too, by the queue server's clock. So a node that is cut off takes no healthy relay from the
    others, and one that merely doesn't answer is left to its lease.
    """

    def __init__(
        self,
        registry: RelayRegistry,
        make_control: MakeControl,
        observer: RelayObserver,
        look_after: Callable[[KnownRelay, str], Awaitable[None]],
    ) -> None:
        """``look_after`` is awaited for each marked room of an attached relay, one after the other."""
        self._registry = registry
        self._make_control = make_control
        self._observer = observer
        self._look_after = look_after
        self._members: dict[str, _Member] = {}
        #: Relays that only another machine reaches, complained of already.
        self._elsewhere: set[str] = set()
        self._changed = asyncio.Event()
        self._closing = False

    def follow(self, event: Event) -> None:
        """Look at the registry again when relays came or went."""
        if isinstance(event, RelayRegistered | RelayGone):
            self._changed.set()

    @property
    def relays(self) -> tuple[KnownRelay, ...]:
        """All relays this node knows."""
        return tuple(member.relay for member in self._members.values())

    def relay(self, relay_id: str | None) -> KnownRelay | None:
        """Return a relay by its id."""
        member = None if relay_id is None else self._members.get(relay_id)
        return None if member is None else member.relay

    def control(self, relay: KnownRelay) -> ControlledRelay:
        """Return how to ask a relay. Raises RelayLost for one that was let go."""
        member = self._members.get(relay.relay_id)
        if member is None:
            raise RelayLost("the relay was let go")
        return member.control

    def reach(self, record: RelayRecord) -> KnownRelay:
        """Return a relay, known until now or not; what is asked of it waits until it is attached."""
        member = self._members.get(record.relay_id)
        return (member or self._add(record)).relay

    async def run(self) -> None:
        """Keep attached to all registered relays, for ever."""
        while True:
            self._changed.clear()
            try:
                registered = {
                    standing.relay.relay_id: standing.relay for standing in await self._registry.all()
                }
            except QueueUnavailableError:
                await asyncio.sleep(_PAUSE_S)
                continue
            self._elsewhere &= registered.keys()
            for record in registered.values():
                self._meet(record)
            for relay in self.relays:
                if relay.relay_id not in registered and not relay.is_attached:
                    await self._remove(relay.relay_id)
            with suppress(TimeoutError):
                async with asyncio.timeout(_LONGEST_WAIT_S):
                    await self._changed.wait()

    async def close(self) -> None:
        """Let go of all relays; they go on."""
        self._closing = True
        for relay_id in tuple(self._members):
            await self._remove(relay_id)

    def detached(self) -> None:
        """See whether a relay that went away is still registered."""
        self._changed.set()

    def vanished(self, relay: KnownRelay) -> None:
        """Give up a relay whose process seems to be gone, unless it comes back or renews."""
        member = self._members.get(relay.relay_id)
        if member is not None:
            self._start(member, self._give_up(relay), "give up")

    def _meet(self, record: RelayRecord) -> None:
        """Reach a relay; one that says it is where nothing can be must not keep us from the others."""
        if not self._registry.reaches(record):
            if record.relay_id not in self._elsewhere:
                hint = (
                    "set relay_listen to https:// there: nodes of other machines can't reach its unix socket"
                )
                _log.error("relay.elsewhere", relay_id=record.relay_id, hint=hint)
            self._elsewhere.add(record.relay_id)
            return
        try:
            self.reach(record)
        except ValueError:
            _log.exception("relay.unreachable", relay_id=record.relay_id)

    def _add(self, record: RelayRecord) -> _Member:
        if self._closing:
            raise RelayLost("this node is stopping")
        relay = KnownRelay(record, self._observer)
        member = _Member(relay, self._make_control(record, relay), set())
        self._members[record.relay_id] = member
        self._start(member, self._stay_attached(member), "control")
        self._start(member, self._keep_up(relay), "upkeep")
        return member

    async def _remove(self, relay_id: str) -> None:
        member = self._members.pop(relay_id)
        while member.tasks:
            # Again, as before Python 3.12 a cancellation can get lost in a library's time-out.
            for task in member.tasks:
                task.cancel()
            await asyncio.wait(tuple(member.tasks), timeout=1)
        await member.control.close()

    def _start(self, member: _Member, work: Coroutine[None, None, None], name: str) -> None:
        task = asyncio.get_running_loop().create_task(work, name=f"relay {name}")
        member.tasks.add(task)
        task.add_done_callback(member.tasks.discard)

    async def _stay_attached(self, member: _Member) -> None:
        while True:
            try:
                await member.control.run()
            except Exception:  # noqa: BLE001  (a bug costs this attempt, not the relay)
                _log.exception("relay.control_failed", relay_id=member.relay.relay_id)
            await asyncio.sleep(_PAUSE_S)

    async def _keep_up(self, relay: KnownRelay) -> None:
        """Look after marked rooms; what can't be done now is tried again."""
        while True:
            for room in await relay.marked():
                if not relay.is_attached:
                    continue  # all its rooms are marked when it is again
                try:
                    await self._look_after(relay, room)
                except (RelayLost, QueueUnavailableError):
                    await asyncio.sleep(_PAUSE_S)
                    relay.doubt(room)
                except Exception:  # noqa: BLE001  (one room's fault must not cost the others their upkeep)
                    _log.exception("relay.upkeep_failed", relay_id=relay.relay_id)

    async def _give_up(self, relay: KnownRelay) -> None:
        certain = relay.was_attached and relay.control_url.startswith("unix:")
        while not relay.is_attached:
            try:
                if await self._registry.lose(relay.relay_id, unless_renewed_ms=0 if certain else SPARED_MS):
                    _log.warning("relay.given_up", relay_id=relay.relay_id)
                    return
            except QueueUnavailableError:
                pass
            await asyncio.sleep(_PAUSE_S)
