"""Who is next among those who wait for the same people."""

from __future__ import annotations

from callrouter.model.commands import Step
from callrouter.model.records import Staff
from callrouter.model.states import Activity, Role, Status
from callrouter.model.views import Lineup, WaitingSeat, Worker
from callrouter.policy.queue_place import queue_places


def _seat(call_id: str, *pools: str, reserved: bool = False) -> WaitingSeat:
    return WaitingSeat(
        call_id=call_id,
        seat_id="agent",
        booth_id=f"booth:{call_id}",
        role=Role.AGENT,
        location="station",
        language="nl",
        score=0,
        opened_at=0,
        reserved=reserved,
        steps=(Step(after_ms=0, pools=pools), Step(after_ms=60_000, pools=("later",))),
        opened=1,
    )


def _worker(staff_id: str, *pools: str, status: Status = Status.READY) -> Worker:
    staff = Staff(
        staff_id=staff_id,
        role=Role.AGENT,
        display_name=staff_id,
        centre="c",
        languages=("nl",),
        status=status,
        since=0,
        activity=Activity.ON_CALL,
    )
    return Worker(staff=staff, pools=pools)


def _places(seats: list[WaitingSeat], people: list[Worker]) -> list[int]:
    lineup = Lineup(at=0, seats=tuple(seats), people=tuple(people))
    places = queue_places(lineup, [seat.call_id for seat in seats])
    return [places[seat.call_id] for seat in seats]


def test_callers_of_two_languages_wait_for_one_another_if_one_person_speaks_both() -> None:
    both = _worker("ann", "nl", "en")
    assert _places([_seat("a", "nl"), _seat("b", "en"), _seat("c", "nl")], [both]) == [1, 2, 3]


def test_callers_who_wait_for_different_people_are_each_next() -> None:
    people = [_worker("ann", "nl"), _worker("bob", "en")]
    assert _places([_seat("a", "nl"), _seat("b", "en"), _seat("c", "nl")], people) == [1, 1, 2]


def test_whoever_rings_is_next_and_nobody_waits_for_them() -> None:
    assert _places([_seat("a", "nl", reserved=True), _seat("b", "nl")], [_worker("ann", "nl")]) == [1, 1]


def test_while_nobody_is_there_everybody_before_is_ahead() -> None:
    away = _worker("ann", "nl", "en", status=Status.AWAY)
    assert _places([_seat("a", "nl"), _seat("b", "en"), _seat("c", "fr")], [away]) == [1, 2, 3]


def test_people_of_steps_that_are_not_open_do_not_count() -> None:
    people = [_worker("ann", "nl", "later"), _worker("bob", "en")]
    assert _places([_seat("a", "nl"), _seat("b", "en")], people) == [1, 1]


def test_a_call_outside_the_lineup_has_no_place() -> None:
    assert queue_places(Lineup(at=0, seats=(), people=()), ["a"]) == {}
