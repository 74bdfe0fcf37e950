"""Which keys other keys name: so that a reading knows whether it missed something that has just come up."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

#: Deadlines whose subject is a key of its own.
_SUBJECTS: Final = {"ring": "reservation", "lease": "session", "relay": "relay"}


def named_in(values: Mapping[str, Any]) -> set[str]:
    """Return the names of all keys that what was read speaks of, whether they are there or not."""
    names = set(_from_lists(values))
    for name, value in values.items():
        kind, _, identifier = name.partition(":")
        if kind == "sessions":
            names.update(f"session:{member}" for member in value)
        elif isinstance(value, dict):
            names.update(_from_hash(kind, identifier, value))
    return names


def _from_hash(kind: str, identifier: str, kept: Mapping[str, str]) -> Iterator[str]:
    if kind == "call":
        yield from _from_call(kept)
    elif kind == "staff":
        yield f"sessions:{identifier}"
        places = _parsed(kept.get("places"))
        for place in places if isinstance(places, list) else ():
            yield f"ready:{place['pool']}"
    elif kind == "session" and "principal" in kept:
        yield f"sessions:{kept['principal']}"


def _from_lists(values: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"call:{call_id}" for call_id in _members(values, "calls"))
    yield from (f"sessions:{booth_id}" for booth_id in _members(values, "booths"))
    yield from (f"staff:{staff_id}" for staff_id in _members(values, "people"))
    yield from (f"call:{call_id}" for name in ("stranded", "promised") for call_id in _members(values, name))
    for relay_id in _members(values, "relays"):
        yield from (f"relay:{relay_id}", f"placed:{relay_id}")
    for deadline in _members(values, "deadlines"):
        kind, _, subject = deadline.partition(":")
        if kind in _SUBJECTS:
            yield f"{_SUBJECTS[kind]}:{subject}"


def _members(values: Mapping[str, Any], name: str) -> list[str]:
    value = values.get(name)
    return [str(member) for member in value] if isinstance(value, dict | set | list) else []


def _from_call(kept: Mapping[str, str]) -> Iterator[str]:
    record = _parsed(kept.get("record"))
    if isinstance(record, dict) and "location" in record:
        yield f"waiting:{record['location']}"
    hidden = _parsed(kept.get("hidden"))
    if isinstance(hidden, dict) and hidden.get("relay_id"):
        yield f"placed:{hidden['relay_id']}"
    for name, text in kept.items():
        if name.startswith("plan:"):
            plan = _parsed(text)
            yield from _from_plan(plan if isinstance(plan, dict) else {})


def _from_plan(plan: Mapping[str, Any]) -> Iterator[str]:
    partners = (plan.get("companion") or {}).get("pools", ())
    for step in plan.get("steps", ()):
        for pool in step["pools"]:
            yield f"seats:{pool}"
            for partner in partners:
                yield from (f"seats:{pool}+{partner}", f"partners:{pool}", f"partners:{partner}")


def _parsed(text: str | None) -> object:
    try:
        return json.loads(text or "null")
    except ValueError:
        return None
