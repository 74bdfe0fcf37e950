"""A relay that is up but registered no more hangs; one that is registered again does not."""

from __future__ import annotations

from signaling.relays.absence import Absences


def test_one_that_stays_away_from_the_registry_hangs() -> None:
    absences = Absences()
    assert absences.hung(["r1", "r2"], ["r2", "elsewhere"], 1) == []
    assert absences.hung(["r1", "r2"], ["r2"], 3.9) == []
    assert absences.hung(["r1", "r2"], ["r2"], 4) == ["r1"]


def test_one_that_registers_again_does_not() -> None:
    absences = Absences()
    assert absences.hung(["r1"], [], 1) == []
    assert absences.hung(["r1"], ["r1"], 3) == []
    assert absences.hung(["r1"], [], 5) == []


def test_nobody_is_blamed_for_the_time_in_which_the_registry_could_not_be_read() -> None:
    absences = Absences()
    assert absences.hung(["r1"], [], 1) == []
    absences.unread()
    assert absences.hung(["r1"], [], 60) == []
    assert absences.hung(["r1"], [], 63) == ["r1"]


def test_one_that_has_ended_is_forgotten() -> None:
    absences = Absences()
    assert absences.hung(["r1"], [], 1) == []
    assert absences.hung([], [], 2) == []
    assert absences.hung(["r1"], [], 20) == []
