"""What a node gives up that has too much to do: the least important first, and not for a moment's stall."""

from __future__ import annotations

import pytest

from callrouter.model.nodes import NodeRecord, NodeStanding
from callrouter.policy.shedding import Level, Shedding, Strain, advance, others_can, shed_from

CALM = Strain()


def _after(shedding: Shedding, strain: Strain, seconds: float, *, at: float = 0.0) -> Shedding:
    """Return what is given up after so long of the same strain, looked at twice a second."""
    for step in range(int(seconds * 2) + 1):
        shedding = advance(shedding, strain, at + step / 2)
    return shedding


def test_a_moments_stall_gives_nothing_up() -> None:
    shedding = _after(Shedding(), Strain(lag_s=3), 2.5)
    assert shedding.level is Level.NOTHING
    shedding = advance(shedding, CALM, 3)
    assert _after(shedding, Strain(lag_s=3), 2.5, at=3.5).level is Level.NOTHING, "it is counted anew"


@pytest.mark.parametrize(
    ("strain", "level", "because"),
    [
        (Strain(lag_s=0.3), Level.REPORTS, "lag_s"),
        (Strain(queue_s=0.8), Level.NEWCOMERS, "queue_s"),
        (Strain(memory=0.95), Level.ALL_BUT_CALLS, "memory"),
        (Strain(lag_s=0.3, connections=0.92), Level.NEWCOMERS, "connections"),
        (Strain(slow_pages=0.09, behind_s=1.9, lag_s=0.2), Level.NOTHING, ""),
    ],
)
def test_the_worst_of_what_it_feels_decides(strain: Strain, level: Level, because: str) -> None:
    shedding = _after(Shedding(), strain, 3)
    assert (shedding.level, shedding.because) == (level, because)


def test_it_takes_back_one_level_at_a_time_and_only_when_calm() -> None:
    busy = _after(Shedding(), Strain(lag_s=2.5), 3)
    assert busy.level is Level.ALL_BUT_CALLS
    almost = Strain(lag_s=1.5)
    assert _after(busy, almost, 60).level is Level.ALL_BUT_CALLS, "less than its limit, but not calm"
    assert _after(busy, CALM, 9.5).level is Level.ALL_BUT_CALLS
    assert _after(busy, CALM, 10).level is Level.NEWCOMERS
    assert _after(busy, CALM, 31.5).level is Level.NOTHING


def test_memory_that_was_needed_once_doesnt_keep_a_level_up() -> None:
    busy = _after(Shedding(), Strain(memory=0.95), 3)
    assert busy.level is Level.ALL_BUT_CALLS
    assert _after(busy, Strain(memory=0.9), 60).level is Level.ALL_BUT_CALLS
    assert _after(busy, Strain(memory=0.66), 60).level is Level.NOTHING


def _node(name: str, level: Level, *, draining: bool = False, renewed_at: int = 100_000) -> NodeStanding:
    told = NodeRecord(node_id=name, version="1", level=level, draining=draining)
    return NodeStanding(node=told, renewed_at=renewed_at, ahead_ms=5_000)


def test_a_node_leaves_work_to_others_that_are_there_and_have_less_to_do_never_to_itself() -> None:
    own, now = _node("own", Level.ALL_BUT_CALLS), 106_000

    assert others_can([own, _node("other", Level.REPORTS)], "own", now)
    assert not others_can([own], "own", now)
    assert not others_can([_node("own", Level.NOTHING)], "own", now), "told before it had much to do"
    assert not others_can([_node("own", Level.NOTHING), _node("other", Level.NOTHING)], "own", now)
    assert not others_can([own, _node("other", Level.NEWCOMERS)], "own", now)
    assert not others_can([own, _node("other", Level.NOTHING, draining=True)], "own", now)
    assert not others_can([own, _node("other", Level.NOTHING, renewed_at=90_000)], "own", now), (
        "it may be dead"
    )


def test_reports_go_first_and_whoever_is_signed_in_stays_so() -> None:
    assert shed_from("GET", "/api/v1/statistics/report") is Level.REPORTS
    assert shed_from("POST", "/api/v1/staffing/trials") is Level.REPORTS
    assert shed_from("POST", "/api/v1/login") is Level.NEWCOMERS
    assert shed_from("POST", "/callback/") is Level.NEWCOMERS
    assert shed_from("GET", "/callback/") is None, "the page itself costs little"
    assert shed_from("POST", "/api/v1/people/agent-1/free") is Level.ALL_BUT_CALLS
    for method, path in (
        ("POST", "/api/v1/session"),
        ("GET", "/health/live"),
        ("GET", "/ws"),
        ("GET", "/desk/"),
    ):
        assert shed_from(method, path) is None
