from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callrouter.relay.forwarding.layer_ladder import (
    FIRST_PATIENCE,
    GRACE,
    LAST_PATIENCE,
    TRIAL,
    LayerLadder,
    Level,
)

BEST, SMALL, PAUSED = Level.BEST, Level.SMALL, Level.PAUSED


class Link:
    """A ladder over a link whose reports a test writes, once a second."""

    def __init__(self, videos: int = 2) -> None:
        self.ladder = LayerLadder()
        self.now = 100.0
        self._congested_at = float("-inf")
        self.videos = videos
        self.is_clear_for(1)

    @property
    def levels(self) -> list[Level]:
        return [self.ladder.level(place) for place in range(self.videos)]

    def is_clear_for(self, seconds: float) -> None:
        for _ in range(round(seconds)):
            self.now += 1
            self._renew(narrow=False)

    def is_bad_for(self, seconds: float, *, narrow: bool = False) -> None:
        for _ in range(round(seconds)):
            self.now += 1
            self._congested_at = self.now
            self._renew(narrow=narrow)

    def seconds_until(self, levels: list[Level]) -> float:
        before = self.now
        while self.levels != levels:
            assert self.now - before < 2 * LAST_PATIENCE
            self.is_clear_for(1)
        return self.now - before

    def _renew(self, *, narrow: bool) -> None:
        self.ladder.renew(self.videos, congested_at=self._congested_at, narrow=narrow, now=self.now)


def test_at_first_everything_is_sent_at_its_best() -> None:
    assert Link(3).levels == [BEST] * 3


def test_a_bad_report_takes_everything_down_at_once() -> None:
    link = Link()
    link.is_bad_for(1)
    assert link.levels == [SMALL, SMALL]


def test_a_clear_link_goes_up_one_picture_at_a_time() -> None:
    link = Link()
    link.is_bad_for(1)
    assert link.seconds_until([BEST, SMALL]) == FIRST_PATIENCE
    assert link.seconds_until([BEST, BEST]) == FIRST_PATIENCE


def test_a_lossy_link_keeps_its_small_pictures() -> None:
    link = Link()
    link.is_bad_for(60)
    assert link.levels == [SMALL, SMALL]


def test_a_link_too_narrow_for_the_small_ones_pauses_the_last_first() -> None:
    link = Link()
    link.is_bad_for(1 + GRACE, narrow=True)
    assert link.levels == [SMALL, PAUSED]
    link.is_bad_for(GRACE, narrow=True)
    assert link.levels == [PAUSED, PAUSED]
    link.is_bad_for(20, narrow=True)
    assert link.seconds_until([SMALL, PAUSED]) == FIRST_PATIENCE
    link.seconds_until([BEST, BEST])


def test_every_failed_try_doubles_the_wait() -> None:
    link = Link(1)
    link.is_bad_for(1)
    waits = []
    for _ in range(8):
        waits.append(link.seconds_until([BEST]))
        link.is_bad_for(1)
    assert waits == [min(FIRST_PATIENCE * 2**n, LAST_PATIENCE) for n in range(8)]


def test_a_try_that_held_makes_the_next_wait_shorter_again() -> None:
    link = Link(1)
    link.is_bad_for(1)
    for _ in range(2):
        link.seconds_until([BEST])
        link.is_bad_for(1)
    link.seconds_until([BEST])
    link.is_clear_for(TRIAL + 60)
    link.is_bad_for(1)
    assert link.seconds_until([BEST]) == 4 * FIRST_PATIENCE
    link.is_clear_for(TRIAL + 60)
    link.is_bad_for(1)
    assert link.seconds_until([BEST]) == 2 * FIRST_PATIENCE


def test_who_joins_a_poor_link_is_sent_small() -> None:
    link = Link(1)
    link.is_bad_for(1)
    link.videos = 2
    link.is_clear_for(1)
    assert link.levels == [SMALL, SMALL]


@given(
    st.lists(st.tuples(st.sampled_from(["clear", "bad", "narrow"]), st.integers(1, 30), st.integers(0, 4)))
)
def test_whatever_happens_a_clear_link_is_at_its_best_in_the_end(
    history: list[tuple[str, int, int]],
) -> None:
    link = Link()
    for kind, seconds, videos in history:
        link.videos = videos
        if kind == "clear":
            link.is_clear_for(seconds)
        else:
            link.is_bad_for(seconds, narrow=kind == "narrow")
        assert link.levels == sorted(link.levels, key=[BEST, SMALL, PAUSED].index)
    link.videos = 3
    link.is_clear_for(8 * LAST_PATIENCE)
    assert link.levels == [BEST] * 3


@pytest.mark.parametrize("videos", [0, 1])
def test_nothing_to_choose_is_no_fault(videos: int) -> None:
    link = Link(videos)
    link.is_bad_for(5, narrow=True)
    assert len(link.levels) == videos
