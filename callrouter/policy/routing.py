"""Who may be asked for a call, in which order and when: pools, and the seats whose steps open them.

Here alone do pool names have a meaning; the engine compares them.

- ``agent/<centre>/<language>/<level>``: employees of a centre who speak the language at exactly this level
- ``agent/*/<language>/<level>``: those of all centres
- ``agent/<centre>/any`` and ``agent/*/any``: all employees of a centre, all there are
- ``neighbor/<centre>/<language>/<level>`` and ``neighbor/<centre>/any``: the employees of a centre once more,
  for calls of the centres whose neighbor it is
- ``interpreter/<language>``: interpreters, who work for every centre
- ``person/<staff_id>``: one person; neighborhood officers stand in no other pool
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from callrouter.model.commands import CompanionSpec, Place, SeatSpec, Step
from callrouter.model.directory import Account, Centre
from callrouter.model.records import Record
from callrouter.model.routing import Choice, Level, PlanStep, Reach, RoutingPlan, RoutingRules, Speaker
from callrouter.model.states import Order, Role, Subject

#: In the place of a centre: all of them.
EVERY_CENTRE = "*"
#: In the place of a language and level: whatever they speak.
_ANY_LANGUAGE = "any"
#: By how much one language more puts a person behind. Nobody idles a day, so it outweighs every idle time.
_A_DAY_MS = 86_400_000
_LONGEST_AFTER_S = 3600
#: For this long after a call the same person is chosen first, where a centre chooses so.
_SAME_PERSON_MS = 600_000
_LONGEST_SEAT_ID = 32
#: The seat a call enters with.
FIRST_SEAT = "agent"
#: The seat of a neighborhood officer.
OFFICER_SEAT = "wijkagent"
#: Nobody else can be asked: so they are, as often as the citizen waits.
_OFTEN = 1000


class SeatTimes(Record):
    """How long people have for what a seat asks of them."""

    ring_ms: int
    interpreter_ring_ms: int
    wrap_up_ms: int


def staff_places(account: Account, centre: Centre) -> tuple[Place, ...]:
    """Return the pools a person stands in when available, and how they rank there; supervisors stand in none.

    The centre's way of choosing orders its own pools. Calls from elsewhere compare people of centres that
    may choose differently, and shares of time can't be compared with idle times: so in the pools for them the
    longest idle is first.
    """
    match account.role:
        case Role.AGENT:
            spoken = [
                _language_part(language, account.levels.get(language, Level.C2))
                for language in account.languages
            ]
            parts = [_ANY_LANGUAGE, *spoken]
            own = [_agent_pool(centre.centre_id, part) for part in parts]
            others = [_neighbor_pool(centre.centre_id, part) for part in parts]
            others += [_agent_pool(EVERY_CENTRE, part) for part in parts]
            others.append(_person_pool(account.staff_id))
            order = Order.OCCUPANCY if centre.choice is Choice.LEAST_OCCUPIED else Order.IDLE_SINCE
            spared = centre.choice is Choice.FEWEST_LANGUAGES
            handicap = (len(account.languages) - 1) * _A_DAY_MS if spared else 0
            return (
                *(Place(pool=pool, order=order, handicap=handicap) for pool in own),
                *(Place(pool=pool) for pool in others),
            )
        case Role.INTERPRETER:
            pools = [_interpreter_pool(language) for language in account.languages]
            return tuple(Place(pool=pool) for pool in (*pools, _person_pool(account.staff_id)))
        case Role.WIJKAGENT:
            return (Place(pool=_person_pool(account.staff_id)),)
        case Role.SUPERVISOR | Role.SERVICE | Role.VISITOR | Role.CITIZEN:
            return ()


def default_plan(widen_s: float = 15.0) -> RoutingPlan:
    """Return the plan of calls no rule is for, which opens a circle further every ``widen_s`` seconds.

    It ends with anybody anywhere: a visitor is better off with an employee alone than with nobody.
    """
    circles = (
        ((Reach.OWN_CENTRE, Speaker.LANGUAGE),),
        ((Reach.OWN_CENTRE, Speaker.WITH_INTERPRETER),),
        ((Reach.NEIGHBORS, Speaker.LANGUAGE), (Reach.NEIGHBORS, Speaker.WITH_INTERPRETER)),
        ((Reach.NATIONAL, Speaker.LANGUAGE), (Reach.NATIONAL, Speaker.WITH_INTERPRETER)),
        ((Reach.OWN_CENTRE, Speaker.ANYBODY), (Reach.NATIONAL, Speaker.ANYBODY)),
    )
    return RoutingPlan(
        steps=tuple(
            PlanStep(after_s=min(number * widen_s, _LONGEST_AFTER_S), reach=reach, speaker=speaker)
            for number, circle in enumerate(circles)
            for reach, speaker in circle
        )
    )


#: The plan of calls no rule is for, at the pace a deployment has unless it sets another one.
DEFAULT_PLAN = default_plan()


def plan_for(
    rules: RoutingRules, location: str, subject: Subject, *, default: RoutingPlan = DEFAULT_PLAN
) -> RoutingPlan:
    """Return the most specific plan: for location and subject, for the location, for the subject, for all."""
    plans = {(plan.location, plan.subject): plan for plan in rules.plans}
    for key in ((location, subject), (location, None), (None, subject), (None, None)):
        if key in plans:
            return plans[key]
    return default


def head_start_ms(rules: RoutingRules, location: str, subject: Subject) -> int:
    """Return how much earlier than it was queued a call ranks: its head starts together, capped."""
    wanted = rules.location_head_start_s.get(location, 0) + rules.subject_head_start_s.get(subject, 0)
    return 1000 * min(wanted, rules.most_head_start_s)


def plan_steps(plan: RoutingPlan, *, language: str, centre: Centre, interpreted: bool) -> tuple[Step, ...]:
    """Return the steps of a plan for a call in ``language`` that belongs to ``centre``.

    Steps that reach nobody are left out: neighbors of a centre that has none, and interpreters of a language
    the employees were hired with or that no interpreter speaks (``interpreted`` is false). Where that leaves
    nothing, employees are asked without interpreters, or anybody in the country.
    """
    together = interpreted and language not in centre.working_languages
    kept = [step for step in plan.steps if together or step.speaker is not Speaker.WITH_INTERPRETER]
    steps = [
        Step(
            after_ms=round(step.after_s * 1000),
            pools=pools,
            with_companion=with_companion,
            centres=_centres_of(step.reach, centre),
        )
        for step in kept or plan.steps
        if (pools := _step_pools(step, plan.level, language, centre))
        for with_companion in (together and step.speaker is Speaker.WITH_INTERPRETER,)
    ]
    return tuple(steps) or (
        Step(after_ms=0, pools=(_agent_pool(EVERY_CENTRE, _ANY_LANGUAGE),), centres=(EVERY_CENTRE,)),
    )


def call_seat(
    plan: RoutingPlan,
    *,
    language: str,
    centre: Centre,
    interpreted: bool,
    times: SeatTimes,
) -> SeatSpec:
    """Return the seat that hosts a call in ``language`` at ``centre``; ``interpreted``: see plan_steps."""
    steps = plan_steps(plan, language=language, centre=centre, interpreted=interpreted)
    companion = any(step.with_companion for step in steps)
    return SeatSpec(
        seat_id=FIRST_SEAT,
        role=Role.AGENT,
        language=language,
        steps=steps,
        companion=_companion(FIRST_SEAT, language, times) if companion else None,
        ring_ms=times.ring_ms,
        wrap_up_ms=times.wrap_up_ms,
        hosts=True,
        prefer_last_ms=_SAME_PERSON_MS if centre.choice is Choice.SAME_PERSON else 0,
    )


def named_seat(seat: SeatSpec, staff_id: str, centre: str, named_ms: int) -> SeatSpec:
    """Return the seat with one person asked alone for ``named_ms``, and then everybody it asks by itself."""
    alone = Step(after_ms=0, pools=(_person_pool(staff_id),), centres=(centre,))
    later = (step.model_copy(update={"after_ms": step.after_ms + named_ms}) for step in seat.steps)
    return seat.model_copy(update={"steps": (alone, *later)})


def transfer_seat(
    seat: SeatSpec, seat_id: str, *, named: tuple[str, str] | None = None, named_ms: int = 0
) -> SeatSpec:
    """Return ``seat``, made by call_seat for the centre and language handed over to, as a transfer opens it.

    Who is ``named``, with their centre, is asked first, as by named_seat. Who spoke with the visitor last
    is not preferred: it is the one who hands over.
    """
    companion = seat.companion and seat.companion.model_copy(update={"seat_id": _companion_id(seat_id)})
    fresh = seat.model_copy(update={"seat_id": seat_id, "companion": companion, "prefer_last_ms": 0})
    return fresh if named is None else named_seat(fresh, *named, named_ms)


def officer_seat(
    staff_id: str, language: str, *, ring_ms: int, wrap_up_ms: int, role: Role = Role.WIJKAGENT
) -> SeatSpec:
    """Return the seat of a conversation that one officer, and nobody else, was to have.

    ``role``: of an employee, where a centre took the request over.
    """
    return SeatSpec(
        seat_id=OFFICER_SEAT,
        role=role,
        language=language,
        steps=(Step(after_ms=0, pools=(_person_pool(staff_id),)),),
        ring_ms=ring_ms,
        wrap_up_ms=wrap_up_ms,
        hosts=True,
        most_offers=_OFTEN,
    )


def interpreter_seat(seat_id: str, language: str, *, ring_ms: int) -> SeatSpec:
    """Return the seat of an interpreter invited during a call."""
    return SeatSpec(
        seat_id=seat_id,
        role=Role.INTERPRETER,
        language=language,
        steps=(Step(after_ms=0, pools=(_interpreter_pool(language),)),),
        ring_ms=ring_ms,
        wrap_up_ms=0,
        hosts=False,
    )


def centres_reached(plan: RoutingPlan, centre: Centre, centres: Iterable[Centre]) -> frozenset[str]:
    """Return the centres whose employees a plan's steps come to, for a call that belongs to ``centre``."""
    reached: dict[Reach, Iterable[str]] = {
        Reach.OWN_CENTRE: (centre.centre_id,),
        Reach.NEIGHBORS: centre.neighbors,
        Reach.NATIONAL: [each.centre_id for each in centres],
    }
    return frozenset(each for step in plan.steps for each in reached[step.reach])


def _person_pool(staff_id: str) -> str:
    return f"person/{staff_id}"


def _interpreter_pool(language: str) -> str:
    return f"interpreter/{language}"


def _step_pools(step: PlanStep, least: Level, language: str, centre: Centre) -> tuple[str, ...]:
    parts: Sequence[str] = (_ANY_LANGUAGE,)
    if step.speaker is Speaker.LANGUAGE:
        parts = [_language_part(language, level) for level in _levels_from(least)]
    match step.reach:
        case Reach.OWN_CENTRE:
            return tuple(_agent_pool(centre.centre_id, part) for part in parts)
        case Reach.NEIGHBORS:
            return tuple(_neighbor_pool(each, part) for each in centre.neighbors for part in parts)
        case Reach.NATIONAL:
            return tuple(_agent_pool(EVERY_CENTRE, part) for part in parts)


def _centres_of(reach: Reach, centre: Centre) -> tuple[str, ...]:
    match reach:
        case Reach.OWN_CENTRE:
            return (centre.centre_id,)
        case Reach.NEIGHBORS:
            return centre.neighbors
        case Reach.NATIONAL:
            return (EVERY_CENTRE,)


def _levels_from(least: Level) -> Iterable[Level]:
    levels = list(Level)
    return levels[levels.index(least) :]


def _language_part(language: str, level: Level) -> str:
    return f"{language}/{level}"


def _agent_pool(centre: str, part: str) -> str:
    return f"agent/{centre}/{part}"


def _neighbor_pool(centre: str, part: str) -> str:
    return f"neighbor/{centre}/{part}"


def _companion(seat_id: str, language: str, times: SeatTimes) -> CompanionSpec:
    return CompanionSpec(
        seat_id=_companion_id(seat_id),
        role=Role.INTERPRETER,
        language=language,
        pools=(_interpreter_pool(language),),
        ring_ms=times.interpreter_ring_ms,
        wrap_up_ms=0,
    )


def _companion_id(seat_id: str) -> str:
    """Return an id that no other seat's companion in the call has, within the length an id may have."""
    readable = f"{seat_id}.interpreter"
    if len(readable) <= _LONGEST_SEAT_ID:
        return readable
    return f"interpreter.{blake2b(seat_id.encode(), digest_size=10).hexdigest()}"
