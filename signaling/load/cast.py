"""Who plays: booths and people of a directory, and a directory made up for as many as are wanted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from callrouter.model.directory import Directory
from callrouter.model.states import Role

#: Of each centre at most: people see their colleagues' standing, so a centre is no larger than one in life.
_STAFF_A_CENTRE: Final = 100
_BOOTHS_A_LOCATION: Final = 25
#: What every second, third, … employee speaks beside Dutch and English.
_FURTHER_LANGUAGES: Final = ("", "de", "fr")
_INTERPRETED: Final = ("ar", "uk", "pl", "tr")
_ALL_WEEK: Final = "{ opens = 00:00:00, closes = 00:00:00 }"


class Cast(NamedTuple):
    """Names of booths, employees and interpreters."""

    booths: tuple[str, ...]
    employees: tuple[str, ...]
    interpreters: tuple[str, ...]


def cast_of(directory: Directory, *, booths: int | None, staff: int | None, interpreters: int | None) -> Cast:
    """Return the first of a directory, as many of each kind; None: all there are."""
    return Cast(
        tuple(booth.booth_id for booth in directory.booths[:booths]),
        _named(directory, Role.AGENT)[:staff],
        _named(directory, Role.INTERPRETER)[:interpreters],
    )


def _named(directory: Directory, role: Role) -> tuple[str, ...]:
    return tuple(each.staff_id for each in directory.accounts if each.role is role)


def directory_text(*, booths: int, staff: int, interpreters: int, password_hash: str) -> str:
    """Return a directory's TOML with so many booths, employees and interpreters, and one supervisor of all.

    Everybody has the same password. Locations are always open, and let as many wait as there are booths.
    """
    return "\n".join(_lines(booths, staff, interpreters, password_hash))


def _lines(booths: int, staff: int, interpreters: int, password_hash: str) -> Iterator[str]:
    centres = [f"centre-{n + 1}" for n in range(-(-staff // _STAFF_A_CENTRE) or 1)]
    yield "# Invented people and places for `callrouter load`; all have one password. Never for real work."
    for number, centre in enumerate(centres):
        others = [centres[(number + 1) % len(centres)]] if len(centres) > 1 else []
        yield from _table("centres", {"centre_id": centre, "name": centre.title(), "neighbors": others})
    for number in range(-(-booths // _BOOTHS_A_LOCATION)):
        yield from _table(
            "locations",
            {
                "location_id": f"location-{number + 1}",
                "name": f"Location {number + 1}",
                "centre": centres[number % len(centres)],
                "timezone": "Europe/Amsterdam",
                "most_waiting": _BOOTHS_A_LOCATION,
                "require_staff": False,
            },
        )
        yield f"hours = {{ {', '.join(f'{day} = {_ALL_WEEK}' for day in range(1, 8))} }}"
    for number in range(booths):
        place = f"location-{number // _BOOTHS_A_LOCATION + 1}"
        yield from _table("booths", {"booth_id": f"booth:load-{number + 1}", "location": place})
    for account in _accounts(centres, staff, interpreters):
        yield from _table("accounts", {**account, "password_hash": password_hash})


def _accounts(centres: list[str], staff: int, interpreters: int) -> Iterator[Mapping[str, object]]:
    for number in range(staff):
        further = _FURTHER_LANGUAGES[number % len(_FURTHER_LANGUAGES)]
        yield _account("employee", number, Role.AGENT, centres, ["nl", "en", *filter(None, [further])])
    for number in range(interpreters):
        spoken = ["nl", "en", _INTERPRETED[number % len(_INTERPRETED)]]
        yield _account("interpreter", number, Role.INTERPRETER, centres, spoken)
    yield {**_account("supervisor", 0, Role.SUPERVISOR, centres, ["nl"]), "oversees": centres}


def _account(kind: str, number: int, role: Role, centres: list[str], spoken: list[str]) -> dict[str, object]:
    return {
        "staff_id": f"load-{kind}-{number + 1}",
        "role": role,
        "display_name": f"{kind.title()} {number + 1}",
        "centre": centres[number % len(centres)],
        "languages": spoken,
    }


def _table(name: str, fields: Mapping[str, object]) -> Iterator[str]:
    yield f"\n[[{name}]]"
    # What JSON and TOML write alike: strings, numbers, truths and lists of strings.
    yield from (f"{key} = {json.dumps(value)}" for key, value in fields.items())
