"""The ``callrouter demo`` command: the whole service, with people and places to try it with."""

from __future__ import annotations

import secrets
from argparse import Namespace
from typing import Final

import uvloop

from callrouter.model.directory import Directory
from callrouter.services.directory import with_password_hash
from signaling.auth.passwords import hash_password
from signaling.commands.directories import directory_of
from signaling.commands.options import DEMO_DEFAULTS, Commands, add_command
from signaling.demonstration.cast import BOOTHS, EMPLOYEES, INTERPRETERS, with_robots
from signaling.demonstration.process import RobotProcess
from signaling.node import running_node
from signaling.serving import serve, stop_on_signal
from signaling.settings import Settings

_HOME: Final = "/booth/?kiosk=demo"
#: Pages of staff, and who signs in there.
_PAGES: Final = {
    "desk": "agent",
    "wijkagent": "wijkagent",
    "interpreter": "interpreter",
    "supervisor": "supervisor",
    "station": "service",
}


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = "run the whole service with demonstration people and places"
    command = add_command(commands, "demo", purpose, run, defaults=DEMO_DEFAULTS)
    command.set_defaults(demo=True)
    command.add_argument(
        "--robots",
        action="store_true",
        help="let robots answer and interpret, with picture and sound, and call while you are ready at a "
        "desk; they take agent-2, agent-3, the interpreters and two booths",
    )


def run(arguments: Namespace, settings: Settings) -> int:
    """Serve the demonstration until asked to stop."""
    uvloop.run(_demonstrate(settings, robots=arguments.robots))
    return 0


async def _demonstrate(settings: Settings, *, robots: bool) -> None:
    password = (
        settings.demo_password.get_secret_value() if settings.demo_password else secrets.token_urlsafe(6)
    )
    directory = with_password_hash(directory_of(settings, demo=True), hash_password(password))
    if robots:
        directory = with_robots(directory)
    players = RobotProcess(password)

    def ready(address: str) -> None:
        if robots:
            players.start(address)
        _introduce(address, directory, shown, robots=robots)

    shown = password if settings.demo_password is None else "as set in CALLROUTER_DEMO_PASSWORD"
    try:
        await serve(
            running_node(settings, directory, relays_die_along=True),
            home=_HOME,
            stop=stop_on_signal(),
            ready=ready,
        )
    finally:
        players.stop()


def _introduce(address: str, directory: Directory, password: str, *, robots: bool) -> None:
    """Print where to go and who to be; the last line says that it is ready."""
    lines = [
        "",
        "  callrouter demonstration",
        "",
        f"  booth        {address}{_HOME}   also demo-2 … demo-9",
    ]
    for page, role in _PAGES.items():
        names = ", ".join(account.staff_id for account in directory.accounts if account.role == role)
        lines.append(f"  {page:<12} {address}/{page}/   {names}")
    if robots:
        lines += ["", f"  robots, who come in a moment: {', '.join((*EMPLOYEES, *INTERPRETERS, *BOOTHS))}"]
    lines += ["", f"  password of all accounts: {password}", "  Ctrl-C stops it.", "", f"ready {address}"]
    print("\n".join(lines), flush=True)  # noqa: T201  (what the command is for)
