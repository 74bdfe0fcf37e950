"""What is asked of the queue engine. Policy is decided by the asker and travels with the command."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from pydantic import Field, StringConstraints, model_validator

from callrouter.model.records import Id, Language, Listed, Record
from callrouter.model.states import Need, Order, Role, Subject

#: A call's id, short enough to stand in the ids of its reservations.
CallId = Annotated[Id, StringConstraints(max_length=80)]
#: A seat's id within its call. No ``/`` or ``#``, which delimit it in the ids of reservations.
SeatId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:*-]{1,32}$")]


class Step(Record):
    """A part of a routing plan: this long after the seat opened, it opens to these pools too.

    It opens earlier, as soon as nobody is staffed in any step before it.
    """

    after_ms: int = Field(ge=0)
    pools: tuple[Id, ...] = Field(min_length=1)
    #: Whether these people can serve the call only together with somebody for the seat's companion.
    with_companion: bool = False
    #: The centres whose employees these are, for those who oversee them; ``*`` = all.
    centres: Listed[Id] = ()


class CompanionSpec(Record):
    """Who is held together with a seat's person, in one atomic step: an interpreter."""

    seat_id: SeatId
    role: Role
    language: Language
    pools: tuple[Id, ...] = Field(min_length=1)
    ring_ms: int = Field(gt=0)
    wrap_up_ms: int = Field(ge=0)


class SeatSpec(Record):
    """A seat to be filled, with everything the engine must know to fill it and to empty it again."""

    seat_id: SeatId
    role: Role
    language: Language
    #: In order of ``after_ms``; the first one opens at once. People of an earlier step are chosen first.
    steps: tuple[Step, ...] = Field(min_length=1)
    #: What steps ``with_companion`` need.
    companion: CompanionSpec | None = None
    ring_ms: int = Field(gt=0)
    #: How long the person wraps up after leaving; 0 = not at all.
    wrap_up_ms: int = Field(ge=0)
    #: Whether the call ends when the last person in a seat like this leaves it.
    hosts: bool
    #: Whoever hosted this booth's last call is chosen first if that ended less than this ago; 0 = nobody is.
    prefer_last_ms: int = Field(default=0, ge=0)
    #: The seat is offered to one person at most this often.
    most_offers: int = Field(default=3, ge=1)
    #: Whoever declines closes it, while somebody hosts the call: it was for them, and they have answered.
    once: bool = False

    @model_validator(mode="after")
    def _companion_is_known(self) -> SeatSpec:
        if self.companion is None and any(step.with_companion for step in self.steps):
            raise ValueError("a step needs a companion that isn't specified")
        return self


class CallRequest(Record):
    """A visitor's request for a conversation. Repeating it with the same ``call_id`` is harmless."""

    call_id: CallId
    #: Who calls: a booth, or a citizen by name.
    booth_id: Id
    #: What they are in the call.
    role: Role = Role.VISITOR
    centre: Id
    #: The booth's location, or the citizen's team.
    location: Id
    language: Language
    subject: Subject
    needs: tuple[Need, ...] = ()
    reference: str = ""
    #: Ranks the call as if it had been queued this much earlier; the measured wait is not altered.
    head_start_ms: int = Field(default=0, ge=0)
    #: No more calls than this wait at the location; None = no limit.
    most_waiting: int | None = Field(default=None, ge=1)
    #: The caller's calls within ``calls_ms`` are no more than this; None = no limit.
    most_calls: int | None = Field(default=None, ge=1)
    calls_ms: int = Field(default=600_000, gt=0)
    #: Whether it rings only when a media relay has room for it.
    media: bool = False
    #: Whether the call is refused when nobody who stands in any of its pools is connected.
    require_staff: bool = False
    #: How long a party's place is kept after its connection is lost.
    grace_ms: int = Field(ge=0)
    #: How long employees' notes are kept after the call's end.
    notes_ms: int = Field(default=12 * 3_600_000, gt=0)
    #: How long what it was to people stays in their own day.
    day_ms: int = Field(default=8 * 86_400_000, gt=0)
    #: A wrap-up is extended to no more than this.
    longest_wrap_up_ms: int = Field(default=600_000, ge=0)
    seat: SeatSpec


class ToPool(Record):
    """A queue to hand a call over to: whoever speaks ``language`` at ``centre``."""

    kind: Literal["pool"]
    centre: Id
    language: Language


class ToPerson(Record):
    """A colleague to hand a call over to; without an answer in time others of their centre are asked."""

    kind: Literal["person"]
    staff_id: Id


TransferTarget = Annotated[ToPool | ToPerson, Field(discriminator="kind")]


class Redirect(NamedTuple):
    """Whom a waiting call is for instead."""

    #: The asker's own: a repeat is one.
    deed_id: str
    seat: SeatSpec
    #: In words for the journal: a person, or a centre and a language.
    to: str
    #: Since when the seat that waits is open, as the asker knows it: nobody undoes another's move unseen.
    opened_at: int


class Place(Record):
    """A person's standing in a pool: there they are ordered by ``order``, behind a handicap.

    The handicap is in the order's unit: ms for ``IDLE_SINCE``, millionths for ``OCCUPANCY``.
    """

    pool: Id
    order: Order = Order.IDLE_SINCE
    handicap: int = Field(default=0, ge=0)


class StaffSpec(Record):
    """A person as the directory knows them, told to the engine when they connect."""

    staff_id: Id
    role: Role
    display_name: str
    centre: Id
    languages: tuple[Language, ...]
    places: tuple[Place, ...]


class SessionSpec(Record):
    """One connected page of a principal (a booth or a staff member), kept alive by a lease."""

    session_id: Id
    principal_id: Id
    lease_ms: int = Field(gt=0)
