"""Asking for a conversation, and for an interpreter in it: policy meets the queue engine."""

from __future__ import annotations

from collections.abc import Callable

from callrouter.model.commands import CallRequest, SeatSpec
from callrouter.model.directory import Directory, Location
from callrouter.model.records import Call, Record
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode, Role, Subject
from callrouter.policy import opening_hours, routing
from callrouter.queueing import QueueEngine


class CallPolicy(Record):
    """The durations a call enters with; a running call keeps them."""

    ring_ms: int
    wrap_up_ms: int
    #: How long the place of a party is kept after the connection is lost.
    grace_ms: int
    #: How long the language at the own centre is tried alone before others are asked too.
    widen_ms: int
    #: How long somebody who declined is not offered anything.
    decline_backoff_ms: int
    #: Whether calls are refused outside the location's hours.
    respect_hours: bool


class CallService:
    """Makes calls and seats according to the directory and the policy."""

    def __init__(
        self,
        engine: QueueEngine,
        directory: Directory,
        policy: CallPolicy,
        *,
        new_id: Callable[[], str],
        now: Callable[[], int],
    ) -> None:
        self._engine = engine
        self._directory = directory
        self._policy = policy
        self._new_id = new_id
        self._now = now

    @property
    def policy(self) -> CallPolicy:
        """The durations new calls get."""
        return self._policy

    def is_open(self, location: Location) -> bool:
        """Say whether the location takes calls now."""
        if not self._policy.respect_hours:
            return True
        return opening_hours.is_open(location.hours, location.timezone, self._now())

    def opens_at(self, location: Location) -> int | None:
        """Return when a closed location opens next, UTC epoch ms."""
        return opening_hours.opens_at(location.hours, location.timezone, self._now())

    async def request(self, booth_id: str, language: str, subject: Subject) -> Call:
        """Queue a call of the booth, or return the one it already has.

        Raises Refusal: ``closed`` outside opening hours, ``no_such_person`` for a booth nobody enrolled.
        """
        location = self._directory.location_of(booth_id)
        if location is None:
            raise Refusal(RefusalCode.NO_SUCH_PERSON)
        live = (await self._engine.view(booth_id)).call
        if live is not None and live.ended_at is None:
            return live
        if not self.is_open(location):
            raise Refusal(RefusalCode.CLOSED)
        return await self._engine.request_call(
            CallRequest(
                call_id=self._new_id(),
                booth_id=booth_id,
                centre=location.centre,
                location=location.location_id,
                language=language,
                subject=subject,
                grace_ms=self._policy.grace_ms,
                seat=SeatSpec(
                    seat_id="agent",
                    role=Role.AGENT,
                    language=language,
                    steps=routing.call_steps(
                        language=language,
                        centre=location.centre,
                        centres=[centre.centre_id for centre in self._directory.centres],
                        widen_ms=self._policy.widen_ms,
                    ),
                    ring_ms=self._policy.ring_ms,
                    wrap_up_ms=self._policy.wrap_up_ms,
                    hosts=True,
                ),
            )
        )

    async def invite_interpreter(self, call_id: str, language: str, *, by: str) -> Call:
        """Open a seat for an interpreter of ``language``.

        Raises Refusal: ``unknown_language`` when no interpreter speaks it, and those of the engine.
        """
        if language not in self._directory.interpreter_languages:
            raise Refusal(RefusalCode.UNKNOWN_LANGUAGE)
        seat = SeatSpec(
            seat_id=f"interpreter-{language}-{self._new_id()}",
            role=Role.INTERPRETER,
            language=language,
            steps=routing.interpreter_steps(language),
            ring_ms=self._policy.ring_ms,
            wrap_up_ms=0,
            hosts=False,
        )
        return await self._engine.add_seat(call_id, seat, by=by)
