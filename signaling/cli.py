"""The ``callrouter`` command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Final

from callrouter.queueing import EmbeddedValkeyError, QueueServerError
from callrouter.relay.node import PlaceError
from callrouter.services.directory import DirectoryError
from signaling import logs
from signaling.commands import (
    backup,
    callbacks,
    demo,
    doctor,
    export,
    kiosk,
    load,
    location,
    relay,
    serve,
    staff,
)
from signaling.commands.options import USAGE_ERROR, Parser, sources_of
from signaling.settings import SettingsError, settings_from

#: In the order of ``--help``.
_COMMANDS: Final = (serve, demo, relay, doctor, kiosk, location, staff, callbacks, export, backup, load)


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line; exits with 2 for wrong usage or settings, 1 when it can't start."""
    arguments = _parser().parse_args(argv)
    try:
        settings = settings_from(sources_of(arguments))
        logs.configure(settings.log_level, settings.log_format)
        status = arguments.run(arguments, settings)
    except (SettingsError, DirectoryError) as error:
        status = _complain(error, USAGE_ERROR)
    except (EmbeddedValkeyError, QueueServerError, PlaceError, OSError) as error:
        status = _complain(error, 1)
    sys.exit(status)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="callrouter", description="Video-call routing and queueing server for a police service."
    )
    parser.add_argument("--version", action="version", version=version("callrouter"))
    parser.set_defaults(demo=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add(commands)
    return parser


def _complain(error: Exception, status: int) -> int:
    print(f"callrouter: {error}", file=sys.stderr)  # noqa: T201  (the operator's terminal)
    return status
