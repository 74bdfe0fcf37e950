"""Who works on whose requests while officers are absent."""

from __future__ import annotations

import pytest

from callrouter.model.absences import Absence
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.policy.roster import Roster, check_absence, with_absence, without_absence, without_person
from tests.services.callbacks import DAY, DIRECTORY, HOUR
from tests.services.callbacks import MORNING as NOW

ANN = Absence(staff_id="ann", starts_at=NOW, ends_at=NOW + DAY, replacement="cor")


def queues(staff_id: str, *absences: Absence, at: int = NOW) -> tuple[str, ...]:
    account = DIRECTORY.account(staff_id)
    assert account is not None
    return Roster(directory=DIRECTORY, absences=absences, at=at).queues_of(account)


def test_everybody_has_the_queues_of_their_role() -> None:
    assert queues("ann") == ("team-n",)
    assert queues("rik") == ("noord",)
    assert queues("sue") == ()


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NOW - 1, ("team-z",)),
        (NOW, ("team-z", "team-n")),
        (NOW + DAY - 1, ("team-z", "team-n")),
        (NOW + DAY, ("team-z",)),
    ],
)
def test_a_stand_in_has_the_absent_ones_queues_as_long_as_they_are_absent(
    at: int, expected: tuple[str, ...]
) -> None:
    assert queues("cor", ANN, at=at) == expected
    assert queues("ann", ANN, at=at) == ("team-n",)


def test_nobody_stands_in_while_the_stand_in_is_absent_too() -> None:
    cor = Absence(staff_id="cor", starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR, replacement="bob")
    assert queues("cor", ANN, cor, at=NOW) == ("team-z", "team-n")
    assert queues("cor", ANN, cor, at=NOW + HOUR) == ("team-z",)
    assert queues("bob", ANN, cor, at=NOW + HOUR) == ("team-n", "team-z")
    assert Roster(directory=DIRECTORY, absences=(ANN, cor), at=NOW + HOUR).stand_in(ANN) is None


def test_a_stand_in_of_the_same_team_has_it_once() -> None:
    assert queues("bob", ANN.model_copy(update={"replacement": "bob"})) == ("team-n",)


def test_who_is_no_account_any_more_stands_in_for_nobody() -> None:
    gone = ANN.model_copy(update={"replacement": "gone"})
    assert Roster(directory=DIRECTORY, absences=(gone,), at=NOW).stand_in(gone) is None
    assert queues("cor", ANN.model_copy(update={"staff_id": "gone"})) == ("team-z",)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"staff_id": "rik"}, RefusalCode.NO_SUCH_PERSON),
        ({"staff_id": "gone"}, RefusalCode.NO_SUCH_PERSON),
        ({"replacement": "sue"}, RefusalCode.NO_SUCH_PERSON),
        ({"replacement": "ann"}, RefusalCode.NO_SUCH_PERSON),
        ({"ends_at": NOW}, RefusalCode.NO_SUCH_MOMENT),
        ({"starts_at": NOW - DAY, "ends_at": NOW - 1}, RefusalCode.NO_SUCH_MOMENT),
        ({"ends_at": NOW + 400 * DAY}, RefusalCode.TOO_FAR_AHEAD),
        ({"starts_at": NOW + 400 * DAY, "ends_at": NOW + 401 * DAY}, RefusalCode.TOO_FAR_AHEAD),
    ],
)
def test_what_cannot_be_is_refused(changed: dict[str, object], code: RefusalCode) -> None:
    with pytest.raises(Refusal, match=code):
        check_absence(DIRECTORY, ANN.model_copy(update=changed), at=NOW)


def test_an_absence_may_be_told_late_and_without_a_stand_in() -> None:
    check_absence(DIRECTORY, ANN, at=NOW)
    late = ANN.model_copy(update={"starts_at": NOW - DAY, "replacement": None})
    check_absence(DIRECTORY, late, at=NOW)


def test_an_officer_has_one_absence_and_what_is_over_is_left_out() -> None:
    longer, bob = (
        ANN.model_copy(update={"ends_at": NOW + 2 * DAY}),
        ANN.model_copy(update={"staff_id": "bob"}),
    )
    known = with_absence((ANN, bob), longer, at=NOW)
    assert known == (bob, longer)
    assert without_absence(known, "ann", at=NOW) == (bob,)
    assert without_absence(known, "cor", at=NOW + DAY) == (longer,)


def test_who_left_is_neither_absent_nor_stands_in() -> None:
    cor = Absence(staff_id="cor", starts_at=NOW, ends_at=NOW + DAY)
    assert without_person((ANN, cor), "cor", at=NOW) == (ANN.model_copy(update={"replacement": None}),)
