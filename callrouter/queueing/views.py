"""What can be seen of a queue engine: each view but the lineup is read in one atomic step.

Methods raise ``QueueUnavailableError`` when the server doesn't answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from pydantic import TypeAdapter
from redis.asyncio import Redis

from callrouter.model.booths import HelpRequest
from callrouter.model.casework import FlaggedCall, Note
from callrouter.model.commands import Place, SeatSpec
from callrouter.model.doors import Closing
from callrouter.model.records import Call, Reservation, Staff
from callrouter.model.states import Disposition, SeatState
from callrouter.model.views import (
    Board,
    ChatEntry,
    Explanation,
    Lineup,
    PrincipalView,
    QueuePlace,
    WaitingSeat,
    Worker,
)
from callrouter.queueing.alerts import raised
from callrouter.queueing.connect import reachable
from callrouter.queueing.keys import Keys
from callrouter.queueing.reading import readable
from callrouter.queueing.scripts import ScriptName, Scripts

#: Calls whose places one script tells, so that a long queue doesn't hold up others.
_PLACES_A_SCRIPT = 200
_PLACES = TypeAdapter(tuple[Place, ...])


class QueueViews:
    """Views of one deployment."""

    def __init__(self, client: Redis, keys: Keys, now: Callable[[], int] | None) -> None:
        self._client, self._keys, self._now = client, keys, now
        self._run = Scripts(client, keys, now).run

    async def view(self, principal_id: str) -> PrincipalView:
        """Show everything that concerns a principal, in one step with the journal's position."""
        event_id, staff, reservation, call, chat, wanted, notes, disposition = await self._run(
            ScriptName.READ_VIEW, principal_id
        )
        return PrincipalView(
            event_id=event_id,
            staff=Staff.kept(staff) if staff else None,
            reservation=Reservation.kept(reservation) if reservation else None,
            call=Call.kept(call) if call else None,
            chat=tuple(entry for _, entry in sorted(map(_numbered_entry, chat), key=lambda pair: pair[0])),
            help=HelpRequest.kept(wanted) if wanted else None,
            notes=tuple(sorted(readable(Note.kept, notes), key=lambda note: note.at)),
            disposition=Disposition(disposition) if disposition else None,
        )

    async def board(self) -> Board:
        """Show all live calls, longest waiting first, people, help wanted, reports and alerts."""
        event_id, calls, staff, wanted, flagged, alerts = await self._run(ScriptName.READ_BOARD)
        return Board(
            event_id=event_id,
            calls=tuple(sorted(readable(Call.kept, calls), key=lambda call: (call.queued_at, call.call_id))),
            staff=tuple(sorted(readable(Staff.kept, staff), key=lambda person: person.staff_id)),
            help=tuple(sorted(readable(HelpRequest.kept, wanted), key=lambda each: (each.at, each.help_id))),
            flagged=tuple(
                sorted(readable(FlaggedCall.kept, flagged), key=lambda each: (each.at, each.call_id))
            ),
            alerts=raised(alerts),
        )

    async def call(self, call_id: str) -> Call | None:
        """Show a call, or None if it never was or is forgotten."""
        with reachable():
            record = await self._client.hget(self._keys.record("call", call_id), "record")
        return None if record is None else Call.kept(record)

    async def live_calls(self, booth_ids: Sequence[str]) -> dict[str, str]:
        """Tell by booth the live calls of those of these booths that have one."""
        if not booth_ids:
            return {}
        with reachable():
            calls: Any = await self._client.hmget(self._keys.index("booths"), list(booth_ids))
        return {booth: str(call) for booth, call in zip(booth_ids, calls, strict=True) if call is not None}

    async def people(self) -> tuple[Staff, ...]:
        """Show everybody who isn't offline, by id; read bit by bit, so that nobody waits for a long list."""
        with reachable():
            names: Any = await self._client.smembers(self._keys.index("people"))
            pipeline = self._client.pipeline(transaction=False)
            for staff_id in sorted(names):
                pipeline.execute_command("HGET", self._keys.record("staff", staff_id), "record")
            records = await pipeline.execute()
        return tuple(readable(Staff.kept, records))

    async def queue_places(self, call_ids: Sequence[str]) -> tuple[QueuePlace, ...]:
        """Tell the places of those of these calls that wait, ringing ones too."""
        places: list[QueuePlace] = []
        for start in range(0, len(call_ids), _PLACES_A_SCRIPT):
            batch = call_ids[start : start + _PLACES_A_SCRIPT]
            ids, booths, positions, cramped = await self._run(ScriptName.READ_PLACES, *batch)
            places += (
                QueuePlace(call_id=call_id, booth_id=booth_id, position=position, room=not full)
                for call_id, booth_id, position, full in zip(ids, booths, positions, cramped, strict=True)
            )
        return tuple(places)

    async def chat_entry(self, call_id: str, entry_id: str) -> ChatEntry | None:
        """Return one entry of a call's chat; None once the call ended."""
        with reachable():
            numbered = await self._client.hget(self._keys.chat(call_id), entry_id)
        return None if numbered is None else _numbered_entry(str(numbered))[1]

    async def closings(self) -> dict[str, Closing]:
        """Tell the locations that are closed by hand."""
        with reachable():
            stored = await self._client.hgetall(self._keys.index("closed"))
        return {str(name): Closing.kept(text) for name, text in stored.items()}

    async def explain(self, call_id: str) -> Explanation:
        """Say why a call's seat still waits and what opens next; of several, one that hosts the call.

        Raises ``Refusal``: ``no_such_call``, ``wrong_state`` when every seat is taken.
        """
        return Explanation.kept((await self._run(ScriptName.EXPLAIN_CALL, call_id))[0])

    async def lineup(self, limit: int = 500) -> Lineup:
        """Read who waits, the ``limit`` best, and who could serve them, bit by bit: for estimates only."""
        with reachable():
            names: Any = await self._client.zrange(
                self._keys.index("unfilled"), 0, limit - 1, withscores=True
            )
            pipeline = self._client.pipeline(transaction=False)
            pipeline.execute_command("TIME")
            pipeline.execute_command("SMEMBERS", self._keys.index("people"))
            for name, _ in names:
                call_id, _, seat_id = name.rpartition("/")
                kept_at = self._keys.record("call", call_id)
                pipeline.execute_command("HMGET", kept_at, "record", "hidden", f"plan:{seat_id}")
            (seconds, microseconds), people, *calls = await pipeline.execute()
            for staff_id in sorted(people):
                kept_at = self._keys.record("staff", staff_id)
                pipeline.execute_command("HMGET", kept_at, "record", "hidden", "places")
            workers = await pipeline.execute()
        seats = (
            _waiting_seat(name.rpartition("/")[2], int(score), *kept)
            for (name, score), kept in zip(names, calls, strict=True)
        )
        return Lineup(
            at=self._now() if self._now else seconds * 1000 + microseconds // 1000,
            seats=tuple(filter(None, seats)),
            people=tuple(filter(None, (_worker(*kept) for kept in workers))),
        )


def _waiting_seat(
    seat_id: str, score: int, record: str | None, hidden: str | None, plan: str | None
) -> WaitingSeat | None:
    """Return the seat, or None if it was filled or gone while the lineup was read."""
    if record is None or hidden is None or plan is None:
        return None
    call, state = Call.kept(record), json.loads(hidden)["seats"][seat_id]
    seat = next(seat for seat in call.seats if seat.seat_id == seat_id)
    spec = SeatSpec.kept(plan)
    if seat.state not in {SeatState.WAITING, SeatState.RESERVED}:
        return None
    return WaitingSeat(
        call_id=call.call_id,
        seat_id=seat_id,
        booth_id=call.booth_id,
        role=seat.role,
        location=call.location,
        language=seat.language,
        score=score,
        opened_at=seat.opened_at,
        reserved=seat.state is SeatState.RESERVED,
        steps=spec.steps,
        opened=state["opened"],
        companion_pools=spec.companion.pools if spec.companion else (),
        centres=call.centres,
    )


def _worker(record: str | None, hidden: str | None, places: str | None) -> Worker | None:
    """Return the person, or None if they aren't connected."""
    if record is None or hidden is None or places is None or not json.loads(hidden)["present"]:
        return None
    pools = tuple(place.pool for place in _PLACES.validate_json(places, extra="ignore"))
    return Worker(staff=Staff.kept(record), pools=pools)


def _numbered_entry(numbered: str) -> tuple[int, ChatEntry]:
    number, _, entry = numbered.partition(" ")
    return int(number), ChatEntry.kept(entry)
