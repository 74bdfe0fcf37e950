"""Where media lives: a live call is on a registered relay or on none, and relays list just their calls."""

from __future__ import annotations

from collections.abc import Iterator

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
