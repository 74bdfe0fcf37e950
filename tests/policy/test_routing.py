"""Whom the steps of a call reach, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from callrouter.model.commands import SeatSpec, Step
from callrouter.model.directory import Account, Centre
from callrouter.model.routing import Choice, Level, PlanStep, Reach, RoutingPlan, RoutingRules, Speaker
from callrouter.model.states import Order, Role, Subject
from callrouter.policy.routing import (
    DEFAULT_PLAN,
    SeatTimes,
    call_seat,
    default_plan,
    head_start_ms,
    interpreter_seat,
    named_seat,
    plan_for,
    plan_steps,
    staff_places,
    transfer_seat,
)

_TIMES = SeatTimes(ring_ms=20_000, interpreter_ring_ms=30_000, wrap_up_ms=60_000)
_CENTRE = Centre(centre_id="a", name="A", neighbors=("b",))
_ELSEWHERE = Centre(centre_id="c", name="C")


def _account(role: Role = Role.AGENT, languages: str = "nl en", **levels: Level) -> Account:
    return Account(
        staff_id="somebody",
        role=role,
        display_name="Somebody",
        centre="a",
        languages=tuple(languages.split()),
        levels=dict(levels),
    )


def _pools(account: Account, centre: Centre = _CENTRE) -> set[str]:
    return {place.pool for place in staff_places(account, centre)}


def _seat(language: str = "ar", *, centre: Centre = _CENTRE, interpreted: bool = True) -> SeatSpec:
    return call_seat(DEFAULT_PLAN, language=language, centre=centre, interpreted=interpreted, times=_TIMES)


def _plan(*steps: tuple[float, Reach, Speaker], level: Level = Level.B1) -> RoutingPlan:
    return RoutingPlan(
        level=level, steps=tuple(PlanStep(after_s=at, reach=reach, speaker=who) for at, reach, who in steps)
    )


def _step(after_s: float) -> dict[str, object]:
    return {"after_s": after_s, "reach": "own_centre", "speaker": "language"}


def _opening_first(steps: tuple[Step, ...], pools: set[str], *, with_companion: bool) -> int | None:
    times = [s.after_ms for s in steps if s.with_companion is with_companion and pools & set(s.pools)]
    return min(times, default=None)


# Who stands where


def test_an_employee_stands_in_a_pool_a_language_for_the_centre_its_neighbors_and_the_country() -> None:
    assert _pools(_account(de=Level.B2, languages="nl de")) == {
        "agent/a/any",
        "agent/a/nl/C2",
        "agent/a/de/B2",
        "neighbor/a/any",
        "neighbor/a/nl/C2",
        "neighbor/a/de/B2",
        "agent/*/any",
        "agent/*/nl/C2",
        "agent/*/de/B2",
        "person/somebody",
    }


def test_an_interpreter_serves_every_centre_and_is_never_taken_for_an_employee() -> None:
    pools = _pools(_account(Role.INTERPRETER, "nl ar"))
    assert pools == {"interpreter/nl", "interpreter/ar", "person/somebody"}


def test_a_supervisor_is_not_rung() -> None:
    assert staff_places(_account(Role.SUPERVISOR), _CENTRE) == ()


def test_the_centre_orders_its_own_pools_and_nobody_elses() -> None:
    centre = Centre(centre_id="a", name="A", choice=Choice.LEAST_OCCUPIED)
    orders = {place.pool: place.order for place in staff_places(_account(), centre)}
    assert {pool for pool, order in orders.items() if order is Order.OCCUPANCY} == {
        "agent/a/any",
        "agent/a/nl/C2",
        "agent/a/en/C2",
    }


def test_whoever_speaks_more_languages_is_behind_by_more_than_anybody_idles() -> None:
    centre = Centre(centre_id="a", name="A", choice=Choice.FEWEST_LANGUAGES)
    one, three = (
        {place.pool: place.handicap for place in staff_places(_account(languages=languages), centre)}
        for languages in ("nl", "nl en de")
    )
    assert one["agent/a/nl/C2"] == 0
    assert three["agent/a/nl/C2"] == 2 * 86_400_000
    assert three["agent/*/nl/C2"] == three["neighbor/a/nl/C2"] == 0


@settings(deadline=None)
@given(
    st.sampled_from(Reach),
    st.sampled_from(Speaker),
    st.tuples(st.sampled_from(Choice), st.sampled_from(Choice), st.sampled_from(Choice)),
)
def test_whom_a_step_compares_is_ordered_by_the_same(
    reach: Reach, speaker: Speaker, choices: tuple[Choice, Choice, Choice]
) -> None:
    own, *neighbors = (
        Centre(centre_id=name, name=name, neighbors=neighbors, choice=choice)
        for name, neighbors, choice in zip("abc", (("b", "c"), (), ()), choices, strict=True)
    )
    steps = plan_steps(_plan((0, reach, speaker)), language="nl", centre=own, interpreted=False)
    pools = {pool for step in steps for pool in step.pools}
    met = {
        place.order
        for centre in (own, *neighbors)
        for place in staff_places(_account(), centre)
        if place.pool in pools
    }
    by_share = reach is Reach.OWN_CENTRE and own.choice is Choice.LEAST_OCCUPIED
    assert met == {Order.OCCUPANCY if by_share else Order.IDLE_SINCE}


# What opens when


def test_the_default_plan_opens_circle_after_circle() -> None:
    steps = plan_steps(default_plan(10), language="ar", centre=_CENTRE, interpreted=True)
    assert [(step.after_ms, step.with_companion, step.pools[0]) for step in steps] == [
        (0, False, "agent/a/ar/B1"),
        (10_000, True, "agent/a/any"),
        (20_000, False, "neighbor/b/ar/B1"),
        (20_000, True, "neighbor/b/any"),
        (30_000, False, "agent/*/ar/B1"),
        (30_000, True, "agent/*/any"),
        (40_000, False, "agent/a/any"),
        (40_000, False, "agent/*/any"),
    ]


def test_a_step_of_a_language_opens_it_at_every_sufficient_level() -> None:
    (step,) = plan_steps(
        _plan((0, Reach.OWN_CENTRE, Speaker.LANGUAGE), level=Level.B2),
        language="de",
        centre=_CENTRE,
        interpreted=False,
    )
    assert step.pools == ("agent/a/de/B2", "agent/a/de/C1", "agent/a/de/C2")


def test_no_interpreter_is_held_for_a_language_none_speaks_or_everybody_does() -> None:
    assert not any(step.with_companion for step in _seat("xx", interpreted=False).steps)
    assert not any(step.with_companion for step in _seat("en").steps)
    assert _seat("en").companion is None


def test_a_centre_without_neighbors_skips_them() -> None:
    pools = {pool for step in _seat("ar", centre=_ELSEWHERE).steps for pool in step.pools}
    assert {pool.split("/")[1] for pool in pools} == {"c", "*"}


def test_a_plan_of_interpreters_alone_asks_employees_for_a_language_without_interpreters() -> None:
    plan = _plan((0, Reach.OWN_CENTRE, Speaker.WITH_INTERPRETER))
    (step,) = plan_steps(plan, language="xx", centre=_CENTRE, interpreted=False)
    assert step == Step(after_ms=0, pools=("agent/a/any",), centres=("a",))


def test_a_plan_that_would_reach_nobody_reaches_anybody() -> None:
    plan = _plan((0, Reach.NEIGHBORS, Speaker.LANGUAGE))
    (step,) = plan_steps(plan, language="ar", centre=_ELSEWHERE, interpreted=True)
    assert step.pools == ("agent/*/any",)


_PLANS = st.builds(
    lambda steps, level: RoutingPlan(
        level=level,
        steps=tuple(
            PlanStep(after_s=0 if number == 0 else at, reach=reach, speaker=speaker)
            for number, (at, reach, speaker) in enumerate(sorted(steps))
        ),
    ),
    st.lists(
        st.tuples(st.integers(0, 600), st.sampled_from(Reach), st.sampled_from(Speaker)),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(Level),
)


@settings(deadline=None)
@given(_PLANS, st.sampled_from(["nl", "ar"]), st.sampled_from([_CENTRE, _ELSEWHERE]), st.booleans())
def test_every_plan_makes_a_seat_whose_steps_stand_in_order(
    plan: RoutingPlan,
    language: str,
    centre: Centre,
    interpreted: bool,  # noqa: FBT001
) -> None:
    seat = call_seat(plan, language=language, centre=centre, interpreted=interpreted, times=_TIMES)
    times = [step.after_ms for step in seat.steps]
    assert times == sorted(times)
    assert (seat.companion is not None) == any(step.with_companion for step in seat.steps)


@settings(deadline=None)
@given(st.sampled_from(Level), st.sampled_from(Level))
def test_somebody_who_speaks_less_than_the_plan_asks_is_asked_as_anybody_only(
    spoken: Level, least: Level
) -> None:
    plan = DEFAULT_PLAN.model_copy(update={"level": least})
    steps = plan_steps(plan, language="de", centre=_CENTRE, interpreted=False)
    pools = _pools(_account(languages="nl de", de=spoken))
    enough = list(Level).index(spoken) >= list(Level).index(least)
    assert _opening_first(steps, pools, with_companion=False) == (0 if enough else 60_000)


@settings(deadline=None)
@given(st.sampled_from(["nl", "ar", "fr"]), st.booleans(), st.floats(0, 3600))
def test_every_employee_of_the_country_is_reached_in_the_end(
    language: str,
    interpreted: bool,  # noqa: FBT001
    widen_s: float,
) -> None:
    steps = plan_steps(default_plan(widen_s), language=language, centre=_CENTRE, interpreted=interpreted)
    for centre in ("a", "b", "far-away"):
        pools = _pools(_account(), Centre(centre_id=centre, name=centre))
        assert _opening_first(steps, pools, with_companion=False) is not None


# Which plan and head start count


def test_the_most_specific_plan_counts() -> None:
    every = [
        RoutingPlan(location=location, subject=subject, steps=DEFAULT_PLAN.steps)
        for location in ("here", None)
        for subject in (Subject.REPORT, None)
    ]
    rules = RoutingRules(plans=tuple(every))
    assert plan_for(rules, "here", Subject.REPORT) == every[0]
    assert plan_for(rules, "here", Subject.QUESTION) == every[1]
    assert plan_for(rules, "there", Subject.REPORT) == every[2]
    assert plan_for(rules, "there", Subject.QUESTION) == every[3]


def test_without_a_rule_the_default_counts() -> None:
    assert plan_for(RoutingRules(), "here", Subject.REPORT) == DEFAULT_PLAN
    slow = default_plan(60)
    assert plan_for(RoutingRules(), "here", Subject.REPORT, default=slow) == slow


@settings(deadline=None)
@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 86_400))
def test_head_starts_add_up_to_the_cap_and_no_further(location: int, subject: int, most: int) -> None:
    rules = RoutingRules(
        location_head_start_s={"here": location},
        subject_head_start_s={Subject.REPORT: subject},
        most_head_start_s=most,
    )
    both = head_start_ms(rules, "here", Subject.REPORT)
    assert both == 1000 * min(location + subject, most)
    assert head_start_ms(rules, "there", Subject.QUESTION) == 0


# Seats


def test_a_call_brings_its_interpreter_under_an_id_of_its_own() -> None:
    seat = _seat("ar")
    assert seat.companion is not None
    assert seat.companion.pools == ("interpreter/ar",)
    assert seat.companion.ring_ms == _TIMES.interpreter_ring_ms
    assert seat.companion.seat_id != seat.seat_id
    assert seat.hosts


def test_the_same_person_is_preferred_where_the_centre_chooses_so() -> None:
    centre = Centre(centre_id="a", name="A", choice=Choice.SAME_PERSON)
    assert _seat(centre=centre).prefer_last_ms == 600_000
    assert _seat().prefer_last_ms == 0


def test_a_named_person_is_asked_alone_and_then_everybody() -> None:
    seat = _seat("nl")
    named = named_seat(seat, "sanne", "a", 30_000)
    assert named.steps[0] == Step(after_ms=0, pools=("person/sanne",), centres=("a",))
    assert [(step.after_ms - 30_000, step.pools) for step in named.steps[1:]] == [
        (step.after_ms, step.pools) for step in seat.steps
    ]


@settings(deadline=None)
@given(st.lists(st.from_regex(r"\A[A-Za-z0-9._:*-]{1,32}\Z"), min_size=1, max_size=6, unique=True))
def test_seats_of_handing_over_again_and_again_never_share_an_id(ids: list[str]) -> None:
    seats = [_seat("ar"), *(transfer_seat(_seat("ar"), seat_id) for seat_id in ids)]
    companions = [seat.companion.seat_id for seat in seats if seat.companion]
    assert len(set(companions)) == len(seats)
    for seat in seats:
        assert SeatSpec.model_validate(seat.model_dump()) == seat


def test_handing_over_to_a_person_asks_that_person_first_and_prefers_nobody_else() -> None:
    centre = Centre(centre_id="a", name="A", choice=Choice.SAME_PERSON)
    seat = transfer_seat(_seat(centre=centre), "second", named=("mark", "a"), named_ms=10_000)
    assert seat.seat_id == "second"
    assert seat.prefer_last_ms == 0
    assert seat.steps[0].pools == ("person/mark",)
    assert seat.steps[1].after_ms == 10_000


def test_an_invited_interpreter_is_met_from_every_centre_and_hosts_nothing() -> None:
    seat = interpreter_seat("interpreter-ar", "ar", ring_ms=5)
    assert set(seat.steps[0].pools) <= _pools(_account(Role.INTERPRETER, "nl ar"), _ELSEWHERE)
    assert not seat.hosts


# What is no rule


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"plans": [{"steps": []}]}, "at least 1 item"),
        ({"plans": [{"steps": [_step(5)]}]}, "the first step must open at 0 s"),
        ({"plans": [{"steps": [_step(0), _step(9), _step(5)]}]}, "in the order of after_s"),
        ({"plans": [{"steps": [_step(0)]}, {"steps": [_step(0)]}]}, "same location and subject"),
        ({"plans": [{"level": "D1", "steps": [_step(0)]}]}, "level"),
        ({"subject_head_start_s": {"report": -1}}, "greater than or equal to 0"),
    ],
)
def test_rules_that_mean_nothing_are_refused(rules: object, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        RoutingRules.model_validate(rules)
