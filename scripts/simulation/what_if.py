"""Changes of a staffing in one line each, such as ``interpreter ar fri 18:00-23:00 +1``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from callrouter.model.states import Role
from callrouter.simulation.floor import Group
from callrouter.simulation.schedule import Stretch, parse_stretch
from scripts.simulation.scenario import Scenario

_GRAMMAR = "ROLE LANGUAGES [DAYS] HH:MM-HH:MM +N|-N [at CENTRE], such as 'interpreter ar fri 18:00-23:00 +1'"
_LINE = re.compile(
    r"(?P<role>agent|interpreter) +(?P<languages>[a-z]{2,3}(?:,[a-z]{2,3})*)"
    r" +(?P<when>(?:[a-z,-]+ +)?\d\d:\d\d-\d\d:\d\d) +(?P<sign>[+-])(?P<count>\d+)(?: +at +(?P<centre>\S+))?"
)


class WhatIfError(Exception):
    """The change can't be read, or not be made in this scenario; the message says why."""


class WhatIf(NamedTuple):
    """So many people more (or fewer) who speak these languages, at these times."""

    role: Role
    languages: tuple[str, ...]
    when: Stretch
    more: int
    centre: str | None

    def __str__(self) -> str:
        at = f" at {self.centre}" if self.centre else ""
        return f"{self.role} {','.join(self.languages)} {self.when} {self.more:+}{at}"


def parse_what_if(text: str) -> WhatIf:
    """Read one change. Raises ``WhatIfError`` which tells the grammar."""
    found = _LINE.fullmatch(text.strip())
    if not found:
        raise WhatIfError(f"not a change: {text!r}; write {_GRAMMAR}")
    count = int(found["count"])
    if count == 0:
        raise WhatIfError(f"{text!r} changes nothing")
    try:
        when = parse_stretch(found["when"])
    except ValueError as error:
        raise WhatIfError(str(error)) from error
    return WhatIf(
        role=Role(found["role"]),
        languages=tuple(found["languages"].split(",")),
        when=when,
        more=count if found["sign"] == "+" else -count,
        centre=found["centre"],
    )


def changed(scenario: Scenario, changes: Sequence[WhatIf]) -> Scenario:
    """Return the scenario with these people more or fewer. Raises ``WhatIfError``."""
    for number, change in enumerate(changes, start=1):
        alike = _alike(scenario, change)
        if change.more > 0:
            groups = (*scenario.people, _added(scenario, change, alike, f"added-{number}"))
        else:
            groups = _fewer(scenario.people, change, alike)
        scenario = scenario.model_copy(update={"people": groups})
    return scenario


def _alike(scenario: Scenario, change: WhatIf) -> list[Group]:
    if change.centre is not None and change.centre not in {each.centre_id for each in scenario.centres}:
        raise WhatIfError(f"unknown centre: {change.centre}")
    return [
        group
        for group in scenario.people
        if group.role is change.role
        and set(change.languages) <= set(group.languages)
        and change.centre in {None, group.centre}
    ]


def _added(scenario: Scenario, change: WhatIf, alike: Sequence[Group], name: str) -> Group:
    # Who is added answers like those who do the same work, and speaks what everybody does.
    model = next(
        iter(alike),
        next((group for group in scenario.people if group.role is change.role), scenario.people[0]),
    )
    centre_id = change.centre or model.centre
    centre = scenario.centre(centre_id)
    spoken = (*centre.working_languages, *change.languages)
    return model.model_copy(
        update={
            "name": name,
            "count": change.more,
            "role": change.role,
            "centre": centre_id,
            "languages": tuple(dict.fromkeys(spoken)),
            "levels": {},
            "shifts": (change.when,),
            "breaks": (),
        }
    )


def _fewer(people: Sequence[Group], change: WhatIf, alike: Sequence[Group]) -> tuple[Group, ...]:
    left = -change.more
    groups: list[Group] = []
    for group in people:
        taken = min(left, group.count) if group in alike else 0
        left -= taken
        if taken < group.count:
            groups.append(group.model_copy(update={"count": group.count - taken}))
        if taken:
            absent = {"name": f"{group.name}-fewer", "count": taken, "absent": (*group.absent, change.when)}
            groups.append(group.model_copy(update=absent))
    if left:
        raise WhatIfError(f"{change}: there are only {-change.more - left} such people")
    return tuple(groups)
