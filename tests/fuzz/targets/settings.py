"""What operators set: variables of the environment, and the TOML file.

An input has a line `name=value` a variable, and the file behind a zero byte.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from signaling.settings import Settings, SettingsError, load_settings

LONGEST = 4000
_SECRET = "tell-nobody-this-one"  # noqa: S105 a made one
_FILE = Path(tempfile.mkdtemp(prefix="callrouter-fuzz-")) / "settings.toml"


def fuzz(data: bytes) -> None:
    """Demand settings, or that the operator is told which one is wrong; and never a secret's value."""
    variables, options = {"CALLROUTER_TURN_SECRET": _SECRET, "CALLROUTER_METRICS_TOKEN": _SECRET}, {}
    lines, _, file = data.partition(b"\0")
    for line in lines.decode("utf-8", "surrogateescape").split("\n") if lines else ():
        name, _, value = line.partition("=")
        variables[f"CALLROUTER_{name.upper()}"] = value
    if file:
        _FILE.write_bytes(file)
        options["config"] = os.fspath(_FILE)
    try:
        settings = load_settings(options=options, environment=variables)
    except SettingsError as error:
        told = str(error)
    else:
        assert isinstance(settings, Settings)
        told = repr(settings)
    assert told
    assert _SECRET not in told
