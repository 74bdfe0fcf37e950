"""What is wrong with an account that was given at the terminal, in words for who gave it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from callrouter.model.directory import Directory

_PATTERNS: Final = {"languages": "languages are codes of two or three small letters, like nl"}
_OTHER_PATTERN: Final = "names are letters, digits and . _ - without spaces"


def unknown_places(who: Mapping[str, Any], directory: Directory) -> Iterable[str]:
    """Say what an account names that the directory doesn't have, whatever else is wrong with it."""
    known = {
        "centre": directory.centre_ids,
        "locations": directory.location_ids,
        "oversees": directory.centre_ids,
    }
    for name, ids in known.items():
        given = who.get(name) or ()
        for each in (given,) if isinstance(given, str) else given:
            if each not in ids:
                yield f"{name}: there is no {each}; there are {', '.join(sorted(ids))}"


def faults_in(error: ValidationError, who: Mapping[str, Any]) -> Iterable[str]:
    """Say each fault of an account once, beside the name of what it is of."""
    faults = error.errors(include_url=False)
    faulty = {fault["loc"][0] for fault in faults if len(fault["loc"]) > 1}
    for fault in faults:
        name = str(fault["loc"][0]) if fault["loc"] else ""
        match fault["type"]:
            case "missing":
                yield f"{name}: not given"
            case "value_error":
                yield _own_words(fault, str(who.get("staff_id", "")))
            case "string_pattern_mismatch":
                yield f"{name}: {fault['input']!r} is none; {_PATTERNS.get(name, _OTHER_PATTERN)}"
            case "too_short" if name in faulty:
                pass  # What was given is told to be wrong already.
            case _:
                yield f"{name}: {fault['msg']}"


def _own_words(fault: Any, staff_id: str) -> str:
    return str(fault["ctx"]["error"]).removeprefix(f"{staff_id}: ")
