"""The options of ``callrouter load``."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Final

from callrouter.simulation.durations import Duration, Shape
from signaling.load.behavior import Behavior
from signaling.load.expectations import Expectation, parse_expectation

_SECONDS: Final = {"s": 1, "min": 60, "h": 3600}
_DURATION: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)(s|min|h)")
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LANGUAGE: Final = re.compile(r"([a-z]+)=([0-9]+(?:\.[0-9]+)?)")
_RATE: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)/(s|min|h)")


def behavior_of(arguments: argparse.Namespace) -> Behavior:
    """Return how robots behave by what was given."""
    return Behavior(
        languages=arguments.languages,
        patience=Duration(shape=Shape.EXPONENTIAL, mean_s=arguments.patience),
        talk=Duration(mean_s=arguments.talk, cv=0.8),
        pick_up=Duration(mean_s=arguments.pick_up, cv=0.5),
        wrap_up=Duration(mean_s=arguments.wrap_up, cv=0.5),
        declined=arguments.declined,
        unanswered=arguments.unanswered,
    )


def add_whereabouts(command: argparse.ArgumentParser) -> None:
    """Add where the robots go, and as whom."""
    own = command.add_argument_group("where and who")
    own.add_argument(
        "--url",
        metavar="URLS",
        type=_urls,
        default=("http://127.0.0.1:8080",),
        help="nodes, separated by commas: robots go on at the next one when theirs fails (default: "
        "http://127.0.0.1:8080)",
    )
    own.add_argument(
        "--no-verify",
        dest="verify",
        action="store_false",
        help="accept any certificate of the nodes",
    )
    own.add_argument(
        "--passwords",
        metavar="FILE",
        type=Path,
        help="lines of name and password; default: everybody's is the setting demo_password",
    )
    own.add_argument(
        "--codes",
        metavar="FILE",
        type=Path,
        help="lines of booth and code (`callrouter kiosk enrol`), to be enrolled as these; default: booths "
        "are known by their names, which the deployment must allow (open_booths)",
    )
    for name, what in (("booths", "booths"), ("staff", "employees"), ("interpreters", "interpreters")):
        own.add_argument(
            f"--{name}", metavar="N", type=_count, help=f"how many {what} of the directory; default: all"
        )
    own.add_argument(
        "--write-directory",
        metavar="FILE",
        type=Path,
        help="write a directory with so many (100, 20 and 4) for a deployment to be tried with, and stop",
    )


def add_behavior(command: argparse.ArgumentParser) -> None:
    """Add how they behave."""
    own = command.add_argument_group("what happens")
    own.add_argument(
        "--rate",
        type=_rate,
        default=_rate("10/min"),
        metavar="N/UNIT",
        help="how many visitors come on average, at random, like 2/s, 30/min or 600/h (default: 10/min)",
    )
    for name, default, what in (
        ("duration", "1min", "how long visitors come"),
        ("drain", "1min", "how long those who are there then may take before they leave"),
        ("patience", "5min", "how long a visitor waits, on average (exponential)"),
        ("talk", "1min", "how long a conversation takes, on average (log-normal)"),
        ("pick-up", "2s", "how long it rings before it is answered, on average"),
        ("wrap-up", "5s", "how long employees wrap up, on average"),
    ):
        own.add_argument(
            f"--{name}",
            type=_duration,
            default=_duration(default),
            metavar="TIME",
            help=f"{what}, like 90s, 5min, 2h (default: {default})",
        )
    own.add_argument(
        "--languages",
        type=_languages,
        default=_languages("nl=80,en=20"),
        metavar="SHARES",
        help="what visitors speak, like nl=80,en=15,ar=5 (default: nl=80,en=20)",
    )
    for name, share, what in (
        ("declined", 0.02, "of what rings is declined"),
        ("unanswered", 0.01, "of what rings is left ringing until its time is up"),
        ("media", 0, "of the robots has picture and sound"),
    ):
        own.add_argument(
            f"--{name}",
            type=_share,
            default=share,
            metavar="SHARE",
            help=f"how much {what}, 0 to 1 (default: {share})",
        )
    own.add_argument(
        "--seed", type=int, default=1, help="which chance; the same, the same visitors (default: 1)"
    )


def add_results(command: argparse.ArgumentParser) -> None:
    """Add what is made of what they find."""
    own = command.add_argument_group("what comes of it")
    own.add_argument("--json", metavar="FILE", type=Path, help="write all figures as JSON")
    own.add_argument("--plots", metavar="FOLDER", type=Path, help="draw timings.svg and course.svg there")
    own.add_argument(
        "--expect",
        metavar="WHAT",
        type=_expectation,
        action="append",
        default=[],
        help="like delivered.p99<=250 or cut_off<=2, more than once; always expected, unless said otherwise: "
        "no call lost, cut off, doubled, out of order or ended twice, nobody held twice, all connected",
    )


def _fault(text: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(text)


def _urls(text: str) -> tuple[str, ...]:
    urls = tuple(part.strip() for part in text.split(",") if part.strip())
    if not urls or not all(url.startswith(("http://", "https://")) for url in urls):
        raise _fault("addresses like https://node-1.example.org, separated by commas")
    return urls


def _duration(text: str) -> float:
    found = _DURATION.fullmatch(text)
    if found is None:
        raise _fault("a time like 90s, 5min or 2h")
    return float(found[1]) * _SECONDS[found[2]]


def _rate(text: str) -> float:
    found = _RATE.fullmatch(text)
    if found is None or float(found[1]) == 0:
        raise _fault("so many a time, like 2/s, 30/min or 600/h")
    return float(found[1]) / _SECONDS[found[2]]


def _languages(text: str) -> dict[str, float]:
    parts = [_LANGUAGE.fullmatch(part.strip()) for part in text.split(",")]
    shares = {part[1]: float(part[2]) for part in parts if part is not None}
    if None in parts or not any(shares.values()):
        raise _fault("languages and their shares, like nl=80,en=20")
    return shares


def _share(text: str) -> float:
    if _NUMBER.fullmatch(text) is None or float(text) > 1:
        raise _fault("a share from 0 to 1, like 0.1")
    return float(text)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise _fault("a number that isn't negative")
    return int(text)


def _expectation(text: str) -> Expectation:
    try:
        return parse_expectation(text)
    except ValueError as error:
        raise _fault(str(error)) from None
