"""What events add to the statistics, figure by figure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callrouter.model.events import EVENT, Event
from callrouter.model.records import Staff
from callrouter.model.states import (
    Activity,
    EndReason,
    LeaveReason,
    ReservationOutcome,
    Role,
    Status,
)
from callrouter.model.statistics import (
    INTERVAL_MS,
    UNKNOWN,
    WAIT_CLASSES_S,
    CallCell,
    CallFigures,
    Grouping,
    InterpretingFigures,
    Interval,
    PersonCell,
    PersonFigures,
    Tally,
    interval_of,
)
from callrouter.policy.intervals import call_rows, grouped, intervals, person_rows
from callrouter.policy.statistics import running, tally, wait_class

#: The start of a quarter of an hour.
START = 1_790_000_100_000 - 1_790_000_100_000 % INTERVAL_MS
QUARTER = INTERVAL_MS
#: For which call somebody's time was spent.
PLACE: dict[str, Any] = {"location": "utrecht", "language": "ar", "subject": "question"}
MATCH = {
    "edge": "seat_opened",
    "pool": "p",
    "step": 1,
    "steps": 1,
    "order": "idle_since",
    "people": 1,
    "seats": 1,
    "waited_ms": 0,
    "idle_ms": 0,
}


def event(kind: str, at: int, **fields: Any) -> Event:
    return EVENT.validate_python(
        {"type": kind, "event_id": f"{at}-0", "at": at, "audience": (), **fields}, strict=False
    )


def seat(seat_id: str, staff_id: str | None, *, hosts: bool, opened_at: int = START) -> dict[str, Any]:
    return {
        "seat_id": seat_id,
        "role": Role.AGENT if hosts else Role.INTERPRETER,
        "language": "ar",
        "state": "taken" if staff_id else "closed",
        "hosts": hosts,
        "staff_id": staff_id,
        "opened_at": opened_at,
    }


def call(*seats: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "call_id": "c1",
        "state": "waiting",
        "booth_id": "booth:1",
        "centre": "north",
        "location": "utrecht",
        "language": "ar",
        "subject": "question",
        "queued_at": START,
        "participants": (),
        "seats": seats,
        **fields,
    }


def party(participant_id: str, role: Role) -> dict[str, Any]:
    return {
        "participant_id": participant_id,
        "role": role,
        "display_name": "",
        "online": True,
        "joined_at": START,
    }


def offer_ended(outcome: ReservationOutcome, at: int, *, staff_id: str = "ann") -> Event:
    offer = {
        "reservation_id": "c1/agent#1",
        "call_id": "c1",
        "seat_id": "agent",
        "staff_id": staff_id,
        "role": Role.AGENT,
        "language": "ar",
        "call_language": "ar",
        "subject": "question",
        "centre": "north",
        "location": "utrecht",
        "queued_at": START,
        "seat_opened_at": START,
        "created_at": START,
        "expires_at": START + 20_000,
        "match": MATCH,
    }
    return event("reservation.ended", at, reservation=offer, outcome=outcome)


def person(
    activity: Activity, since: int, *, role: Role = Role.AGENT, status: Status = Status.READY
) -> Staff:
    return Staff(
        staff_id="ann",
        role=role,
        display_name="Ann",
        centre="north",
        languages=("nl",),
        status=status,
        since=since,
        activity=activity,
    )


def turned(until: int, *, since: int, was: Activity, now: Activity = Activity.IDLE, **fields: Any) -> Event:
    """Tell that ``ann`` did something else until then."""
    status = fields.pop("status", Status.READY)
    role = fields.pop("role", Role.AGENT)
    stretch = {"status": status, "activity": was, "since": since, **fields}
    return event("staff.changed", until, staff=person(now, until, role=role), was=stretch)


def counted(*events: Event) -> tuple[Interval, ...]:
    total = Tally()
    for each in events:
        total.update(tally(each))
    return intervals(total)


def of_calls(*events: Event) -> CallFigures:
    """Return the one interval's figures of the one location and language."""
    (interval,) = counted(*events)
    return interval.calls["utrecht"]["ar"]["question"]


def classes(**numbers: int) -> tuple[int, ...]:
    return tuple(numbers.get(f"c{number}", 0) for number in range(len(WAIT_CLASSES_S) + 1))


# Calls -------------------------------------------------------------------------------------------


def test_an_answered_call() -> None:
    talking = call(seat("agent", "ann", hosts=True), state="talking", answered_at=START + 12_500)
    over = talking | {
        "state": "ended",
        "ended_at": START + 72_500,
        "end_reason": EndReason.VISITOR_HUNG_UP,
        "participants": [party("ann", Role.AGENT)],
    }
    assert of_calls(
        event("call.queued", START, call=call()),
        event("call.joined", START + 12_500, call=talking, participant_id="ann"),
        event("call.ended", START + 72_500, call=over),
        turned(START + 72_500, since=START + 12_500, was=Activity.ON_CALL, **PLACE),
    ) == CallFigures(
        offered=1,
        answered=1,
        ended=1,
        answered_wait_ms=12_500,
        talk_ms=60_000,
        talks=1,
        answered_waits=classes(c2=1),
    )


@pytest.mark.parametrize("reason", [EndReason.ABANDONED, EndReason.CONNECTION_LOST])
def test_a_call_that_ends_unanswered_is_abandoned_whatever_the_reason(reason: EndReason) -> None:
    over = call(state="ended", ended_at=START + 4000, end_reason=reason)
    assert of_calls(
        event("call.queued", START, call=call()), event("call.ended", START + 4000, call=over)
    ) == CallFigures(offered=1, abandoned=1, ended=1, abandoned_wait_ms=4000, abandoned_waits=classes(c0=1))


def test_a_figure_counts_in_the_interval_in_which_its_event_fell() -> None:
    answered_at = START + QUARTER
    talking = call(seat("agent", "ann", hosts=True), state="talking", answered_at=answered_at)
    first, second = counted(
        event("call.queued", START, call=call()),
        event("call.joined", answered_at, call=talking, participant_id="ann"),
    )
    assert (first.starts_at, first.calls["utrecht"]["ar"]["question"].offered) == (START, 1)
    assert (second.starts_at, second.calls["utrecht"]["ar"]["question"].answered) == (answered_at, 1)
    assert second.calls["utrecht"]["ar"]["question"].offered == 0


def test_the_interpreter_who_joins_in_the_same_millisecond_answers_no_second_call() -> None:
    both = call(
        seat("agent", "ann", hosts=True),
        seat("tolk", "tom", hosts=False),
        state="talking",
        answered_at=START + 1000,
    )
    joined = counted(event("call.joined", START + 1000, call=both, participant_id="tom"))
    assert [interval.calls for interval in joined] == [{}]


def test_an_interpreter_counts_for_the_language_interpreted() -> None:
    tolk = seat("tolk", "tom", hosts=False, opened_at=START + 200)
    waiting = call(seat("agent", None, hosts=True), tolk, language="nl")
    over = call(tolk | {"staff_id": None, "state": "closed"}, language="nl", ended_at=START + 9000)
    (interval,) = counted(
        event("call.joined", START + 1000, call=waiting, participant_id="tom"),
        event("call.ended", START + 9000, call=over),
    )
    figures = InterpretingFigures(interpreters_sought=1, interpreters_joined=1, interpreter_wait_ms=800)
    assert interval.interpreting == {"utrecht": {"ar": {"question": figures}}}
    assert interval.calls["utrecht"].keys() == {"nl"}


def test_a_rating_counts_by_its_stars() -> None:
    told = {"call_id": "c1", "rating": 4, **PLACE}
    assert of_calls(event("call.rated", START, **told)) == CallFigures(ratings=(0, 0, 0, 1, 0))
    # As they were before they said of which call.
    assert tally(event("call.rated", START, call_id="c1", rating=4)) == Tally()


def test_time_of_before_subjects_were_told_counts_as_of_an_unknown_one() -> None:
    (interval,) = counted(
        turned(START + 30_000, since=START, was=Activity.ON_CALL, location="utrecht", language="ar")
    )
    assert interval.calls["utrecht"]["ar"].keys() == {UNKNOWN}


def test_a_call_handed_over_is_answered_once() -> None:
    handed_over = call(
        seat("agent", None, hosts=True), seat("next", None, hosts=True), answered_at=START + 1000
    )
    again = call(
        seat("agent", None, hosts=True),
        seat("next", "bob", hosts=True),
        state="talking",
        answered_at=START + 1000,
    )
    left = event(
        "call.left",
        START + 5000,
        call=handed_over,
        participant_id="ann",
        reason=LeaveReason.TRANSFERRED,
    )
    assert of_calls(left) == CallFigures(transferred=1)
    assert tally(event("call.joined", START + 9000, call=again, participant_id="bob")) == Tally()
    # Not even within the millisecond of the first answer.
    assert tally(event("call.joined", START + 1000, call=again, participant_id="bob")) == Tally()


def test_a_visitor_who_leaves_while_handed_over_was_answered_before() -> None:
    parties = [party("booth:1", Role.VISITOR), party("tom", Role.INTERPRETER)]
    over = call(
        seat("agent", None, hosts=True),
        state="ended",
        answered_at=START,
        ended_at=START + 9000,
        end_reason=EndReason.VISITOR_HUNG_UP,
        participants=parties,
    )
    assert of_calls(event("call.ended", START + 9000, call=over)) == CallFigures(
        ended=1, transfers_abandoned=1
    )
    with_employee = over | {"participants": [*parties, party("ann", Role.AGENT)]}
    assert of_calls(event("call.ended", START + 9000, call=with_employee)) == CallFigures(ended=1)


@pytest.mark.parametrize("reason", [reason for reason in LeaveReason if reason != "transferred"])
def test_leaving_a_call_is_no_transfer(reason: LeaveReason) -> None:
    left = event("call.left", START, call=call(), participant_id="tom", reason=reason)
    assert tally(left) == Tally()


@pytest.mark.parametrize(
    ("outcome", "figure"),
    [
        (ReservationOutcome.TIMED_OUT, "missed"),
        (ReservationOutcome.DECLINED, "declined"),
        (ReservationOutcome.RESCINDED, "rescinded"),
    ],
)
def test_an_offer_that_came_to_nothing_counts_for_the_person_and_the_place(
    outcome: ReservationOutcome, figure: str
) -> None:
    (interval,) = counted(offer_ended(outcome, START))
    assert interval.people == {"ann": PersonFigures(**{figure: 1})}
    assert interval.calls == {"utrecht": {"ar": {"question": CallFigures.model_validate({figure: 1})}}}


def test_an_offer_accepted_counts_for_the_person_alone() -> None:
    (interval,) = counted(offer_ended(ReservationOutcome.ACCEPTED, START))
    assert (interval.people, interval.calls) == ({"ann": PersonFigures(answered=1)}, {})


def test_nobody_is_told_from_by_an_offer_whose_caller_left() -> None:
    assert tally(offer_ended(ReservationOutcome.CANCELED, START)) == Tally()


@pytest.mark.parametrize(
    ("wait_ms", "number"),
    [(0, 0), (5000, 0), (5001, 1), (20_000, 3), (20_001, 4), (1_200_000, 12), (1_200_001, 13)],
)
def test_a_class_of_waits_ends_with_its_upper_end(wait_ms: int, number: int) -> None:
    assert wait_class(wait_ms) == number


# Time --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("activity", "status", "figure"),
    [
        (Activity.IDLE, Status.READY, "idle_ms"),
        (Activity.IDLE, Status.AWAY, "away_ms"),
        (Activity.RESERVED, Status.READY, "reserved_ms"),
        (Activity.ON_CALL, Status.READY, "on_call_ms"),
        (Activity.ON_CALL, Status.OFFLINE, "on_call_ms"),
        (Activity.WRAP_UP, Status.READY, "wrap_up_ms"),
        (Activity.WRAP_UP, Status.AWAY, "wrap_up_ms"),
    ],
)
def test_time_goes_to_what_one_was_busy_with(activity: Activity, status: Status, figure: str) -> None:
    spent = tally(turned(START + 7000, since=START, was=activity, status=status))
    assert spent == Tally({PersonCell(START, "ann", figure): 7000})


def test_being_offline_is_no_time_at_work() -> None:
    assert tally(turned(START + 7000, since=START, was=Activity.IDLE, status=Status.OFFLINE)) == Tally()


def test_time_is_split_where_an_interval_ends() -> None:
    spent = tally(turned(START + 2 * QUARTER + 5, since=START + QUARTER - 1000, was=Activity.IDLE))
    assert spent == Tally(
        {
            PersonCell(START, "ann", "idle_ms"): 1000,
            PersonCell(START + QUARTER, "ann", "idle_ms"): QUARTER,
            PersonCell(START + 2 * QUARTER, "ann", "idle_ms"): 5,
        }
    )


def test_a_clock_that_was_set_back_takes_no_time_away() -> None:
    assert tally(turned(START, since=START + 1000, was=Activity.IDLE)) == Tally()


def test_a_change_of_something_else_ends_no_stretch_of_time() -> None:
    assert tally(event("staff.changed", START, staff=person(Activity.IDLE, START), was=None)) == Tally()


def test_a_wrap_up_counts_for_the_place_of_its_call() -> None:
    done = turned(START + 30_000, since=START, was=Activity.WRAP_UP, **PLACE)
    assert of_calls(done) == CallFigures(wrap_ups=1, wrap_up_ms=30_000)


def test_a_conversation_counts_for_its_place_and_for_the_employee() -> None:
    (interval,) = counted(
        turned(START + 30_000, since=START, was=Activity.ON_CALL, now=Activity.WRAP_UP, **PLACE)
    )
    assert interval.calls["utrecht"]["ar"]["question"] == CallFigures(talks=1, talk_ms=30_000)
    assert interval.people == {"ann": PersonFigures(on_call_ms=30_000)}


def test_of_a_call_handed_over_each_employees_part_is_talk_and_the_wait_between_is_not() -> None:
    first = turned(START + 10_000, since=START, was=Activity.ON_CALL, **PLACE)
    second = turned(START + 95_000, since=START + 70_000, was=Activity.ON_CALL, **PLACE)
    over = call(state="ended", answered_at=START, ended_at=START + 95_000, end_reason="visitor_hung_up")
    figures = of_calls(first, second, event("call.ended", START + 95_000, call=over))
    assert (figures.talks, figures.talk_ms) == (2, 35_000)


@pytest.mark.parametrize(
    ("was", "figure", "talked_ms"),
    [(Activity.WRAP_UP, "wrap_up_ms", 0), (Activity.ON_CALL, "on_call_ms", 30_000)],
)
def test_an_interpreters_time_counts_apart_from_the_calls(was: Activity, figure: str, talked_ms: int) -> None:
    (interval,) = counted(turned(START + 30_000, since=START, was=was, role=Role.INTERPRETER, **PLACE))
    assert interval.calls == {}
    assert interval.people == {"ann": PersonFigures.model_validate({figure: 30_000})}
    talked = {"utrecht": {"ar": {"question": InterpretingFigures(interpreter_talk_ms=talked_ms)}}}
    assert interval.interpreting == (talked if talked_ms else {})


@pytest.mark.parametrize(
    ("was", "figures"),
    [
        (Activity.WRAP_UP, CallFigures(wrap_ups=1, wrap_up_ms=30_000)),
        (Activity.ON_CALL, CallFigures(talks=1, talk_ms=30_000)),
    ],
)
def test_what_goes_on_after_signing_out_is_one(was: Activity, figures: CallFigures) -> None:
    signed_out = turned(START + 10_000, since=START, was=was, now=was, **PLACE)
    done = turned(START + 30_000, since=START + 10_000, was=was, status=Status.OFFLINE, **PLACE)
    assert of_calls(signed_out, done) == figures


def test_what_people_are_in_the_middle_of_counts_until_now() -> None:
    begun = running([person(Activity.ON_CALL, START + QUARTER - 1)], START + QUARTER + 2)
    assert begun == Tally(
        {
            PersonCell(START, "ann", "on_call_ms"): 1,
            PersonCell(START + QUARTER, "ann", "on_call_ms"): 2,
        }
    )


@given(
    since=st.integers(START, START + 5 * QUARTER),
    cuts=st.lists(st.integers(1, 3 * QUARTER), min_size=1, max_size=6),
)
def test_time_adds_up_however_often_it_is_interrupted(since: int, cuts: Sequence[int]) -> None:
    whole = turned(since + sum(cuts), since=since, was=Activity.IDLE)
    parts, begun = [], since
    for length in cuts:
        parts.append(turned(begun + length, since=begun, was=Activity.IDLE))
        begun += length
    assert counted(*parts) == counted(whole)
    for interval in counted(whole):
        assert 0 < interval.people["ann"].idle_ms <= QUARTER
        assert interval.starts_at == interval_of(interval.starts_at)


def test_order_does_not_matter() -> None:
    talking = call(seat("agent", "ann", hosts=True), state="talking", answered_at=START + 1000)
    events = [
        event("call.queued", START, call=call()),
        event("call.joined", START + 1000, call=talking, participant_id="ann"),
        offer_ended(ReservationOutcome.ACCEPTED, START + 1000),
        turned(START + 1000, since=START - 5, was=Activity.RESERVED, now=Activity.ON_CALL),
    ]
    shuffled = random.Random(1).sample(events, len(events))  # noqa: S311  (a test's order)
    assert shuffled != events
    assert counted(*shuffled) == counted(*events)


# Reports -----------------------------------------------------------------------------------------


def _counted(starts_at: int, location: str, language: str, staff_id: str) -> Tally:
    return Tally(
        {
            CallCell(starts_at, location, language, "question", "answered"): 1,
            CallCell(starts_at, location, language, "question", "answered_waits", 3): 1,
            PersonCell(starts_at, staff_id, "idle_ms"): 5,
        }
    )


_COUNTED = (
    _counted(START, "utrecht", "ar", "ann")
    + _counted(START + QUARTER, "utrecht", "nl", "ann")
    + _counted(START + QUARTER, "assen", "nl", "bob")
)


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ((), [(None, None, None, 3)]),
        ((Grouping.LOCATION,), [(None, "assen", None, 1), (None, "utrecht", None, 2)]),
        ((Grouping.LANGUAGE,), [(None, None, "ar", 1), (None, None, "nl", 2)]),
        ((Grouping.INTERVAL,), [(START, None, None, 1), (START + QUARTER, None, None, 2)]),
        (
            (Grouping.LOCATION, Grouping.LANGUAGE),
            [(None, "assen", "nl", 1), (None, "utrecht", "ar", 1), (None, "utrecht", "nl", 1)],
        ),
    ],
)
def test_a_report_tells_apart_what_is_asked(
    by: tuple[Grouping, ...], rows: list[tuple[int | None, str | None, str | None, int]]
) -> None:
    told = call_rows(grouped(_COUNTED, by), by)
    assert [(row.starts_at, row.location, row.language, row.figures.answered) for row in told] == rows
    assert [row.figures.answered_waits for row in told] == [classes(c3=row[3]) for row in rows]


def test_a_report_tells_people_apart_always() -> None:
    told = person_rows(grouped(_COUNTED, ()), ())
    assert [(row.starts_at, row.staff_id, row.figures.idle_ms) for row in told] == [
        (None, "ann", 10),
        (None, "bob", 5),
    ]
    by = (Grouping.INTERVAL,)
    assert [(row.starts_at, row.staff_id) for row in person_rows(grouped(_COUNTED, by), by)] == [
        (START, "ann"),
        (START + QUARTER, "ann"),
        (START + QUARTER, "bob"),
    ]
