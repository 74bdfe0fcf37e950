"""What an employee is shown of the queue: the calls they could be offered, and no others."""

from __future__ import annotations

from callrouter.model.commands import Step
from callrouter.policy.queue_overview import queue_overviews
from tests.policy.lineups import NOW, caller, lineup, person

_FRENCH = Step(after_ms=0, pools=("fr",))
_ANYBODY = Step(after_ms=15_000, pools=("any",))


def test_calls_count_by_language_the_oldest_first() -> None:
    seats = [
        caller("first", waited_s=40).model_copy(update={"language": "en"}),
        caller("second", waited_s=30),
        caller("third", waited_s=5),
    ]
    (en, nl) = queue_overviews(lineup(seats, [person("a", "nl")]), ["a"])["a"]
    assert (en.language, en.waiting, en.longest_since) == ("en", 1, NOW - 40_000)
    assert (nl.language, nl.waiting, nl.longest_since) == ("nl", 2, NOW - 30_000)


def test_a_call_that_rings_is_told_apart() -> None:
    seats = [caller("first", waited_s=9, reserved=True), caller("second")]
    (nl,) = queue_overviews(lineup(seats, [person("a")]), ["a"])["a"]
    assert (nl.waiting, nl.ringing, nl.longest_since) == (1, 1, NOW - 9000)


def test_a_call_counts_once_its_step_is_open() -> None:
    them = person("a", "nl any")
    early, late = (
        lineup([caller("c", _FRENCH, _ANYBODY, waited_s=waited_s)], [them]) for waited_s in (14, 16)
    )
    assert queue_overviews(early, ["a"])["a"] == ()
    assert len(queue_overviews(late, ["a"])["a"]) == 1


def test_a_call_open_to_two_pools_of_one_person_counts_once() -> None:
    both = Step(after_ms=0, pools=("nl", "any"))
    (nl,) = queue_overviews(lineup([caller("c", both)], [person("a", "nl any")]), ["a"])["a"]
    assert nl.waiting == 1


def test_whoever_is_not_there_is_shown_nothing() -> None:
    assert queue_overviews(lineup([caller("c")], []), ["a"]) == {"a": ()}


def test_seats_of_interpreters_are_not_calls() -> None:
    seat = caller("c").model_copy(update={"role": "interpreter"})
    assert queue_overviews(lineup([seat], [person("a")]), ["a"]) == {"a": ()}
