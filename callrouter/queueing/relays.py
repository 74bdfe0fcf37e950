"""Which media relays there are, and on which of them each call lives.

A relay keeps its registration by renewing it; one that doesn't is lost a while after its lease ended (the
server may have been away, so that nobody could renew), or as soon as somebody who knows that its process is
gone says so. Its calls move in that same step. Every command is one atomic script, safe to repeat, by the
server's clock; each raises ``QueueUnavailableError`` when the server doesn't answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import structlog
from pydantic import ValidationError
from redis.asyncio import Redis

from callrouter.model.media import RelayLoad, RelayRecord
from callrouter.model.records import Call
from callrouter.model.views import MediaHome, RelayStanding
from callrouter.queueing.keys import Keys
from callrouter.queueing.scripts import ScriptName, Scripts

_log = structlog.get_logger(__name__)

#: How long a registration lasts unless it is renewed. After as long again the relay is lost.
RELAY_LEASE_MS: Final = 1500
#: A relay renews this often.
RELAY_RENEWAL_MS: Final = 1000
#: Calls read by one script.
_CALLS_A_SCRIPT: Final = 200


class RelayRegistry:
    """The relays of one deployment. ``now`` replaces the server's clock in tests."""

    def __init__(
        self,
        client: Redis,
        *,
        namespace: str = "callrouter",
        machine: str | None = None,
        now: Callable[[], int] | None = None,
    ) -> None:
        """``machine`` is where whoever asks runs: not every relay can be reached from everywhere."""
        self._machine = machine
        self._run = Scripts(client, Keys(namespace), now).run

    async def register(self, relay: RelayRecord, *, lease_ms: int = RELAY_LEASE_MS) -> None:
        """Make a relay known, or known again; calls whose media lives nowhere go to it."""
        await self._run(ScriptName.REGISTER_RELAY, relay.model_dump_json(exclude_none=True), lease_ms)

    def reaches(self, relay: RelayRecord) -> bool:
        """Say whether this machine may reach a relay: another's unix sockets it can't."""
        return relay.machine is None or self._machine is None or relay.machine == self._machine

    async def renew(self, relay_id: str, load: RelayLoad, *, lease_ms: int = RELAY_LEASE_MS) -> bool:
        """Keep a registration; False = there is none any more, and the relay may register again."""
        answer = await self._run(ScriptName.RENEW_RELAY, relay_id, load.model_dump_json(), lease_ms)
        return bool(answer[0])

    async def drain(self, relay_id: str) -> None:
        """Give a relay no new calls. Those it has go on."""
        await self._run(ScriptName.DRAIN_RELAY, relay_id)

    async def assign(self, call_id: str) -> RelayRecord | None:
        """Tell on which relay a live call's media lives; None while no relay takes it.

        It stays where it is as long as that relay is registered, else it goes to the one with the lowest
        share of its capacity in calls, of those that don't drain, and to one with a busy core only when all
        are. A full one gets only calls that had media before, by moving. Relays that
        this machine doesn't reach get no call that lives nowhere.
        Raises ``Refusal``: ``no_such_call``, ``wrong_state`` when it ended.
        """
        record = (await self._run(ScriptName.ASSIGN_CALL, call_id, self._machine or ""))[0]
        return RelayRecord.kept(record) if record else None

    async def lose(self, relay_id: str, *, unless_renewed_ms: int = 0) -> bool:
        """Give a relay up and move its calls; tells whether it is registered no more.

        It stays when it renewed less than ``unless_renewed_ms`` ago: who merely can't reach a relay must not
        take it from those who can. 0 is for who knows that the process has ended.
        """
        return bool((await self._run(ScriptName.LOSE_RELAY, relay_id, unless_renewed_ms))[0])

    async def move(self, relay_id: str) -> int:
        """Drain a relay and move its calls to others; returns how many stay as there is no other."""
        return int((await self._run(ScriptName.MOVE_CALLS, relay_id))[0])

    async def all(self) -> tuple[RelayStanding, ...]:
        """Show every registered relay, by id, in one step; one whose words aren't understood is left out."""
        _, found = await self._run(ScriptName.READ_RELAYS)
        standings = (_standing(*each) for each in zip(*(iter(found),) * 4, strict=True))
        return tuple(standing for standing in standings if standing is not None)

    async def homes(self, call_ids: Sequence[str]) -> dict[str, MediaHome]:
        """Tell of those of these calls that are known, ended ones too, how they stand and where they live."""
        homes: dict[str, MediaHome] = {}
        for start in range(0, len(call_ids), _CALLS_A_SCRIPT):
            batch = call_ids[start : start + _CALLS_A_SCRIPT]
            event_id, found = await self._run(ScriptName.READ_MEDIA, *batch)
            for call_id, record, relay_id in zip(batch, found[::2], found[1::2], strict=True):
                if record:
                    call = Call.kept(record)
                    homes[call_id] = MediaHome(event_id=event_id, call=call, relay_id=relay_id or None)
        return homes


def _standing(record: str, load: str, renewed_at: str, calls: int) -> RelayStanding | None:
    try:
        return RelayStanding(
            relay=RelayRecord.kept(record),
            load=RelayLoad.kept(load),
            renewed_at=int(renewed_at),
            calls=calls,
        )
    except ValidationError as error:
        _log.error("relay.unreadable", faults=error.error_count())
        return None
