"""What must hold of everything the engine keeps, between any two commands."""

from __future__ import annotations

from callrouter.queueing.audit import Contents, findings_in, read_contents

__all__ = ["Contents", "check", "read_contents"]


def check(contents: Contents, now: int) -> None:
    """Assert that nothing contradicts anything, at ``now`` by the engine's clock."""
    found = findings_in(contents, now)
    assert not found, "\n".join(f"{each.code} {each.subject}: {each.detail}" for each in found)
