"""The life of a callback request: whatever is done with it, in whatever order, it is never lost."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.model.callback_steps import (
    Arrive,
    AskCentre,
    AskOtherMoment,
    AskPhone,
    CallbackStep,
    Cancel,
    Claim,
    Close,
    Dismiss,
    End,
    Erase,
    HandOver,
    InviteNow,
    Leave,
    MissedCall,
    Plan,
    PutBack,
    Talk,
    Wake,
)
from callrouter.model.callbacks import (
    HELD,
    AttemptResult,
    CallbackOutcome,
    CallbackRequest,
    CallbackState,
    Channel,
    DayPart,
    Origin,
    Wishes,
)
from callrouter.model.messages import Letter
from callrouter.model.neighborhoods import CallbackPolicy
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode, Subject
from callrouter.policy.callback_moments import wakes_at
from callrouter.policy.callbacks import advance

POLICY: Final = CallbackPolicy(to_centre_s=86_400)
MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
NOW: Final = 1_800_000_000_000
DUE: Final = NOW + 2 * DAY


def waiting() -> CallbackRequest:
    return CallbackRequest(
        request_id="r1",
        revision=1,
        reference="7KM4-RX2P",
        state=CallbackState.WAITING,
        origin=Origin.FORM,
        queue="groningen-noord",
        team="groningen-noord",
        centre="noord-nederland",
        neighborhood="selwerd",
        subject=Subject.QUESTION,
        language="nl",
        wishes=Wishes(channel=Channel.VIDEO),
        requested_at=NOW,
        due_at=DUE,
    )


def after(*steps: tuple[int, CallbackStep]) -> CallbackRequest:
    request = waiting()
    for at, step in steps:
        request = advance(request, step, POLICY, at=NOW + at).request
    return request


def invited() -> CallbackRequest:
    return after((0, InviteNow(by="ann", invitation_id="i1")))


def planned(channel: Channel = Channel.VIDEO) -> CallbackRequest:
    return after((0, Plan(by="ann", starts_at=NOW + DAY, channel=channel, invitation_id="i1")))


def refusal_of(request: CallbackRequest, step: CallbackStep, at: int = 0) -> RefusalCode:
    with pytest.raises(Refusal) as refused:
        advance(request, step, POLICY, at=NOW + at)
    return refused.value.code


def test_a_request_is_claimed_once_and_a_repeat_is_the_same() -> None:
    claimed = after((0, Claim(by="ann")))
    assert (claimed.state, claimed.staff_id) == (CallbackState.CLAIMED, "ann")
    assert advance(claimed, Claim(by="ann"), POLICY, at=NOW + 5).request is claimed
    assert refusal_of(claimed, Claim(by="bob")) is RefusalCode.ALREADY_TAKEN


def test_what_somebody_claims_and_leaves_goes_back_to_its_queue() -> None:
    claimed = after((0, Claim(by="ann")))
    lapse = wakes_at(claimed, POLICY)
    assert lapse == NOW + 1000 * POLICY.claim_s
    again = advance(claimed, Wake(), POLICY, at=lapse).request
    assert (again.state, again.staff_id) == (CallbackState.WAITING, None)


def test_waking_too_early_changes_nothing() -> None:
    claimed = after((0, Claim(by="ann")))
    assert advance(claimed, Wake(), POLICY, at=NOW + 1).request is claimed


def test_a_conversation_by_video_goes_from_invitation_to_its_end() -> None:
    outcome = advance(waiting(), InviteNow(by="ann", invitation_id="i1"), POLICY, at=NOW)
    assert outcome.letters == (Letter.INVITATION,)
    request = outcome.request
    for at, step, state in (
        (MINUTE, Arrive(call_id="c1", officer="ann"), CallbackState.INVITED),
        (2 * MINUTE, Talk(call_id="c1"), CallbackState.TALKING),
        (9 * MINUTE, End(call_id="c1", by="ann"), CallbackState.CLOSED),
    ):
        request = advance(request, step, POLICY, at=NOW + at).request
        assert request.state is state
    assert (request.outcome, request.closed_by) == (CallbackOutcome.SPOKEN_BY_VIDEO, "ann")


def test_an_interrupted_conversation_stays_with_its_officer() -> None:
    talking = after(
        (0, InviteNow(by="ann", invitation_id="i1")),
        (1, Arrive(call_id="c1", officer="ann")),
        (2, Talk(call_id="c1")),
        (3, End(call_id="c1", by="ann", interrupted=True)),
    )
    assert (talking.state, talking.staff_id, talking.call_id) == (CallbackState.CLAIMED, "ann", None)
    assert [attempt.result for attempt in talking.attempts] == [AttemptResult.INTERRUPTED]


def test_a_citizen_who_does_not_come_may_be_invited_again_until_policy_gives_up() -> None:
    request, at = waiting(), NOW
    for times in range(1, POLICY.most_attempts + 1):
        invitation = InviteNow(by="ann", invitation_id=f"i{times}")
        request = advance(request, invitation, POLICY, at=at).request
        at = request.invitation.closes_at if request.invitation else 0
        outcome = advance(request, Wake(), POLICY, at=at)
        request = outcome.request
        last = times == POLICY.most_attempts
        assert outcome.letters == (Letter.GIVEN_UP if last else Letter.MISSED,)
        assert [attempt.result for attempt in request.attempts] == [AttemptResult.NO_SHOW] * times
        at += HOUR
    assert (request.state, request.outcome) == (CallbackState.CLOSED, CallbackOutcome.NOT_REACHED)


def test_the_gap_to_the_next_try_is_policys() -> None:
    missed = after((0, Claim(by="ann")), (0, MissedCall(by="ann", attempt_id="m1")))
    assert (missed.state, missed.not_before) == (CallbackState.WAITING, NOW + 1000 * POLICY.gaps_s[0])


def test_who_comes_and_leaves_again_may_come_back() -> None:
    left = after(
        (0, InviteNow(by="ann", invitation_id="i1")),
        (29 * MINUTE, Arrive(call_id="c1", officer="ann")),
        (31 * MINUTE, Leave(call_id="c1")),
    )
    assert left.invitation is not None
    assert left.invitation.arrived_at is None
    assert left.invitation.closes_at == NOW + 41 * MINUTE
    assert left.call_id is None


def test_who_came_and_met_nobody_is_not_who_stayed_away() -> None:
    left = after(
        (0, Plan(by="ann", starts_at=NOW + HOUR, channel=Channel.VIDEO, invitation_id="i1")),
        (HOUR, Arrive(call_id="c1", officer="ann")),
        (HOUR + 16 * MINUTE, Leave(call_id="c1")),
    )
    assert wakes_at(left, POLICY) == NOW + HOUR + 26 * MINUTE
    outcome = advance(left, Wake(), POLICY, at=NOW + HOUR + 26 * MINUTE)
    request = outcome.request
    assert (request.state, request.staff_id, outcome.letters) == (CallbackState.CLAIMED, "ann", ())
    assert [attempt.result for attempt in request.attempts] == [AttemptResult.KEPT_WAITING]


def test_what_the_service_spoils_uses_up_no_tries() -> None:
    request = invited()
    for number in range(POLICY.most_attempts + 1):
        call_id = f"c{number}"
        request = advance(request, Arrive(call_id=call_id, officer="ann"), POLICY, at=NOW).request
        request = advance(request, AskPhone(), POLICY, at=NOW).request
        request = advance(request, InviteNow(by="ann", invitation_id=call_id), POLICY, at=NOW).request
    missed = advance(request, Wake(), POLICY, at=NOW + HOUR).request
    assert missed.state is CallbackState.WAITING


def test_no_answer_said_twice_is_one_try() -> None:
    once = after((0, Claim(by="ann")), (0, MissedCall(by="ann", attempt_id="m1")))
    assert advance(once, MissedCall(by="ann", attempt_id="m1"), POLICY, at=NOW).request is once


def test_an_end_counts_also_when_nobody_heard_that_they_talked() -> None:
    arrived = advance(invited(), Arrive(call_id="c1", officer="ann"), POLICY, at=NOW).request
    ended = advance(arrived, End(call_id="c1", by="ann"), POLICY, at=NOW + 1).request
    assert (ended.state, ended.outcome) == (CallbackState.CLOSED, CallbackOutcome.SPOKEN_BY_VIDEO)


@pytest.mark.parametrize("channel", Channel)
def test_a_moment_that_does_not_suit_is_nobodys_no_show(channel: Channel) -> None:
    asked = advance(planned(channel), AskOtherMoment(), POLICY, at=NOW).request
    reminder = NOW + DAY - 1000 * POLICY.reminder_s
    assert advance(asked, Wake(), POLICY, at=reminder).request is asked
    assert wakes_at(asked, POLICY) == NOW + DAY
    outcome = advance(asked, Wake(), POLICY, at=NOW + DAY)
    assert (outcome.request.state, outcome.letters) == (CallbackState.WAITING, (Letter.CALLED_OFF,))
    assert outcome.request.attempts == ()


def test_a_request_goes_to_the_centre_once_and_is_not_late_once_a_moment_is_agreed_on() -> None:
    late = advance(waiting(), Wake(), POLICY, at=DUE + DAY).request
    assert late.queue == "noord-nederland"
    back = HandOver(by="boss", steward=True, queue="groningen-noord")
    again = advance(late, back, POLICY, at=DUE + DAY).request
    assert advance(again, Wake(), POLICY, at=DUE + 2 * DAY).request.queue == "groningen-noord"
    plan = Plan(by="ann", starts_at=DUE + 3 * DAY, channel=Channel.PHONE, invitation_id="i1")
    assert advance(again, plan, POLICY, at=DUE + 2 * DAY).request.overdue_at is None


def test_a_gap_outlasts_a_claim_that_comes_to_nothing() -> None:
    missed = after((0, Claim(by="ann")), (0, MissedCall(by="ann", attempt_id="m1")))
    claimed = advance(missed, Claim(by="bob"), POLICY, at=NOW).request
    assert advance(claimed, PutBack(by="bob"), POLICY, at=NOW).request.not_before == missed.not_before


def test_closing_what_was_agreed_on_says_that_it_is_over() -> None:
    close = Close(by="ann", outcome=CallbackOutcome.REFERRED)
    assert advance(planned(), close, POLICY, at=NOW).letters == (Letter.CLOSED,)


@pytest.mark.parametrize(
    "step",
    [
        PutBack(by="ann"),
        PutBack(by="boss", steward=True),
        HandOver(by="ann", queue="groningen-zuid"),
        Plan(by="ann", starts_at=NOW + DAY, channel=Channel.PHONE, invitation_id="i2"),
        MissedCall(by="ann", attempt_id="m1"),
        Close(by="ann", outcome=CallbackOutcome.NEEDLESS),
        InviteNow(by="ann", invitation_id="i2"),
    ],
)
def test_nobody_is_left_alone_in_the_waiting_room(step: CallbackStep) -> None:
    arrived = advance(invited(), Arrive(call_id="c1", officer="ann"), POLICY, at=NOW).request
    assert refusal_of(arrived, step) is RefusalCode.WRONG_STATE


def test_who_waits_in_vain_may_be_called_by_phone_or_put_through() -> None:
    arrived = advance(invited(), Arrive(call_id="c1", officer="ann"), POLICY, at=NOW).request
    by_phone = advance(arrived, AskPhone(), POLICY, at=NOW + 1).request
    assert (by_phone.state, by_phone.wishes.channel) == (CallbackState.CLAIMED, Channel.PHONE)
    assert by_phone.attempts[-1].result is AttemptResult.KEPT_WAITING
    put_through = advance(arrived, AskCentre(), POLICY, at=NOW + 1).request
    assert (put_through.queue, put_through.call_id) == ("noord-nederland", "c1")


def test_a_planned_conversation_is_announced_reminded_of_and_given_up() -> None:
    plan = Plan(by="ann", starts_at=NOW + DAY, channel=Channel.VIDEO, invitation_id="i1")
    outcome = advance(waiting(), plan, POLICY, at=NOW)
    assert outcome.letters == (Letter.PLANNED,)
    reminder = NOW + DAY - 1000 * POLICY.reminder_s
    assert wakes_at(outcome.request, POLICY) == reminder
    reminded = advance(outcome.request, Wake(), POLICY, at=reminder)
    assert reminded.letters == (Letter.REMINDER,)
    given_up = NOW + DAY + 1000 * POLICY.no_show_s
    assert wakes_at(reminded.request, POLICY) == given_up
    missed = advance(reminded.request, Wake(), POLICY, at=given_up)
    assert (missed.request.state, missed.letters) == (CallbackState.WAITING, (Letter.MISSED,))


def test_what_is_planned_at_short_notice_is_not_reminded_of() -> None:
    plan = Plan(by="ann", starts_at=NOW + MINUTE, channel=Channel.VIDEO, invitation_id="i1")
    request = advance(waiting(), plan, POLICY, at=NOW).request
    assert advance(request, Wake(), POLICY, at=NOW + 1).letters == ()


@pytest.mark.parametrize(
    ("starts_at", "code"),
    [
        (NOW, RefusalCode.NO_SUCH_MOMENT),
        (NOW - 1, RefusalCode.NO_SUCH_MOMENT),
        (NOW + 31 * DAY, RefusalCode.TOO_FAR_AHEAD),
    ],
)
def test_a_moment_past_or_too_far_ahead_is_none(starts_at: int, code: RefusalCode) -> None:
    plan = Plan(by="ann", starts_at=starts_at, channel=Channel.VIDEO, invitation_id="i1")
    assert refusal_of(waiting(), plan) is code


def test_whoever_had_what_its_citizen_calls_off_is_told_until_they_know() -> None:
    canceled = advance(planned(), Cancel(), POLICY, at=NOW).request
    assert canceled.withdrawn is not None
    assert canceled.withdrawn.staff_id == "ann"
    assert canceled.withdrawn.appointment == planned().appointment
    assert refusal_of(canceled, Dismiss(by="bob")) is RefusalCode.NOT_YOURS
    assert refusal_of(canceled, Claim(by="ann")) is RefusalCode.REQUEST_CLOSED
    known = advance(canceled, Dismiss(by="ann"), POLICY, at=NOW).request
    assert (known.withdrawn, known.outcome) == (None, CallbackOutcome.CANCELED)
    assert advance(known, Dismiss(by="ann"), POLICY, at=NOW).request is known
    assert advance(canceled, Erase(by="clock"), POLICY, at=NOW).request.withdrawn is None
    assert advance(waiting(), Cancel(), POLICY, at=NOW).request.withdrawn is None


def test_who_leaves_the_waiting_room_leaves_a_trace() -> None:
    there = advance(invited(), Arrive(call_id="c1", officer="ann"), POLICY, at=NOW + MINUTE).request
    left = advance(there, Leave(call_id="c1"), POLICY, at=NOW + 2 * MINUTE).request
    assert left.invitation is not None
    assert (left.invitation.left_at, left.invitation.waited_ms) == (NOW + 2 * MINUTE, MINUTE)


def test_a_planned_phone_call_that_nobody_made_is_its_officers_work_again() -> None:
    request = planned(Channel.PHONE)
    late = NOW + DAY + 1000 * POLICY.no_show_s
    again = advance(request, Wake(), POLICY, at=late).request
    assert (again.state, again.staff_id) == (CallbackState.CLAIMED, "ann")


def test_a_citizen_may_ask_for_another_moment_and_the_officer_agrees_anew() -> None:
    asked = advance(planned(), AskOtherMoment(days=(2,), parts=(DayPart.EVENING,)), POLICY, at=NOW).request
    assert asked.wants_other_moment
    assert asked.wishes.days == (2,)
    plan = Plan(by="ann", starts_at=NOW + 2 * DAY, channel=Channel.VIDEO, invitation_id="i2")
    agreed = advance(asked, plan, POLICY, at=NOW).request
    assert not agreed.wants_other_moment


def test_a_request_past_due_is_told_of_once_and_goes_to_the_centre_by_policy() -> None:
    overdue = advance(waiting(), Wake(), POLICY, at=DUE).request
    assert overdue.overdue_at == DUE
    assert advance(overdue, Wake(), POLICY, at=DUE + 1).request is overdue
    at_centre = advance(overdue, Wake(), POLICY, at=DUE + DAY).request
    assert at_centre.queue == "noord-nederland"
    assert wakes_at(at_centre, POLICY) is None


def test_what_was_agreed_on_is_not_past_due_before_it_begins() -> None:
    plan = Plan(by="ann", starts_at=DUE + DAY, channel=Channel.PHONE, invitation_id="i1")
    request = advance(waiting(), plan, POLICY, at=NOW).request
    assert advance(request, Wake(), POLICY, at=DUE).request.overdue_at is None
    assert advance(request, Wake(), POLICY, at=DUE + DAY).request.overdue_at == DUE + DAY


def test_who_expected_a_conversation_hears_that_it_is_off() -> None:
    for step in (PutBack(by="ann"), HandOver(by="ann", queue="groningen-zuid", staff_id="cor")):
        assert advance(planned(), step, POLICY, at=NOW).letters == (Letter.CALLED_OFF,)
    assert advance(after((0, Claim(by="ann"))), PutBack(by="ann"), POLICY, at=NOW).letters == ()


def test_only_its_holder_gives_a_request_away_and_a_supervisor() -> None:
    assert refusal_of(planned(), PutBack(by="bob")) is RefusalCode.NOT_YOURS
    assert advance(planned(), PutBack(by="boss", steward=True), POLICY, at=NOW).request.staff_id is None


def test_who_the_citizen_is_is_erased_by_policy_or_on_request() -> None:
    closed = after((0, Close(by="ann", outcome=CallbackOutcome.SPOKEN_BY_PHONE)))
    assert wakes_at(closed, POLICY) == NOW + POLICY.keep_days * DAY
    erased = advance(closed, Erase(by="retention"), POLICY, at=NOW).request
    assert erased.erased_at == NOW
    assert wakes_at(erased, POLICY) is None
    on_request = advance(planned(), Erase(by="operator"), POLICY, at=NOW).request
    assert (on_request.state, on_request.outcome) == (CallbackState.CLOSED, CallbackOutcome.CANCELED)


people = st.sampled_from(["ann", "bob", "cor"])
calls = st.sampled_from(["c1", "c2"])
steps = st.one_of(
    st.builds(Claim, by=people),
    st.builds(PutBack, by=people, steward=st.booleans()),
    st.builds(
        HandOver,
        by=people,
        steward=st.booleans(),
        queue=st.sampled_from(["groningen-zuid", "noord-nederland"]),
        staff_id=st.none() | people,
    ),
    st.builds(InviteNow, by=people, invitation_id=st.sampled_from(["i1", "i2"])),
    st.builds(
        Plan,
        by=people,
        starts_at=st.integers(NOW, NOW + 20 * DAY),
        channel=st.sampled_from(Channel),
        invitation_id=st.sampled_from(["i3", "i4"]),
    ),
    st.builds(MissedCall, by=people, attempt_id=st.sampled_from(["m1", "m2", "m3"])),
    st.builds(Close, by=people, outcome=st.sampled_from(CallbackOutcome)),
    st.just(Cancel()),
    st.builds(Dismiss, by=people),
    st.just(AskOtherMoment()),
    st.just(AskPhone()),
    st.just(AskCentre()),
    st.builds(Arrive, call_id=calls, officer=people),
    st.builds(Leave, call_id=calls),
    st.builds(Talk, call_id=calls),
    st.builds(End, call_id=calls, by=people, interrupted=st.booleans()),
    st.just(Wake()),
    st.just(Wake()),
    st.builds(Erase, by=people),
)
gaps = st.sampled_from([0, MINUTE, 20 * MINUTE, 3 * HOUR, DAY, 9 * DAY])


def check(request: CallbackRequest, at: int) -> None:
    assert (request.staff_id is not None) == (request.state in HELD)
    assert (request.outcome is not None) == (request.state is CallbackState.CLOSED)
    assert (request.closed_at is not None) == (request.state is CallbackState.CLOSED)
    if request.invitation is not None:
        assert request.state in {CallbackState.INVITED, CallbackState.PLANNED, CallbackState.TALKING}
    if request.call_id is not None:
        assert request.invitation is not None
        assert request.invitation.arrived_at is not None
    if request.state is CallbackState.PLANNED:
        assert request.appointment is not None
    if request.state is CallbackState.TALKING:
        assert request.call_id is not None
    moment = wakes_at(request, POLICY)
    if request.state is not CallbackState.WAITING and request.erased_at is None:
        assert moment is not None
    if moment is not None and moment <= at and request.call_id is None and request.closed_at is None:
        woken = advance(request, Wake(), POLICY, at=at).request
        assert woken is not request, "it would wake for ever"


def left_alone(request: CallbackRequest, at: int) -> CallbackRequest:
    """Let time alone do with a request what it does, until it does nothing any more."""
    for _ in range(100):
        moment = wakes_at(request, POLICY)
        if moment is None:
            return request
        at = max(at, moment)
        step: CallbackStep = Wake()
        if request.call_id is not None:
            step = End(call_id=request.call_id, by="ann", interrupted=True)
        elif request.state is CallbackState.CLOSED:
            step = Erase(by="clock")
        request = advance(request, step, POLICY, at=at).request
    pytest.fail("time never comes to an end with it")


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(gaps, steps), max_size=40))
def test_whatever_is_done_in_whatever_order_it_is_never_lost(plan: list[tuple[int, CallbackStep]]) -> None:
    request, at = waiting(), NOW
    for gap, step in plan:
        at += gap
        before = request
        try:
            request = advance(request, step, POLICY, at=at).request
        except Refusal:
            continue
        if request is not before:
            assert request.revision == before.revision + 1
        if before.state is CallbackState.CLOSED and isinstance(step, Erase):
            assert request.outcome is before.outcome
        assert len(request.attempts) >= len(before.attempts)
        check(request, at)
    end = left_alone(request, at)
    if end.state is CallbackState.CLOSED:
        assert end.erased_at is not None
    else:
        assert (end.state, end.overdue_at is not None) == (CallbackState.WAITING, True)
        assert end.to_centre_at is not None or end.queue == end.centre
