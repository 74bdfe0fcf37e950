"""What employees record of calls, and what is kept of everybody's day."""

from __future__ import annotations

from typing import Any, Final

from callrouter.model.casework import Day, DayEntry, Note
from callrouter.model.states import Disposition, Flag, Subject
from callrouter.queueing.connect import reachable
from callrouter.queueing.reading import readable
from callrouter.queueing.scripts import ScriptName
from callrouter.queueing.views import QueueViews

#: What employees report of visitors is shown to supervisors until they have seen it, for this long after the
#: last report, and no more of them than this.
FLAGGED_KEPT_MS: Final = 7 * 86_400_000
MOST_FLAGGED: Final = 200


class Casework(QueueViews):
    """Commands and views of one deployment.

    Methods raise ``QueueUnavailableError`` when the server doesn't answer; commands also ``Refusal``, and are
    safe to repeat.
    """

    async def state_disposition(self, staff_id: str, call_id: str, disposition: Disposition) -> None:
        """Keep how a call was finished for somebody; it is the ended call's if they were its last host.

        Raises ``Refusal``: ``no_such_person``, ``no_such_call``, ``not_a_participant``.
        """
        await self._run(ScriptName.STATE_DISPOSITION, staff_id, call_id, disposition)

    async def classify_call(self, staff_id: str, call_id: str, subject: Subject) -> None:
        """Correct what a call is about.

        Raises ``Refusal``: ``no_such_call``, ``not_a_participant``, ``wrong_state`` when they neither host it
        nor hosted it last.
        """
        await self._run(ScriptName.CLASSIFY_CALL, staff_id, call_id, subject)

    async def flag_call(self, staff_id: str, call_id: str, flag: Flag | None) -> None:
        """Report how the visitor behaves; None = nothing was amiss, take back what was reported.

        Raises ``Refusal``: ``no_such_person``, ``no_such_call``, ``not_a_participant``.
        """
        await self._run(ScriptName.FLAG_CALL, staff_id, call_id, flag or "", FLAGGED_KEPT_MS, MOST_FLAGGED)

    async def settle_flag(self, call_id: str, by: str) -> None:
        """Say that a supervisor has seen what was reported of a call's visitor; harmless when they had."""
        await self._run(ScriptName.SETTLE_FLAG, call_id, by)

    async def write_note(self, staff_id: str, call_id: str, text: str, revision: int) -> None:
        """Replace somebody's own note on a call; ``revision``: one more than of the text that is replaced.

        Raises ``Refusal``: ``no_such_call``, also when its notes aren't kept any longer;
        ``not_a_participant``; ``changed_meanwhile`` when another text of theirs came before.
        """
        await self._run(ScriptName.WRITE_NOTE, staff_id, call_id, text, revision)

    async def note(self, staff_id: str, call_id: str) -> Note | None:
        """Return somebody's note on a call, while it is kept."""
        with reachable():
            kept = await self._client.hget(self._keys.notes(call_id), staff_id)
        return None if kept is None else Note.kept(kept)

    async def notes(self, call_id: str) -> tuple[Note, ...]:
        """Return all notes on a call, while they are kept."""
        with reachable():
            kept: Any = await self._client.hvals(self._keys.notes(call_id))
        return tuple(readable(Note.kept, kept))

    async def day(self, staff_id: str, from_at: int, to_at: int) -> Day:
        """Return what of somebody's work was over from ``from_at`` on and before ``to_at``; UTC epoch ms."""
        with reachable():
            kept: Any = await self._client.zrange(
                self._keys.day(staff_id), f"({to_at}", from_at, byscore=True, desc=True
            )
            entries = tuple(readable(DayEntry.kept, kept))
            call_ids = sorted({entry.call_id for entry in entries if entry.joined_at is not None})
            pipeline = self._client.pipeline(transaction=False)
            for call_id in call_ids:
                pipeline.execute_command("HEXISTS", self._keys.notes(call_id), staff_id)
            found = await pipeline.execute() if call_ids else []
        noted = tuple(call_id for call_id, there in zip(call_ids, found, strict=True) if there)
        return Day(entries=entries, noted=noted)
