"""The map of what is kept of people names every kind of key there is, and none that isn't."""

from __future__ import annotations

import re
from pathlib import Path

from callrouter.queueing import keys

_KIND = re.compile(r"^([a-z_]+)\S* +(?:hash|set|zset|string|stream|list|\(channel\)) ", re.MULTILINE)
_MAP = Path(__file__).parents[2] / "docs" / "privacy.md"


def test_every_kind_of_key_is_on_the_map() -> None:
    assert keys.__doc__ is not None
    kinds = set(_KIND.findall(keys.__doc__))
    assert len(kinds) > 50
    kept = _MAP.read_text("utf-8").partition("## In the queue's server")[2].partition("## Elsewhere")[0]
    named = [cell for row in kept.splitlines() if row.startswith("| `") for cell in [row.split("|")[1]]]
    nobody = kept.partition("### Nobody")[2]
    assert set(re.findall(r"`([a-z_]+)`", " ".join(named) + nobody)) == kinds
