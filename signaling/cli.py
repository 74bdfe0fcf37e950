"""The ``callrouter`` command."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import signal
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from getpass import getpass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, NoReturn

import structlog
import uvloop
from pydantic import ValidationError

from callrouter.model.directory import Directory
from callrouter.model.doors import LONGEST_LINE, ClosingReason
from callrouter.model.reports import Step
from callrouter.policy.rollup import Table
from callrouter.queueing import EmbeddedValkeyError, QueueServerError
from callrouter.relay.node import PlaceError
from callrouter.services.directory import DirectoryError, parse_directory, with_password_hash
from signaling import logs
from signaling.access_command import AccessAction, administer_access
from signaling.audit_export import AuditFormat
from signaling.auth.passwords import hash_password
from signaling.callback_command import CallbackAction, Wanted, administer_callbacks
from signaling.doctor import examine
from signaling.export_command import Period, export_audit, export_report
from signaling.http.api.day_reports import ExportQuery
from signaling.http.api.tables import Format
from signaling.kiosk import KioskAction, administer
from signaling.location_command import Door, LocationAction, administer_locations
from signaling.node import running_node
from signaling.relays.process import run_relay
from signaling.serving import serve
from signaling.settings import CONFIG_VARIABLE, ENVIRONMENT_PREFIX, Settings, SettingsError, load_settings
from signaling.signing_key import verifying_keys
from signaling.staff_command import STAFF_FIELDS, STAFF_ROLES, StaffAction, administer_staff

_log = structlog.get_logger(__name__)

_USAGE_ERROR: Final = 2
#: What the demonstration chooses where nothing is set.
_DEMO_DEFAULTS: Final = {
    "secure_cookies": False,
    "open_booths": True,
    "respect_hours": False,
    "keep_messages": True,
    "alert_mail_to": "teamleiders@example.org",
    "totp_roles": (),
    "widen_s": 5,
    "log_level": "warning",
}
_DEMO_HOME: Final = "/booth/?kiosk=demo"


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line; exits with 2 for wrong usage or settings, 1 when it can't start."""
    arguments = vars(_parser().parse_args(argv))
    command, whole = arguments.pop("command"), arguments.pop("audit", False)
    public_key = arguments.pop("public_key", None)
    action, booth = arguments.pop("action", ""), arguments.pop("booth", "")
    period = (arguments.pop("from", None), arguments.pop("to", None))
    form = arguments.pop("format", None)
    sheet = {name: arguments.pop(name) for name in ("table", "step", "by") if name in arguments}
    wanted = Wanted(**{name: arguments.pop(name, None) for name in ("reference", "phone", "mail")})
    door = Door(
        location=arguments.pop("location", ""),
        reason=arguments.pop("reason", None),
        line=arguments.pop("line", ""),
        why=arguments.pop("why", ""),
    )
    who = {name: arguments.pop(name, None) for name in STAFF_FIELDS} | {"why": door.why}
    demo = arguments.pop("demo", False) or command == "demo"
    try:
        settings = load_settings(
            options=arguments,
            defaults=_DEMO_DEFAULTS if demo else None,
        )
        logs.configure(settings.log_level)
        if command == "demo":
            uvloop.run(_demo(settings))
        elif command == "relay":
            uvloop.run(run_relay(settings, tell=_tell))
        elif command == "doctor":
            known = _read_directory(settings.directory) if settings.directory is not None else None
            public_keys = verifying_keys(public_key) if public_key is not None else ()
            sys.exit(
                uvloop.run(examine(settings, whole=whole, out=sys.stdout, directory=known, keys=public_keys))
            )
        elif command == "export":
            first, last = (day or date.today() for day in period)  # noqa: DTZ011  (by this machine's clock)
            if action == "report":
                directory = _own_or_demonstration(settings) if demo else _own_directory(settings)
                query = _export_query(from_day=first, to_day=last, format=form, **sheet)
                exported = export_report(settings, directory, query, out=sys.stdout.buffer)
            else:
                exported = export_audit(
                    settings, Period(first=first, last=last), AuditFormat(form), out=sys.stdout
                )
            sys.exit(uvloop.run(exported))
        elif command == "staff":
            directory = _own_or_demonstration(settings) if demo else _own_directory(settings)
            sys.exit(uvloop.run(_administer_staff(settings, directory, action, who)))
        elif command in {"kiosk", "callbacks", "location"}:
            directory = _own_or_demonstration(settings) if demo else _own_directory(settings)
            status = uvloop.run(_administer(command, action, settings, directory, (booth, wanted, door)))
            sys.exit(status)
        else:
            uvloop.run(_serve(settings))
    except (SettingsError, DirectoryError) as error:
        sys.exit(_complain(error, _USAGE_ERROR))
    except (EmbeddedValkeyError, QueueServerError, PlaceError, OSError) as error:
        sys.exit(_complain(error, 1))


async def _serve(settings: Settings) -> None:
    await serve(
        running_node(settings, _own_directory(settings)),
        home=None,
        stop=_stop_on_signal(),
        ready=lambda address: _log.info("ready", address=address),
    )


async def _administer(
    command: str, action: str, settings: Settings, directory: Directory, what: tuple[str, Wanted, Door]
) -> int:
    booth, wanted, door = what
    if command == "location":
        return await administer_locations(settings, directory, LocationAction(action), door, out=sys.stdout)
    if command == "kiosk":
        return await administer(settings, directory, KioskAction(action), booth, out=sys.stdout)
    return await administer_callbacks(settings, directory, CallbackAction(action), wanted, out=sys.stdout)


async def _administer_staff(
    settings: Settings, directory: Directory, action: str, who: Mapping[str, Any]
) -> int:
    if action not in set(AccessAction):
        return await administer_staff(settings, directory, StaffAction(action), who, out=sys.stdout)
    wanted = AccessAction(action)
    return await administer_access(
        settings,
        directory,
        wanted,
        who["staff_id"],
        out=sys.stdout,
        password=_asked_password() if wanted is AccessAction.PASSWORD else "",
    )


async def _demo(settings: Settings) -> None:
    password = (
        settings.demo_password.get_secret_value() if settings.demo_password else secrets.token_urlsafe(6)
    )
    directory = with_password_hash(_own_or_demonstration(settings), hash_password(password))
    shown = password if settings.demo_password is None else "as set in CALLROUTER_DEMO_PASSWORD"
    await serve(
        running_node(settings, directory, relays_die_along=True),
        home=_DEMO_HOME,
        stop=_stop_on_signal(),
        ready=lambda address: _introduce(address, directory, shown),
    )


def _introduce(address: str, directory: Directory, password: str) -> None:
    """Print where to go and who to be; the last line says that it is ready."""
    pages = {
        "desk": "agent",
        "wijkagent": "wijkagent",
        "interpreter": "interpreter",
        "supervisor": "supervisor",
        "station": "service",
    }
    lines = [
        "",
        "  callrouter demonstration",
        "",
        f"  booth        {address}{_DEMO_HOME}   also demo-2 … demo-9",
    ]
    for page, role in pages.items():
        names = ", ".join(account.staff_id for account in directory.accounts if account.role == role)
        lines.append(f"  {page:<12} {address}/{page}/   {names}")
    lines += ["", f"  password of all accounts: {password}", "  Ctrl-C stops it.", "", f"ready {address}"]
    print("\n".join(lines), flush=True)  # noqa: T201  (what the command is for)


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201  (who started it reads this)


def _own_directory(settings: Settings) -> Directory:
    if settings.directory is None:
        message = "directory: not set; it is the TOML file with centres, locations, booths and accounts"
        raise SettingsError(message)
    return _read_directory(settings.directory)


def _own_or_demonstration(settings: Settings) -> Directory:
    if settings.directory is not None:
        return _read_directory(settings.directory)
    return parse_directory(files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8"))


def _read_directory(path: Path) -> Directory:
    try:
        return parse_directory(path.read_text("utf-8"))
    except OSError as error:
        message = f"directory {path}: {error.strerror}"
        raise SettingsError(message) from error


def _stop_on_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in a line: the usage would be every setting's option."""

    def error(self, message: str) -> NoReturn:
        self.exit(_USAGE_ERROR, f"{self.prog}: {message}\n{self.prog} --help tells what there is\n")


def _complain(error: Exception, status: int) -> int:
    print(f"callrouter: {error}", file=sys.stderr)  # noqa: T201  (the operator's terminal)
    return status


def _parser() -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = _Parser(
        prog="callrouter", description="Video-call routing and queueing server for a police service."
    )
    parser.add_argument("--version", action="version", version=version("callrouter"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, purpose in (
        ("serve", "run a signaling node"),
        ("demo", "run the whole service with demonstration people and places"),
        ("relay", "run a media relay; nodes find it in the queue's server"),
        ("doctor", "look at the queue's server and the media, say what to mend; exits with 1 if anything is"),
    ):
        command = commands.add_parser(name, help=purpose, description=f"{purpose.capitalize()}.")
        _add_settings(command, _DEMO_DEFAULTS if name == "demo" else {})
    kiosk = commands.add_parser("kiosk", help="tell how booths are, let a device be one, or be one no more")
    actions = kiosk.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action, purpose in (
        (KioskAction.LIST, "tell which booths there are and how they do"),
        (KioskAction.ENROL, "make a code that lets one device be a booth; typed in at its screen"),
        (KioskAction.REVOKE, "let no device be a booth any more; its page ends at once"),
    ):
        command = _add_action(actions, action, purpose)
        if action is not KioskAction.LIST:
            command.add_argument(
                "booth", metavar="BOOTH", help="as the directory names it, like booth:room-1"
            )
        _add_directory(command)
    _add_locations(commands)
    _add_staff(commands)
    _add_callbacks(commands)
    export = commands.add_parser("export", help="write what is kept to the standard output")
    actions = export.add_subparsers(dest="action", required=True, metavar="WHAT")
    _add_report(_add_action(actions, "report", "write one table of a report; the export is noted"))
    command = _add_action(actions, "audit", "write what staff did, the oldest first; the export is noted too")
    _add_days(command)
    command.add_argument(
        "--format",
        choices=[*map(str, AuditFormat)],
        default=AuditFormat.CSV,
        help="csv for people, jsonl with all that the chain's hashes cover (default: csv)",
    )
    _add_settings(command, {})
    doctor = commands.choices["doctor"]
    doctor.add_argument(
        "--audit", action="store_true", help="also read all the queue keeps and look for contradictions"
    )
    doctor.add_argument(
        "--public-key",
        metavar="FILE",
        type=Path,
        help="check the audit trail's signatures by these lines, printed by doctor; default: own key",
    )
    return parser


def _add_callbacks(commands: Any) -> None:
    callbacks = commands.add_parser("callbacks", help="count callback requests, tell or erase whose they are")
    actions = callbacks.add_subparsers(dest="action", required=True, metavar="ACTION")
    command = _add_action(
        actions, CallbackAction.LIST, "count requests by queue and state, and those past due"
    )
    _add_directory(command)
    for action, purpose in (
        (CallbackAction.EXPORT, "write all that is kept of a citizen as JSON, on their request"),
        (CallbackAction.ERASE, "erase who a citizen is, on their request; open requests are closed"),
    ):
        command = _add_action(actions, action, purpose)
        whose = command.add_mutually_exclusive_group(required=True)
        whose.add_argument("reference", nargs="?", metavar="REFERENCE", help="as the citizen was told it")
        whose.add_argument("--phone", metavar="NUMBER", help="all requests of a phone number")
        whose.add_argument("--mail", metavar="ADDRESS", help="all requests of a mail address")
        _add_directory(command)


def _add_days(command: argparse.ArgumentParser) -> None:
    for name, text in (("from", "first day, like 2026-11-01"), ("to", "last day")):
        command.add_argument(
            f"--{name}", metavar="DAY", type=date.fromisoformat, help=f"{text}; default: today"
        )


def _add_report(command: argparse.ArgumentParser) -> None:
    _add_days(command)
    command.add_argument(
        "--table", choices=[*map(str, Table)], default=Table.CALLS, help="which figures (default: calls)"
    )
    command.add_argument(
        "--step",
        choices=[*map(str, Step)],
        default=Step.DAY,
        help="how finely time is told apart (default: day)",
    )
    command.add_argument(
        "--by",
        default="location,language,subject",
        metavar="NAMES",
        help="what else rows tell apart, of location,language,subject (default: all three)",
    )
    command.add_argument(
        "--format", choices=[*map(str, Format)], default=Format.CSV, help="csv or parquet (default: csv)"
    )
    _add_directory(command)


def _export_query(**asked: Any) -> ExportQuery:
    try:
        return ExportQuery.model_validate(asked, strict=False)
    except ValidationError as error:
        raise SettingsError("; ".join(fault["msg"] for fault in error.errors(include_url=False))) from error


def _add_locations(commands: Any) -> None:
    location = commands.add_parser("location", help="tell how locations are, close one for now, or open it")
    actions = location.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action, purpose in (
        (LocationAction.LIST, "tell which locations there are, and whether they take calls"),
        (LocationAction.CLOSE, "close a location for new calls; calls that wait go on waiting"),
        (LocationAction.OPEN, "open a location that was closed by hand"),
        (LocationAction.HOURS, "tell the hours of the coming fourteen days, and why they are so"),
    ):
        command = _add_action(actions, action, purpose)
        if action is not LocationAction.LIST:
            command.add_argument("location", metavar="LOCATION", help="as the directory names it")
        if action is LocationAction.CLOSE:
            command.add_argument(
                "--reason",
                type=ClosingReason,
                choices=list(ClosingReason),
                help="what visitors read in their language",
            )
            command.add_argument(
                "--line", type=_line, default="", help="what they read as it is, 200 characters at most"
            )
        if action in {LocationAction.CLOSE, LocationAction.OPEN}:
            command.add_argument("--why", type=_line, default="", help="for the audit trail")
        _add_directory(command)


def _add_staff(commands: Any) -> None:
    staff = commands.add_parser(
        "staff", help="tell who works here, add or remove people, and help them sign in"
    )
    actions = staff.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action, purpose in (
        (StaffAction.LIST, "tell who works here, of the directory's file and kept beside it"),
        (StaffAction.ADD, "add somebody beside the directory's file, or let them be as given now"),
        (StaffAction.REMOVE, "remove somebody who was added; they are signed out everywhere"),
        (StaffAction.EXPORT, "write all that is kept of somebody as JSON, on their request"),
        (StaffAction.ERASE, "erase what is kept of somebody who doesn't work here any more"),
        (AccessAction.PASSWORD, "set somebody's password, asked for or piped in; they are signed out"),
        (AccessAction.TOTP_RESET, "forget somebody's second step: their device and recovery codes are lost"),
        (AccessAction.SIGN_OUT, "sign somebody out everywhere; their pages end at once"),
        (AccessAction.LOCK, "let nobody sign in with an account, and sign its person out"),
        (AccessAction.UNLOCK, "let somebody sign in again, also after too many wrong tries"),
    ):
        command = _add_action(actions, action, purpose)
        if action is not StaffAction.LIST:
            command.add_argument("staff_id", metavar="NAME", help="the name they sign in with")
            command.add_argument("--why", type=_line, default="", help="for the audit trail")
        if action is StaffAction.ADD:
            command.add_argument("--role", required=True, choices=STAFF_ROLES)
            command.add_argument("--display-name", required=True, metavar="TEXT", help="what others read")
            command.add_argument(
                "--centre", required=True, metavar="CENTRE", help="as the directory names it"
            )
            for name, text in (
                ("languages", "they speak, like nl,en"),
                ("teams", "of a neighborhood officer"),
                ("locations", "of a service employee"),
                ("oversees", "centres whose work a supervisor oversees; default: the own"),
            ):
                command.add_argument(
                    f"--{name}", metavar="LIST", type=_listed, help=f"{text}, separated by commas"
                )
        _add_directory(command)


def _asked_password() -> str:
    """Ask for a password without showing it, or take the first line of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass("new password: ")
    if getpass("once more: ") != password:
        sys.exit(_complain(ValueError("the two are not the same"), _USAGE_ERROR))
    return password


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _line(text: str) -> str:
    if len(text) > LONGEST_LINE or not text.isprintable():
        message = f"one line of at most {LONGEST_LINE} characters"
        raise argparse.ArgumentTypeError(message)
    return text.strip()


def _add_action(actions: Any, name: str, purpose: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = actions.add_parser(
        name, help=purpose, description=f"{purpose.capitalize()}."
    )
    return command


def _add_directory(command: argparse.ArgumentParser) -> None:
    """Let a command that runs beside a node read what that node reads."""
    command.add_argument(
        "--demo", action="store_true", help="beside `callrouter demo`: its directory and its defaults"
    )
    _add_settings(command, {})


def _add_settings(parser: argparse.ArgumentParser, defaults: Mapping[str, Any]) -> None:
    """Give every setting an option; values are checked with those of the environment."""
    parser.add_argument("--config", metavar="FILE", help=f"TOML file with settings [{CONFIG_VARIABLE}]")
    for name, field in Settings.model_fields.items():
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


def _shown(default: Any) -> str:
    return ",".join(default) if isinstance(default, tuple) else str(default)
