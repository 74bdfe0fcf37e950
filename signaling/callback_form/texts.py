"""The texts of the form, one file a language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def texts_in(locale: str) -> dict[str, Any]:
    """Return the texts in a language the form can be read in; ``wrong`` has what is wrong with fields."""
    folder = files("signaling.callback_form") / "texts"
    return tomllib.loads((folder / f"{locale}.toml").read_text("utf-8"))
