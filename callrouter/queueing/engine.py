"""The queue engine: calls, seats, people and sessions; every command is one atomic script.

Methods raise ``Refusal`` where a command can't be carried out (the codes are named in each
script's head, ``lua/<name>.lua``) and ``QueueUnavailableError`` when the server doesn't answer.
All of them are safe to repeat. Times are UTC epoch ms, durations ms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog
from pydantic_core import to_json
from redis.asyncio import Redis

from callrouter.model.commands import CallRequest, SeatSpec, SessionSpec, StaffSpec
from callrouter.model.joining import JoinMode, JoinReason
from callrouter.model.media import LegSummary
from callrouter.model.records import Call
from callrouter.model.states import Device, Disposition, LeaveReason
from callrouter.queueing.deadlines import TRANSITIONS, Claimed, Deadline, DeadlineKind
from callrouter.queueing.keys import Keys
from callrouter.queueing.scripts import ScriptName
from callrouter.queueing.steering import Steering

#: Leases renewed by one script, so that a busy node doesn't hold up the others.
_LEASES_A_SCRIPT = 1000
#: Entries of one call's chat; far more than people write, and too few to fill a server.
_LONGEST_CHAT = 500
_RATINGS = range(1, 6)

_log = structlog.get_logger(__name__)


class QueueEngine(Steering):
    """Commands, views and deadlines of one deployment.

    ``now`` replaces the server's clock in tests and simulations.
    """

    def __init__(
        self, client: Redis, *, namespace: str = "callrouter", now: Callable[[], int] | None = None
    ) -> None:
        super().__init__(client, Keys(namespace), now)

    async def open_session(self, session: SessionSpec, staff: StaffSpec | None) -> None:
        """Connect a page. A staff member who was offline or unknown becomes away(signed_in).

        Raises ``Refusal``: ``not_yours`` when the session id is another principal's.
        """
        if staff is not None and staff.staff_id != session.principal_id:
            raise ValueError("the session's principal is not this staff member")
        spec, places = "", ""
        if staff is not None:
            spec = staff.model_dump_json(exclude={"places"})
            places = to_json(staff.places).decode()
        await self._run(ScriptName.OPEN_SESSION, session.model_dump_json(), spec, places)

    async def renew_leases(self, session_ids: Sequence[str], lease_ms: int) -> tuple[str, ...]:
        """Keep sessions alive; returns those that exist no more, which must be opened again."""
        unknown: list[str] = []
        for start in range(0, len(session_ids), _LEASES_A_SCRIPT):
            batch = session_ids[start : start + _LEASES_A_SCRIPT]
            unknown += (await self._run(ScriptName.RENEW_LEASES, lease_ms, *batch))[0]
        return tuple(unknown)

    async def close_session(self, session_id: str, *, grace_ms: int) -> None:
        """Disconnect a page; a person may be back within ``grace_ms`` as if nothing had happened."""
        await self._run(ScriptName.CLOSE_SESSION, session_id, grace_ms)

    async def request_call(self, request: CallRequest) -> Call:
        """Queue a visitor's call; its first seat rings at once if somebody is available.

        Raises ``Refusal``: ``already_in_call``, ``not_yours`` when the id is another booth's call,
        ``too_often``, ``closed_by_hand``, ``queue_full``, ``nobody_staffed``.
        """
        own = request.model_dump_json(exclude={"seat"}, exclude_none=True)
        return _call(await self._run(ScriptName.REQUEST_CALL, own, _spec(request.seat)))

    async def accept(self, reservation_id: str, staff_id: str) -> Call:
        """Take the seat that rings for a person.

        Raises ``Refusal``: ``no_such_reservation``, ``not_yours``, ``reservation_expired``,
        ``already_taken``, ``caller_left``.
        """
        return _call(await self._run(ScriptName.ACCEPT_RESERVATION, reservation_id, staff_id))

    async def decline(self, reservation_id: str, staff_id: str, *, backoff_ms: int = 5000) -> None:
        """Pass the seat on to others; this person is offered nothing for ``backoff_ms``.

        Raises ``Refusal`` as ``accept`` does, and ``wrong_state`` when it was accepted.
        """
        await self._run(ScriptName.DECLINE_RESERVATION, reservation_id, staff_id, backoff_ms)

    async def add_seat(self, call_id: str, seat: SeatSpec, *, by: str) -> Call:
        """Invite somebody more into a live call: an interpreter, or a colleague to host it too.

        Raises ``Refusal``: ``no_such_call``, ``not_a_participant``, ``already_invited``, ``call_full``,
        ``wrong_state`` when the call ended.
        """
        return _call(await self._run(ScriptName.ADD_SEAT, call_id, _spec(seat), by))

    async def cancel_seat(self, call_id: str, seat_id: str, *, by: str, taken: bool) -> None:
        """Withdraw an invitation; with ``taken``, release whoever took it.

        Raises ``Refusal``: ``no_such_call``, ``no_such_seat``, ``not_a_participant``, ``already_taken``
        without ``taken`` or by who hosts the call now, and ``wrong_state`` for the seat of whom a call that
        nobody hosts waits for.
        """
        await self._run(ScriptName.CANCEL_SEAT, call_id, seat_id, by, int(taken))

    async def leave_call(
        self, call_id: str, participant_id: str, reason: LeaveReason = LeaveReason.HUNG_UP
    ) -> None:
        """Leave a call, which ends it if it can't go on without this participant.

        Raises ``Refusal``: ``no_such_call``, ``not_a_participant``.
        """
        await self._run(ScriptName.LEAVE_CALL, call_id, participant_id, reason)

    async def transfer_call(self, call_id: str, seat: SeatSpec, *, by: str) -> Call:
        """Hand a call over blindly: who hosts it leaves, and somebody is sought for ``seat``, but not them.

        Whoever was being asked to host it too is asked no more. Raises ``Refusal``: ``no_such_call``,
        ``not_a_participant``, ``wrong_state`` when it ended or they don't host it, ``already_invited`` when
        the seat's id means another one; ``ValueError`` for a seat that doesn't host.
        """
        if not seat.hosts:
            raise ValueError("a call can only be handed over to somebody who hosts it")
        return _call(await self._run(ScriptName.TRANSFER_CALL, call_id, _spec(seat), by))

    async def hold_call(self, call_id: str, held: bool, *, by: str) -> Call:  # noqa: FBT001  (said by its name)
        """Put the visitor on hold, or talk with them again.

        Raises ``Refusal``: ``no_such_call``, ``not_a_participant``, ``wrong_state`` when it ended or
        they don't host it.
        """
        return _call(await self._run(ScriptName.HOLD_CALL, call_id, int(held), by))

    async def join_call(self, call_id: str, staff_id: str, mode: JoinMode, why: JoinReason) -> Call:
        """Let a supervisor join a call that is talked in, or take part otherwise than until now.

        They have no seat: their leaving never ends the call, and they leave with its last host. Raises
        ``Refusal``: ``no_such_call``, ``no_such_person``, ``wrong_state`` when nobody hosts it,
        ``already_in_call``, ``already_supervised``.
        """
        return _call(await self._run(ScriptName.JOIN_CALL, call_id, staff_id, mode, why))

    async def extend_wrap_up(self, staff_id: str, call_id: str, ends_at: int, *, most_ms: int) -> int:
        """Let a wrap-up end later, at most ``most_ms`` after it began; returns when it ends now.

        Raises ``Refusal``: ``no_such_person``, ``wrong_state`` when they don't wrap up this call.
        """
        return int((await self._run(ScriptName.EXTEND_WRAP_UP, staff_id, call_id, ends_at, most_ms))[0])

    async def finish_wrap_up(self, staff_id: str, call_id: str, disposition: Disposition | None) -> None:
        """Be done with a call; a disposition, if stated, is the ended call's if they were its last host.

        Raises ``Refusal``: ``no_such_person``, ``no_such_call``, ``not_a_participant``,
        ``wrong_state`` when they are still in the call.
        """
        await self._run(ScriptName.FINISH_WRAP_UP, staff_id, call_id, disposition or "")

    async def post_chat(self, call_id: str, participant_id: str, entry_id: str, text: str) -> None:
        """Write in a live call's chat; an entry id used before changes nothing.

        Raises ``Refusal``: ``no_such_call``, ``not_a_participant``, ``chat_full``, or ``wrong_state`` when it
        ended, or for a supervisor who isn't received by all.
        """
        await self._run(ScriptName.POST_CHAT, call_id, participant_id, entry_id, text, _LONGEST_CHAT)

    async def rate_call(self, call_id: str, booth_id: str, rating: int) -> None:
        """Rate an ended call, 1 to 5, once.

        Raises ``Refusal``: ``no_such_call``, ``not_yours``, ``wrong_state`` when it goes on or has
        another rating; ``ValueError`` for a number that isn't a rating.
        """
        if rating not in _RATINGS:
            raise ValueError(f"not a rating: {rating}")
        await self._run(ScriptName.RATE_CALL, call_id, booth_id, rating)

    async def take_media(self, call_id: str, participant_id: str, session_id: str) -> None:
        """Note which of a participant's pages has the media of their call; the others are told.

        Raises ``Refusal``: ``no_such_call``, ``not_a_participant``.
        """
        await self._run(ScriptName.TAKE_MEDIA, call_id, participant_id, session_id)

    async def show_devices(
        self, call_id: str, participant_id: str, *, microphone: Device, camera: Device
    ) -> None:
        """Note what a participant says of the own microphone and camera; everybody in the call is told.

        Raises ``Refusal``: ``no_such_call``, ``not_a_participant``, ``wrong_state`` when it ended.
        """
        await self._run(ScriptName.SHOW_DEVICES, call_id, participant_id, microphone, camera)

    async def measure_call(self, call_id: str, summary: LegSummary, *, leg: str) -> None:
        """Add to a call's record how one of its legs has done; also once the call has ended.

        ``leg`` tells it from all other legs, so that every node may say it.

        Raises ``Refusal``: ``no_such_call``, ``not_a_participant``.
        """
        await self._run(ScriptName.MEASURE_CALL, call_id, summary.model_dump_json(exclude_none=True), leg)

    async def claim_deadlines(self, limit: int = 100, retry_ms: int = 5000) -> Claimed:
        """Take deadlines that have come; those not applied come again after ``retry_ms``.

        One of a kind that this version doesn't know is left to the nodes that do.
        """
        due, next_in_ms = await self._run(ScriptName.CLAIM_DEADLINES, limit, retry_ms, "deadlines")
        return Claimed(
            due=tuple(filter(None, map(_deadline, due[::2], due[1::2]))),
            next_in_ms=int(float(next_in_ms)) if next_in_ms else None,
        )

    async def apply_deadline(self, deadline: Deadline) -> None:
        """Make the transition that came due, if it still is and still applies."""
        await self._run(TRANSITIONS[deadline.kind], deadline.subject)


def _spec(seat: SeatSpec) -> str:
    return seat.model_dump_json(exclude_none=True)


def _call(answer: Sequence[str]) -> Call:
    return Call.kept(answer[0])


def _deadline(member: str, due_at: str) -> Deadline | None:
    kind, _, subject = member.partition(":")
    if kind not in DeadlineKind.__members__.values():
        _log.error("deadline.unknown", kind=kind)
        return None
    return Deadline(DeadlineKind(kind), subject, int(float(due_at)))
