"""What the ledger finds in what robots were told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from callrouter.services.directory import parse_directory
from signaling.load.cast import cast_of, directory_text
from signaling.load.course import Moment
from signaling.load.expectations import parse_expectation
from signaling.load.ledger import Breach, Ledger
from signaling.load.plots import draw
from signaling.load.timings import Histogram, Span, Timings

Message = dict[str, Any]


def _call(call_id: str, queued_at: int, **further: Any) -> Message:
    return {
        "call_id": call_id,
        "state": "waiting",
        "location": "here",
        "language": "nl",
        "subject": "question",
        "queued_at": queued_at,
        "answered_at": None,
        "participants": [],
        **further,
    }


def _queued(call_id: str, at: int) -> Message:
    return {"type": "call.queued", "call": _call(call_id, at)}


def _offered(call_id: str, at: int) -> Message:
    reservation = {"call_id": call_id, "role": "agent", "queued_at": 0, "created_at": at}
    return {"type": "reservation.created", "reservation": reservation}


def _joined(call_id: str, *agents: str) -> Message:
    participants = [{"participant_id": agent, "role": "agent"} for agent in agents]
    return {"type": "call.joined", "call": _call(call_id, 0, answered_at=1, participants=participants)}


def _ended(call_id: str, event_id: str = "9-0", reason: str = "visitor_hung_up") -> Message:
    call = _call(call_id, 0, ended_at=99, end_reason=reason)
    return {"type": "call.ended", "call": call, "event_id": event_id}


def _found(ledger: Ledger) -> dict[Breach, int]:
    ledger.settle()
    return dict(ledger.breaches)


@pytest.fixture
def ledger() -> Ledger:
    ledger = Ledger()
    for number in (1, 2):
        ledger.requested(f"call-{number}", f"booth:{number}")
        ledger.hears(_queued(f"call-{number}", number))
    return ledger


def test_calls_in_their_order_are_right_in_whatever_order_they_are_told(ledger: Ledger) -> None:
    for message in (_offered("call-2", 20), _offered("call-1", 10), _ended("call-2"), _ended("call-1")):
        ledger.hears(message)
        ledger.hears(message)
    assert _found(ledger) == {}
    assert (ledger.asked, ledger.offered, ledger.live) == (2, 2, 0)


def test_a_later_call_is_offered_first(ledger: Ledger) -> None:
    ledger.hears(_offered("call-2", 10))
    ledger.hears(_offered("call-1", 20))
    assert _found(ledger) == {Breach.DISORDER: 1}


def test_a_call_is_given_up_that_a_later_one_was_offered_before(ledger: Ledger) -> None:
    ledger.hears(_offered("call-2", 10))
    ledger.hears(_ended("call-1"))
    assert ledger.examples == {Breach.DISORDER: "call-1"}


def test_two_people_have_one_call(ledger: Ledger) -> None:
    ledger.hears(_joined("call-1", "agent-1"))
    assert _found(ledger) == {}
    ledger.hears(_joined("call-1", "agent-1", "agent-2"))
    assert _found(ledger) == {Breach.DOUBLED: 1}


def test_a_booth_has_two_calls(ledger: Ledger) -> None:
    ledger.requested("call-1", "booth:1")
    assert _found(ledger) == {}
    ledger.requested("call-3", "booth:1")
    assert _found(ledger) == {Breach.DOUBLED: 1}


def test_a_call_is_gone_and_nobody_was_told_that_it_ended(ledger: Ledger) -> None:
    for call_id in ("call-1", "call-2"):
        ledger.gone(call_id)
    ledger.hears(_ended("call-2"))
    assert _found(ledger) == {Breach.LOST: 1}
    assert ledger.live == 0


def test_a_call_ends_as_a_connection_was_lost_or_ends_twice(ledger: Ledger) -> None:
    ledger.hears(_ended("call-1", reason="connection_lost"))
    ledger.hears(_ended("call-1", "10-0"))
    assert _found(ledger) == {Breach.CUT_OFF: 1, Breach.ENDED_TWICE: 1}


def test_percentiles_are_within_two_percent() -> None:
    histogram = Histogram()
    for ms in range(1, 1001):
        histogram.add(ms)
    for share in (0.5, 0.9, 0.99):
        assert 1000 * share <= histogram.percentile(share) <= 1020 * share
    told = histogram.distribution()
    assert (told.count, told.mean, told.longest) == (1000, 500.5, 1000)


def test_a_directory_is_made_up_with_as_many_as_are_wanted() -> None:
    text = directory_text(booths=60, staff=130, interpreters=5, password_hash="made-up")  # noqa: S106  (none)
    directory = parse_directory(text)
    cast = cast_of(directory, booths=None, staff=None, interpreters=None)
    assert [len(names) for names in cast] == [60, 130, 5]
    assert {account.password_hash for account in directory.accounts} == {"made-up"}
    assert {len(directory.centres), len(directory.locations)} == {2, 3}


def test_a_run_is_drawn(tmp_path: Path) -> None:
    timings = Timings()
    for ms in range(1, 100):
        timings.add(Span.DELIVERED, ms)
    counts = {"online": 5, "live": 2, "messages": 9, "delivered_p99": None}
    moments = [Moment(at_s=at, asked=3 * at, answered=2 * at, **counts) for at in range(5)]
    for file in draw(tmp_path / "pictures", timings, moments):
        assert file.read_text("utf-8").startswith("<?xml")


@pytest.mark.parametrize("text", ["lost<0", "delivered=1", "delivered.p12<=1", "rain=0", "lost="])
def test_an_expectation_of_nothing_known_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"like lost=0"):
        parse_expectation(text)
