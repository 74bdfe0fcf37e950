"""What the commands' options have in common: every setting is one, and one way of telling what is wrong."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, NoReturn, TypeAlias

from callrouter.model.doors import LONGEST_LINE
from signaling.settings import (
    CONFIG_VARIABLE,
    ENVIRONMENT_PREFIX,
    NAMES,
    SECRETS,
    Settings,
    Source,
    read_sources,
)

USAGE_ERROR: Final = 2
#: What the demonstration chooses where nothing is set.
DEMO_DEFAULTS: Final[Mapping[str, Any]] = {
    "secure_cookies": False,
    "open_booths": True,
    "respect_hours": False,
    "keep_messages": True,
    "alert_mail_to": "teamleiders@example.org",
    "totp_roles": (),
    "widen_s": 5,
    "log_level": "warning",
}

Run: TypeAlias = Callable[[argparse.Namespace, Settings], int]
#: What ``add_subparsers`` returns; argparse keeps its name to itself.
Commands: TypeAlias = Any


class Parser(argparse.ArgumentParser):
    """Says what is wrong in a line: the usage would be every setting's option."""

    def error(self, message: str) -> NoReturn:
        """Exit with what is wrong with the command line."""
        self.exit(USAGE_ERROR, f"{self.prog}: {message}\n{self.prog} --help tells what there is\n")


def add_command(
    commands: Commands, name: str, purpose: str, run: Run, *, defaults: Mapping[str, Any] | None = None
) -> argparse.ArgumentParser:
    """Add a command without actions, with all settings; ``defaults`` are its own."""
    command = add_action(commands, name, purpose)
    add_settings(command, defaults or {})
    command.set_defaults(run=run)
    return command


def add_group(commands: Commands, name: str, purpose: str, run: Run, *, metavar: str = "ACTION") -> Commands:
    """Add a command and return where its actions are added; ``arguments.action`` is the chosen one's name."""
    command = commands.add_parser(name, help=purpose)
    command.set_defaults(run=run)
    return command.add_subparsers(dest="action", required=True, metavar=metavar)


def add_action(actions: Commands, name: str, purpose: str) -> argparse.ArgumentParser:
    """Add one action of a command."""
    command: argparse.ArgumentParser = actions.add_parser(
        name, help=purpose, description=f"{purpose.capitalize()}."
    )
    return command


def add_beside_node(command: argparse.ArgumentParser) -> None:
    """Let a command that runs beside a node read what that node reads."""
    command.add_argument(
        "--demo", action="store_true", help="beside `callrouter demo`: its directory and its defaults"
    )
    add_settings(command, {})


def add_settings(
    parser: argparse.ArgumentParser, defaults: Mapping[str, Any], *, only: Collection[str] | None = None
) -> None:
    """Give every setting an option, or ``only`` these; values are checked with those of the environment."""
    parser.set_defaults(**dict.fromkeys(NAMES.options))
    parser.add_argument("--config", metavar="FILE", help=f"TOML file with settings [{CONFIG_VARIABLE}]")
    for name, field in Settings.model_fields.items():
        if only is not None and name not in only:
            continue
        value = defaults.get(name, field.default)
        default = "" if value is None else f" (default: {_shown(value)})"
        option: dict[str, Any] = {
            "dest": name,
            "default": None,
            "help": f"{field.description}{default} [{ENVIRONMENT_PREFIX}{name.upper()}]",
        }
        if field.annotation is bool:
            option["action"] = argparse.BooleanOptionalAction
        else:
            option["metavar"] = name.upper()
        parser.add_argument(f"--{name.replace('_', '-')}", **option)
        if name in SECRETS:
            parser.add_argument(
                f"--{name.replace('_', '-')}-file",
                metavar="FILE",
                help=f"file that holds it [{ENVIRONMENT_PREFIX}{name.upper()}_FILE]",
            )


def sources_of(arguments: argparse.Namespace) -> tuple[Source, ...]:
    """Return what each place says of settings, the weakest first. Raises SettingsError."""
    return read_sources(
        options={name: getattr(arguments, name) for name in NAMES.options},
        defaults=DEMO_DEFAULTS if arguments.demo else None,
    )


def listed(text: str) -> tuple[str, ...]:
    """Read what is separated by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def line(text: str) -> str:
    """Read what visitors or the audit trail show in one line."""
    if len(text) > LONGEST_LINE or not text.isprintable():
        message = f"one line of at most {LONGEST_LINE} characters"
        raise argparse.ArgumentTypeError(message)
    return text.strip()


def _shown(default: Any) -> str:
    return ",".join(default) if isinstance(default, tuple) else str(default)
