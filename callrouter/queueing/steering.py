"""What supervisors do with calls and people: one atomic script each, told in the journal with who and why."""

from __future__ import annotations

from typing import Final

from callrouter.model.commands import Redirect, SeatSpec
from callrouter.model.doors import Notice
from callrouter.model.records import Call
from callrouter.model.states import AwayReason, Status
from callrouter.model.steering_events import Deed
from callrouter.queueing.casework import Casework
from callrouter.queueing.scripts import ScriptName

#: Closed, and nothing said of it.
NO_NOTICE: Final = Notice()


class Steering(Casework):
    """Commands of one deployment, for supervisors.

    Methods raise ``Refusal``, and ``QueueUnavailableError`` when the server doesn't answer. All are safe to
    repeat.
    """

    async def prioritise_call(
        self, call_id: str, head_start_ms: int, *, most_ms: int, by: str, why: str = ""
    ) -> Call:
        """Give a waiting call a head start beside the one it came with, both together at most ``most_ms``.

        It never ranks below what it came with.

        Raises ``Refusal``: ``no_such_call``, ``wrong_state`` when it doesn't wait.
        """
        return await self._steer(ScriptName.PRIORITISE_CALL, call_id, head_start_ms, most_ms, by, why)

    async def redirect_call(self, call_id: str, redirect: Redirect, deed: Deed) -> Call:
        """Have others asked for a waiting call, instead of those asked now; it keeps its place by time.

        Raises ``Refusal``: ``no_such_call``, ``caller_left``, ``already_taken`` when it doesn't wait any
        more, ``changed_meanwhile`` when it was moved since it was looked at.
        """
        deed_id, seat, to, opened_at = redirect
        spec = seat.model_dump_json(exclude_none=True)
        return await self._steer(ScriptName.REDIRECT_CALL, call_id, deed_id, spec, *deed, to, opened_at)

    async def pull_call(self, call_id: str, deed: Deed) -> Call:
        """Let whose ``deed`` it is answer a waiting call; whomever it rings for is spared without blame.

        Raises ``Refusal``: ``no_such_call``, ``caller_left``, ``already_taken``, ``no_such_person``,
        ``wrong_state`` when they have a call already, or no page.
        """
        return await self._steer(ScriptName.PULL_CALL, call_id, *deed)

    async def stop_call(self, call_id: str, deed: Deed) -> Call:
        """End a call for everybody in it.

        Raises ``Refusal``: ``no_such_call``, ``caller_left`` when it had ended by itself.
        """
        return await self._steer(ScriptName.STOP_CALL, call_id, *deed)

    async def set_status(
        self, staff_id: str, status: Status, reason: AwayReason | None = None, deed: Deed | None = None
    ) -> None:
        """Set what a person chose, or a supervisor for them; during a call and its wrap-up, what comes next.

        But ``OFFLINE`` acts at once. Only ``AWAY`` has a reason; without one it is ``OTHER``.

        Raises ``Refusal``: ``no_such_person``; ``wrong_state`` for ready, or away after being offline,
        without a connection.
        """
        told = (reason or AwayReason.OTHER) if status is Status.AWAY else ""
        await self._run(ScriptName.SET_STATUS, staff_id, status, told, *(deed or ()))

    async def free_person(self, staff_id: str, busy_with: str, instead: SeatSpec | None, deed: Deed) -> None:
        """Free a person from the call or reservation ``busy_with``; nothing happens if it is another one.

        A caller whom this would leave with nobody waits again, for whoever ``instead`` names.

        Raises ``Refusal``: ``no_such_person``, ``wrong_state`` when that is needed and not given.
        """
        spec = instead.model_dump_json(exclude_none=True) if instead else ""
        await self._run(ScriptName.FREE_PERSON, staff_id, busy_with, spec, *deed)

    async def close_location(
        self, location: str, deed: Deed, notice: Notice = NO_NOTICE, *, seen: int = 0
    ) -> None:
        """Close a location for new calls by hand, or tell something else there; calls that wait go on.

        ``seen`` is when the closing began that they know of; 0: they know of none. Wanting what is, is
        harmless. Raises ``Refusal``: ``changed_meanwhile`` when it is closed otherwise than they know.
        """
        told = notice.model_dump_json(exclude_defaults=True)
        await self._run(ScriptName.SWITCH_LOCATION, location, 0, *deed, seen, told)

    async def open_location(self, location: str, deed: Deed, *, seen: int = 0) -> None:
        """Open a location that was closed by hand; with ``seen`` 0 whatever the closing is.

        Raises ``Refusal``: ``changed_meanwhile`` when another closing than the one ``seen`` closes it.
        """
        await self._run(ScriptName.SWITCH_LOCATION, location, 1, *deed, seen, "")

    async def _steer(self, name: ScriptName, *arguments: str | int) -> Call:
        return Call.kept((await self._run(name, *arguments))[0])
