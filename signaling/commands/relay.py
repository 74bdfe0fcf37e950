"""The ``callrouter relay`` command: one media relay as a process of its own."""

from __future__ import annotations

from argparse import Namespace

import uvloop

from signaling.commands.options import Commands, add_command
from signaling.relays.process import run_relay
from signaling.settings import Settings


def add(commands: Commands) -> None:
    """Add the command."""
    add_command(commands, "relay", "run a media relay; nodes find it in the queue's server", run)


def run(_arguments: Namespace, settings: Settings) -> int:
    """Relay until asked to stop, and the last call is over."""
    uvloop.run(run_relay(settings, tell=_tell))
    return 0


def _tell(text: str) -> None:
    print(text, flush=True)  # noqa: T201  (who started it reads this)
