"""What a citizen's link is good for, at each moment of what it leads to."""

from __future__ import annotations

import pytest

from callrouter.model.callback_steps import Arrive, Cancel, InviteNow, Plan, PutBack, Wake
from callrouter.model.callbacks import CallbackRequest, Channel, LinkState
from callrouter.policy.callback_access import link_state
from callrouter.policy.callbacks import advance
from tests.policy.test_callbacks import HOUR, MINUTE, NOW, POLICY, waiting

OFFICER = "officer-1"
STARTS = NOW + 3 * HOUR
OPENS = STARTS - 1000 * POLICY.early_s
CLOSES = STARTS + 1000 * POLICY.no_show_s


@pytest.fixture
def planned() -> CallbackRequest:
    step = Plan(by=OFFICER, starts_at=STARTS, channel=Channel.VIDEO, invitation_id="first")
    return advance(waiting(), step, POLICY, at=NOW).request


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (NOW, LinkState.EARLY),
        (OPENS - 1, LinkState.EARLY),
        (OPENS, LinkState.OPEN),
        (CLOSES - 1, LinkState.OPEN),
        (CLOSES, LinkState.LATE),
    ],
)
def test_a_link_works_around_its_time_alone(planned: CallbackRequest, at: int, state: LinkState) -> None:
    assert link_state(planned, "first", at=at) is state


def test_whoever_is_in_stays_in(planned: CallbackRequest) -> None:
    arrived = advance(planned, Arrive(call_id="call-1", officer=OFFICER), POLICY, at=STARTS).request
    assert link_state(arrived, "first", at=CLOSES + HOUR) is LinkState.OPEN


def test_a_newer_link_takes_the_place_of_an_older_one(planned: CallbackRequest) -> None:
    invited = advance(planned, InviteNow(by=OFFICER, invitation_id="second"), POLICY, at=NOW).request
    assert link_state(invited, "first", at=NOW) is LinkState.REVOKED
    assert link_state(invited, "second", at=NOW) is LinkState.OPEN


def test_a_link_to_what_was_called_off_or_missed_is_good_no_more(planned: CallbackRequest) -> None:
    put_back = advance(planned, PutBack(by=OFFICER), POLICY, at=NOW).request
    assert link_state(put_back, "first", at=STARTS) is LinkState.REVOKED
    missed = advance(planned, Wake(), POLICY, at=STARTS + 1000 * POLICY.no_show_s + MINUTE).request
    assert link_state(missed, "first", at=STARTS + HOUR) is LinkState.REVOKED


def test_a_link_to_a_closed_request_says_so(planned: CallbackRequest) -> None:
    canceled = advance(planned, Cancel(), POLICY, at=NOW).request
    assert link_state(canceled, "first", at=NOW) is LinkState.CLOSED
    assert link_state(canceled, "second", at=NOW) is LinkState.CLOSED
