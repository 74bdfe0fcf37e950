"""Changes of a staffing, as one writes them, and what they make of a scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

from callrouter.model.states import Role
from callrouter.simulation.cast import Cast, Duty
from scripts.simulation.scenario import Scenario, read_scenario
from scripts.simulation.what_if import WhatIfError, changed, parse_what_if

_SCENARIOS = Path(__file__).parents[2] / "scripts" / "scenarios"


@pytest.fixture
def friday() -> Scenario:
    return read_scenario(_SCENARIOS / "friday-night.toml")


def _people(scenario: Scenario, name: str) -> int:
    return sum(group.count for group in scenario.people if group.name == name)


def test_a_change_is_read_as_it_is_said() -> None:
    change = parse_what_if("interpreter ar fri 18:00-23:00 +1")

    assert change == (Role.INTERPRETER, ("ar",), ((4,), 1080, 1380), 1, None)


def test_a_change_may_name_languages_and_a_centre_and_take_people_away() -> None:
    change = parse_what_if("agent de,fr mon-fri 08:00-16:30 -2 at noord")

    assert (change.languages, change.more, change.centre) == (("de", "fr"), -2, "noord")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "interpreter ar +1",
        "interpreter ar fri 18:00-23:00 1",
        "interpreter ar fri 18:00-23:00 +0",
        "interpreter ar fry 18:00-23:00 +1",
        "supervisor ar fri 18:00-23:00 +1",
        "interpreter ar fri 18:00-18:00 +1",
    ],
)
def test_what_is_no_change_is_refused(text: str) -> None:
    with pytest.raises(WhatIfError):
        parse_what_if(text)


def test_one_more_person_works_then_and_only_then(friday: Scenario) -> None:
    after = changed(friday, [parse_what_if("interpreter ar fri 18:00-23:00 +1")])

    (added,) = [actor for actor in Cast(after).actors if actor.group.name == "added-1"]
    assert added.group.languages == ("nl", "en", "ar")
    assert [duty for _, duty in added.roster] == [Duty.READY, Duty.OFF]
    start, end = (at for at, _ in added.roster)
    assert end - start == 5 * 3_600_000
    assert len(Cast(after).actors) == len(Cast(friday).actors) + 1


def test_one_person_fewer_is_away_then_and_works_otherwise(friday: Scenario) -> None:
    after = changed(friday, [parse_what_if("agent de 18:00-19:00 -1")])

    assert _people(after, "midden-german") == 1
    (absent,) = [actor for actor in Cast(after).actors if actor.group.name == "midden-german-fewer"]
    off = [at for at, duty in absent.roster if duty is Duty.OFF]
    assert len(off) == 2
    assert len(Cast(after).actors) == len(Cast(friday).actors)


def test_more_people_than_there_are_cant_be_taken_away(friday: Scenario) -> None:
    with pytest.raises(WhatIfError, match="only 2"):
        changed(friday, [parse_what_if("agent de 18:00-19:00 -3")])


def test_an_unknown_centre_is_named(friday: Scenario) -> None:
    with pytest.raises(WhatIfError, match="zuid"):
        changed(friday, [parse_what_if("agent nl 18:00-19:00 +1 at zuid")])
