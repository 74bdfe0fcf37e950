"""The people and places of a floor in the engine's words, by the service's own policy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from zoneinfo import ZoneInfo

from callrouter.model.commands import CallRequest, SeatSpec, StaffSpec
from callrouter.model.directory import Account
from callrouter.model.routing import Choice
from callrouter.policy import routing
from callrouter.simulation.floor import Floor, Group
from callrouter.simulation.schedule import Span, Stretch, moment, spans, without
from callrouter.simulation.visitors import Stream, Visitor

_MINUTES_A_DAY = 24 * 60


class Duty(Enum):
    """What a person's roster says from some moment on."""

    READY = auto()
    BREAK = auto()
    OFF = auto()


@dataclass(frozen=True, slots=True)
class Actor:
    """A person: what the engine is told of them, and their roster: (UTC epoch ms, duty) in order."""

    spec: StaffSpec
    group: Group
    roster: tuple[tuple[int, Duty], ...]


class Cast:
    """Everybody and everything that a floor puts before the engine, the same for each replication."""

    def __init__(self, floor: Floor, choice: Choice | None = None) -> None:
        if choice is not None:
            centres = tuple(each.model_copy(update={"choice": choice}) for each in floor.centres)
            floor = floor.model_copy(update={"centres": centres})
        self.floor = floor
        zone = ZoneInfo(floor.timezone)
        self.horizon = Span(
            moment(floor.starts, 0, zone),
            moment(floor.starts, floor.days * _MINUTES_A_DAY, zone),
        )
        #: Calls that arrive within are counted.
        self.counted = Span(self.horizon.start + round(floor.warm_up_h * 3_600_000), self.horizon.end)
        self.actors = tuple(
            Actor(self._staff_spec(account), group, self._roster(group, number, zone))
            for group in floor.people
            for number, account in enumerate(group.accounts)
        )
        self._templates: dict[Stream, CallRequest] = {}

    def request(self, visitor: Visitor, booth_id: str) -> CallRequest:
        """Return how this visitor's call is requested from this booth."""
        return self.template(visitor.stream).model_copy(
            update={"call_id": visitor.call_id, "booth_id": booth_id}
        )

    def template(self, stream: Stream) -> CallRequest:
        """Return how calls of this kind are requested; call and booth are none in particular."""
        if stream not in self._templates:
            self._templates[stream] = self._made(stream)
        return self._templates[stream]

    def _made(self, stream: Stream) -> CallRequest:
        centre = self.floor.centre_of(stream.location)
        return CallRequest(
            call_id="any",
            booth_id="booth:any",
            centre=centre.centre_id,
            location=stream.location,
            language=stream.language,
            subject=stream.subject,
            head_start_ms=routing.head_start_ms(self.floor.rules, stream.location, stream.subject),
            grace_ms=60_000,
            seat=self._seat(stream),
        )

    def _seat(self, stream: Stream) -> SeatSpec:
        service, rules = self.floor.service, self.floor.rules
        plan = routing.plan_for(
            rules, stream.location, stream.subject, default=routing.default_plan(service.widen_s)
        )
        ring_ms = round(service.ring_s * 1000)
        return routing.call_seat(
            plan,
            language=stream.language,
            centre=self.floor.centre_of(stream.location),
            interpreted=stream.language in self.floor.interpreted,
            times=routing.SeatTimes(
                ring_ms=ring_ms,
                interpreter_ring_ms=ring_ms,
                wrap_up_ms=round(service.wrap_up_limit_s * 1000),
            ),
        )

    def _staff_spec(self, account: Account) -> StaffSpec:
        centre = self.floor.centre(account.centre)
        return StaffSpec(
            staff_id=account.staff_id,
            role=account.role,
            display_name=account.display_name,
            centre=account.centre,
            languages=account.languages,
            places=routing.staff_places(account, centre),
        )

    def _roster(self, group: Group, number: int, zone: ZoneInfo) -> tuple[tuple[int, Duty], ...]:
        starts, days = self.floor.starts, self.floor.days
        shift_min = number * group.break_shift_min
        pauses = [Stretch(each.days, each.start + shift_min, each.end + shift_min) for each in group.breaks]
        breaks = spans(pauses, starts, days, zone)
        shifts = without(spans(group.shifts, starts, days, zone), spans(group.absent, starts, days, zone))
        roster: list[tuple[int, Duty]] = []
        for shift in shifts:
            for at_work in without([shift], breaks):
                after = Duty.BREAK if at_work.end < shift.end else Duty.OFF
                roster += [(at_work.start, Duty.READY), (at_work.end, after)]
        return tuple(roster)
