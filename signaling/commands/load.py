"""The ``callrouter load`` command: robots at booths and desks of a running deployment."""

from __future__ import annotations

import json
import secrets
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile

import uvloop
from rich.console import Console

from signaling.auth.passwords import hash_password
from signaling.commands.directories import directory_of
from signaling.commands.load_options import add_behavior, add_results, add_whereabouts, behavior_of
from signaling.commands.options import USAGE_ERROR, Commands, add_action, add_settings
from signaling.load.cast import Cast, cast_of, directory_text
from signaling.load.course import Course
from signaling.load.crowd import Robots
from signaling.load.expectations import broken
from signaling.load.plots import NoPlotsError, check_plots, draw
from signaling.load.report import Progress, summary
from signaling.load.run import Figures, Run
from signaling.load.site import SiteError
from signaling.serving import stop_on_signal
from signaling.settings import Settings, SettingsError


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = "let robots call, answer and interpret at a running deployment, and say what went wrong"
    command = add_action(commands, "load", purpose)
    command.set_defaults(run=run)
    add_settings(command, {}, only=("directory", "demo_password", "log_level"))
    add_whereabouts(command)
    add_behavior(command)
    add_results(command)


def run(arguments: Namespace, settings: Settings) -> int:
    """Let robots play. Returns 0 when all was as expected, 1 when not."""
    if arguments.write_directory is not None:
        return _write_directory(arguments, settings)
    try:
        if arguments.plots is not None:
            check_plots()
        return uvloop.run(_play(arguments, settings))
    except (SiteError, NoPlotsError) as error:
        print(f"callrouter load: {error}", file=sys.stderr)  # noqa: T201  (the terminal of whoever tests)
        return USAGE_ERROR


async def _play(arguments: Namespace, settings: Settings) -> int:
    """Bring everybody in, let visitors come, tell how it went."""
    console = Console(stderr=True)
    behavior, course = behavior_of(arguments), Course()
    async with Robots(
        arguments.url, behavior=behavior, seed=arguments.seed, ssl=arguments.verify, media=arguments.media
    ) as robots:
        cast = _cast(arguments, settings)
        password_of = _passwords(arguments, settings)
        codes = None if arguments.codes is None else _pairs(arguments.codes)
        _try_places(arguments)
        console.print(
            f"{len(cast.booths)} booths, {len(cast.employees)} employees and {len(cast.interpreters)} "
            f"interpreters connect to {', '.join(robots.site.urls)}"
        )
        await _bring_in(robots, cast, password_of, codes)
        play = Run(robots, calls_per_s=arguments.rate, seed=arguments.seed)
        with Progress(console, seconds=arguments.duration) as progress:

            def watch(figures: Figures) -> None:
                course.note(figures)
                progress.show(figures)

            figures = await play.play(
                arguments.duration, drain_s=arguments.drain, watch=watch, stop=stop_on_signal()
            )
        faults = broken(figures, arguments.expect)
        failed = list(robots.failed)
        timings = robots.stage.traffic.timings
    console.print(summary(figures, faults, failed))
    if arguments.json is not None:
        told = figures.model_dump(mode="json") | {
            "faults": faults,
            "signed_out": failed,
            "behavior": behavior.model_dump(mode="json"),
            "course": [moment.model_dump(mode="json") for moment in course.moments],
        }
        arguments.json.write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    if arguments.plots is not None:
        for file in draw(arguments.plots, timings, course.moments):
            console.print(f"wrote {file}")
    return 1 if faults or failed else 0


async def _bring_in(
    robots: Robots, cast: Cast, password_of: Callable[[str], str], codes: dict[str, str] | None
) -> None:
    await robots.staff({name: password_of(name) for name in cast.employees})
    await robots.interpreters({name: password_of(name) for name in cast.interpreters})
    if codes is None:
        await robots.booths(cast.booths)
    else:
        await robots.enrolled({booth: await robots.site.enrol(code) for booth, code in codes.items()})


def _cast(arguments: Namespace, settings: Settings) -> Cast:
    directory = directory_of(settings, demo=True)
    cast = cast_of(
        directory, booths=arguments.booths, staff=arguments.staff, interpreters=arguments.interpreters
    )
    if not cast.booths:
        message = "directory: names no booths"
        raise SettingsError(message)
    return cast


def _passwords(arguments: Namespace, settings: Settings) -> Callable[[str], str]:
    """Return what tells everybody's password: of a file by name, or the one of all."""
    if arguments.passwords is not None:
        file: Path = arguments.passwords
        known = _pairs(file)

        def of_file(name: str) -> str:
            if name not in known:
                message = f"passwords: {name} isn't in {file}"
                raise SettingsError(message)
            return known[name]

        return of_file
    if settings.demo_password is None:
        message = "demo_password: not set; it is the password of all who sign in (or --passwords FILE)"
        raise SettingsError(message)
    password: str = settings.demo_password.get_secret_value()
    return lambda _name: password


def _try_places(arguments: Namespace) -> None:
    """See whether what is found out can be written down, before it takes an hour. Raises SettingsError."""
    try:
        if arguments.json is not None:
            arguments.json.touch()
        if arguments.plots is not None:
            arguments.plots.mkdir(parents=True, exist_ok=True)
            TemporaryFile(dir=arguments.plots).close()
    except OSError as error:
        message = f"{error.filename} can't be written: {error.strerror}"
        raise SettingsError(message) from error


def _pairs(file: Path) -> dict[str, str]:
    """Read lines of a name and what belongs to it. Raises SettingsError."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{file} can't be read: {getattr(error, 'strerror', 'not UTF-8')}"
        raise SettingsError(message) from error
    rows = [line.split(maxsplit=1) for line in text.splitlines() if line.strip()]
    if any(len(row) == 1 for row in rows):
        message = f"{file}: each line is a name and what belongs to it"
        raise SettingsError(message)
    return {name: value.strip() for name, value in rows}


def _write_directory(arguments: Namespace, settings: Settings) -> int:
    """Make up a directory with as many as are wanted."""
    given = settings.demo_password
    password = given.get_secret_value() if given is not None else secrets.token_urlsafe(9)
    text = directory_text(
        booths=arguments.booths or 100,
        staff=arguments.staff or 20,
        interpreters=4 if arguments.interpreters is None else arguments.interpreters,
        password_hash=hash_password(password),
    )
    arguments.write_directory.write_text(text + "\n", "utf-8")
    if given is None:
        print(f"password of all accounts: {password}")  # noqa: T201  (told once, here)
    return 0
