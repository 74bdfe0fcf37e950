"""All settings as they count, as a TOML file that would set them so; secrets are left out of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from signaling.settings import SECRETS, Settings, Source


def shown_settings(settings: Settings, sources: Sequence[Source]) -> str:
    """Return a line for each setting, with the place that said so; ``sources`` are the weakest first."""
    places = {name: source.place for source in sources for name in source.values}
    values = settings.model_dump(mode="json")
    return "".join(_line(name, value, places.get(name, "default")) for name, value in values.items())


def _line(name: str, value: Any, place: str) -> str:
    if value is None:
        return f"# {name} is not set\n"
    if name in SECRETS:
        return f"# {name} = ***  # {place}\n"
    return f"{name} = {json.dumps(value, ensure_ascii=False)}  # {place}\n"
