"""What is learned from the journal."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.model.events import CallEnded, CallJoined, Event, ReservationEnded, StaffChanged, StaffWas
from callrouter.model.records import Call, Match, Reservation, Staff
from callrouter.model.states import (
    Activity,
    CallState,
    EndReason,
    MatchEdge,
    Order,
    ReservationOutcome,
    Role,
    Status,
    Subject,
)
from callrouter.policy.recent_figures import Handling, RecentFigures, learn

_NOW = 1_000_000


def _call(**fields: object) -> Call:
    plain: dict[str, object] = {
        "call_id": "c",
        "state": CallState.TALKING,
        "booth_id": "booth:b",
        "centre": "a",
        "location": "here",
        "language": "nl",
        "subject": Subject.QUESTION,
        "queued_at": _NOW,
        "participants": (),
        "seats": (),
    }
    return Call.model_validate(plain | fields)


def _answered(after_s: float) -> Event:
    at = _NOW + round(1000 * after_s)
    call = _call(answered_at=at)
    return CallJoined(
        type="call.joined", event_id="1-1", at=at, audience=(), call=call, participant_id="sanne"
    )


def _ended(after_s: float, *, answered_at: int | None = None) -> Event:
    at = _NOW + round(1000 * after_s)
    call = _call(ended_at=at, answered_at=answered_at, end_reason=EndReason.ABANDONED)
    return CallEnded(type="call.ended", event_id="1-1", at=at, audience=(), call=call)


def _rang(lasted_s: float, outcome: ReservationOutcome, role: Role = Role.AGENT) -> Event:
    reservation = Reservation(
        call_language="nl",
        reservation_id="c/agent#1",
        call_id="c",
        seat_id="agent",
        staff_id="sanne",
        role=role,
        language="nl",
        subject=Subject.QUESTION,
        centre="a",
        location="here",
        queued_at=_NOW,
        seat_opened_at=_NOW,
        created_at=_NOW,
        expires_at=_NOW + 20_000,
        match=Match(
            edge=MatchEdge.SEAT_OPENED,
            pool="nl",
            step=1,
            steps=1,
            order=Order.IDLE_SINCE,
            people=1,
            seats=1,
            waited_ms=0,
            idle_ms=0,
        ),
    )
    return ReservationEnded(
        type="reservation.ended",
        event_id="1-1",
        at=_NOW + round(1000 * lasted_s),
        audience=(),
        reservation=reservation,
        outcome=outcome,
    )


def _did(
    activity: Activity, lasted_s: float, then: Activity, *, language: str = "nl", who: str = "sanne"
) -> Event:
    at = _NOW + round(1000 * lasted_s)
    staff = Staff(
        staff_id=who,
        role=Role.AGENT,
        display_name=who,
        centre="a",
        languages=("nl",),
        status=Status.READY,
        since=at,
        activity=then,
    )
    was = StaffWas(status=Status.READY, activity=activity, since=_NOW, location="here", language=language)
    return StaffChanged(type="staff.changed", event_id="1-1", at=at, audience=(), staff=staff, was=was)


def _after(*events: Event) -> RecentFigures:
    figures = RecentFigures()
    for event in events:
        figures = learn(figures, event)
    return figures


def test_before_anything_is_seen_plain_values_are_assumed() -> None:
    figures = RecentFigures()
    handling = figures.handling_s(Role.AGENT, "nl")
    mean = sum(handling) / len(handling)
    deviation = (sum((each - mean) ** 2 for each in handling) / len(handling)) ** 0.5
    assert mean == pytest.approx(300)
    assert deviation / mean == pytest.approx(0.8, abs=0.05)
    assert figures.leaving_rate == 0
    assert figures.answer_s == pytest.approx(8)


def test_talk_and_the_wrap_up_after_it_are_one_handling() -> None:
    figures = _after(
        _did(Activity.ON_CALL, 100, Activity.WRAP_UP),
        _did(Activity.ON_CALL, 40, Activity.IDLE, who="mark"),
        _did(Activity.WRAP_UP, 20, Activity.IDLE),
    )
    assert figures.by_role[Role.AGENT] == (Handling(40, 0), Handling(100, 20))
    assert not figures.wrapping_up


def test_a_wrap_up_whose_conversation_was_not_seen_counts_for_nothing() -> None:
    assert _after(_did(Activity.WRAP_UP, 20, Activity.IDLE)) == RecentFigures()


def test_what_was_seen_replaces_what_was_assumed() -> None:
    figures = _after(*[_did(Activity.ON_CALL, 60, Activity.IDLE)] * 60)
    assert figures.handling_s(Role.AGENT, "nl") == pytest.approx([60] * 60)
    assert len(figures.handling_s(Role.INTERPRETER, "nl")) == 5


def test_a_language_with_figures_of_its_own_is_known_by_them_and_others_by_all() -> None:
    figures = _after(
        *[_did(Activity.ON_CALL, 100, Activity.IDLE)] * 100,
        *[_did(Activity.ON_CALL, 500, Activity.IDLE, language="ar")] * 100,
    )
    means = {
        language: sum(values) / len(values)
        for language in ("nl", "ar", "de")
        for values in [figures.handling_s(Role.AGENT, language)]
    }
    assert means["nl"] == pytest.approx(100, rel=0.15)
    assert means["ar"] == pytest.approx(500, rel=0.1)
    assert means["de"] == pytest.approx(300)


def test_only_so_many_samples_are_kept() -> None:
    figures = _after(*[_did(Activity.ON_CALL, second, Activity.IDLE) for second in range(1, 301)])
    assert len(figures.by_role[Role.AGENT]) == 200
    assert figures.by_role[Role.AGENT][-1] == Handling(300, 0)


def test_what_is_left_of_a_talk_follows_from_talks_that_lasted_longer() -> None:
    talks = [_did(Activity.ON_CALL, lasted, Activity.IDLE) for lasted in (100, 200) for _ in range(50)]
    figures = _after(*talks)
    assert set(figures.talk_left_s(Role.AGENT, 0)) == {100, 200}
    assert set(figures.talk_left_s(Role.AGENT, 150)) == {50}
    beyond = figures.talk_left_s(Role.AGENT, 1000)
    assert min(beyond) > 0


def test_callers_who_give_up_make_a_rate_and_answered_ones_lower_it() -> None:
    left = _after(*[_ended(100)] * 50)
    mixed = _after(*[_ended(100), _answered(100)] * 50)
    assert left.leaving_rate == pytest.approx(1 / 100, rel=0.1)
    assert mixed.leaving_rate == pytest.approx(1 / 200, rel=0.1)


def test_a_call_that_ended_after_its_answer_was_not_given_up() -> None:
    assert _after(_ended(100, answered_at=_NOW + 10)) == RecentFigures()


def test_offers_nobody_took_lengthen_the_time_to_an_answer() -> None:
    prompt = _after(*[_rang(4, ReservationOutcome.ACCEPTED)] * 100)
    missed = _after(*[_rang(20, ReservationOutcome.TIMED_OUT), _rang(4, ReservationOutcome.ACCEPTED)] * 100)
    assert prompt.answer_s == pytest.approx(4, rel=0.1)
    assert missed.answer_s == pytest.approx(24, rel=0.1)


def test_interpreters_and_callers_who_left_say_nothing_of_how_soon_employees_answer() -> None:
    assert (
        _after(_rang(4, ReservationOutcome.ACCEPTED, Role.INTERPRETER), _rang(4, ReservationOutcome.CANCELED))
        == RecentFigures()
    )


@settings(deadline=None)
@given(st.lists(st.floats(0.1, 5000), max_size=60), st.floats(0, 10_000))
def test_there_is_always_something_to_expect(talks: list[float], talked_s: float) -> None:
    figures = _after(*[_did(Activity.ON_CALL, talk, Activity.IDLE) for talk in talks])
    for values in (
        figures.handling_s(Role.AGENT, "nl"),
        figures.talk_left_s(Role.AGENT, talked_s),
        figures.wrap_up_left_s(Role.AGENT, talked_s),
    ):
        assert values
        assert list(values) == sorted(values)
        assert values[0] >= 0
