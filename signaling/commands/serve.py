"""The ``callrouter serve`` command: one signaling node."""

from __future__ import annotations

import sys
from argparse import Namespace

import structlog
import uvloop

from signaling.commands.directories import own_directory
from signaling.commands.options import Commands, add_command, sources_of
from signaling.commands.shown_settings import shown_settings
from signaling.node import running_node
from signaling.serving import serve, stop_on_signal
from signaling.settings import Settings
from signaling.stores import server_awaited

_log = structlog.get_logger(__name__)


def add(commands: Commands) -> None:
    """Add the command."""
    command = add_command(commands, "serve", "run a signaling node", run)
    command.add_argument(
        "--print-settings",
        action="store_true",
        help="show every setting as it counts and where it is from, without secrets, and serve nothing",
    )


def run(arguments: Namespace, settings: Settings) -> int:
    """Serve until asked to stop."""
    if arguments.print_settings:
        sys.stdout.write(shown_settings(settings, sources_of(arguments)))
        return 0
    uvloop.run(_serve(settings))
    return 0


async def _serve(settings: Settings) -> None:
    stop = stop_on_signal()
    if not await server_awaited(settings, stop):
        return
    await serve(
        running_node(settings, own_directory(settings), directory_file=settings.directory),
        home=None,
        stop=stop,
        ready=lambda address: _log.info("ready", address=address),
    )
