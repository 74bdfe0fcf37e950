"""Where media lives: a live call is on a registered relay or on none, and relays list just their calls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from pydantic import ValidationError

from callrouter.model.media import RelayLoad, RelayRecord
from callrouter.queueing.audit.findings import Finding, FindingCode
from callrouter.queueing.audit.state import State


def check_relays(state: State) -> Iterator[Finding]:
    """Find calls placed wrongly, and relays that are listed wrongly."""
    code = FindingCode.RELAY_MISMATCH
    listed = {str(relay_id) for relay_id in state.contents.one("relays")}
    kept = state.contents.of("relay")
    for relay_id in sorted(listed ^ kept.keys()):
        yield Finding(code, relay_id, "isn't both registered and kept")
    for relay_id, relay in kept.items():
        try:
            record = RelayRecord.kept(relay["record"])
            RelayLoad.kept(relay["load"])
        except (ValidationError, KeyError) as error:
            yield Finding(FindingCode.UNREADABLE, f"relay:{relay_id}", type(error).__name__)
        else:
            if record.relay_id != relay_id:
                yield Finding(code, relay_id, f"says that it is {record.relay_id}")
    yield from _homes(state, listed)
    yield from _promises(state)


def has_room(state: State) -> bool:
    """Say whether a relay could take one more call than those that room is promised to."""
    kept, placed = state.contents.of("relay"), state.contents.of("placed")
    room = -len(state.contents.one("promised"))
    for relay_id, relay in kept.items():
        with suppress(ValidationError, KeyError, ValueError):
            record = RelayRecord.model_validate_json(relay["record"])
            serves = not record.draining and "doubted" not in relay
            if serves and float(relay["ends_at"]) > state.now:
                room += max(0, record.capacity - len(placed.get(relay_id, ())))
    return room > 0


def _homes(state: State, registered: set[str]) -> Iterator[Finding]:
    code = FindingCode.RELAY_MISMATCH
    said: set[tuple[str, str]] = set()
    stranded: set[str] = set()
    for call_id, hidden in state.hidden.items():
        relay_id, lost = hidden.get("relay_id"), bool(hidden.get("stranded"))
        live = call_id in state.live
        if (relay_id or lost) and not live:
            yield Finding(code, call_id, "ended but has a place for its media")
        if relay_id and lost:
            yield Finding(code, call_id, "has a relay and has lost it")
        if relay_id:
            said.add((str(relay_id), call_id))
            if relay_id not in registered:
                yield Finding(code, call_id, f"is placed on {relay_id}, which isn't registered")
        if lost:
            stranded.add(call_id)
    placed = {(relay, str(call)) for relay, calls in state.contents.of("placed").items() for call in calls}
    for relay_id, call_id in sorted(said ^ placed):
        yield Finding(code, call_id, f"and {relay_id} don't say the same of each other")
    for call_id in sorted(stranded ^ {str(call_id) for call_id in state.contents.one("stranded")}):
        yield Finding(code, call_id, "isn't both without a relay and listed so")


def _promises(state: State) -> Iterator[Finding]:
    code = FindingCode.RELAY_MISMATCH
    promised = {call_id for call_id, hidden in state.hidden.items() if hidden.get("promised")}
    for call_id in sorted(promised ^ {str(call_id) for call_id in state.contents.one("promised")}):
        yield Finding(code, call_id, "isn't both promised room and listed so")
    for call_id in sorted(promised):
        hidden = state.hidden[call_id]
        if call_id not in state.live or hidden.get("relay_id") or hidden.get("stranded"):
            yield Finding(code, call_id, "needs no room, but some is promised to it")
