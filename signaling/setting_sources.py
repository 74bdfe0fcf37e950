"""Where settings may come from: a command's defaults, TOML file, folder of secrets, environment, options.

Each is stronger than those before it. A secret may be given as the name of a file that holds it
(``secrets_key_file``), as containers are given secrets, and out of sight of whoever lists processes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ENVIRONMENT_PREFIX: Final = "CALLROUTER_"
#: Says where the TOML file is; not a setting of its own.
CONFIG_VARIABLE: Final = "CALLROUTER_CONFIG"
#: Says which folder holds secrets, one a file, named like its variable in lower case; no setting either.
SECRETS_VARIABLE: Final = "CALLROUTER_SECRETS"
_OF_FILE: Final = "_file"
_LONGEST_SECRET: Final = 65_536


class SettingsError(Exception):
    """A setting that can't be used; the message is for the operator."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """What one place says."""

    #: For people.
    place: str
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Names:
    """Which settings there are, and which of them are secrets."""

    every: Collection[str]
    secrets: Collection[str]

    def files(self) -> tuple[str, ...]:
        """Return the names by which files with secrets are given."""
        return tuple(f"{name}{_OF_FILE}" for name in self.secrets)

    @property
    def options(self) -> tuple[str, ...]:
        """Return everything that can be an option."""
        return ("config", *self.every, *self.files())


def sources(
    names: Names, *, options: Mapping[str, Any], environment: Mapping[str, str], defaults: Mapping[str, Any]
) -> Iterator[Source]:
    """Read every place, the weakest first. Raises SettingsError."""
    given = {name: value for name, value in options.items() if value is not None}
    config = given.pop("config", None) or environment.get(CONFIG_VARIABLE)
    yield Source(place="this command", values=defaults)
    if config:
        yield Source(place=str(config), values=_opened(names, _from_toml(Path(config)), _own))
    if folder := environment.get(SECRETS_VARIABLE):
        yield Source(place=folder, values=_from_environment(names, _folder(Path(folder))))
    variables = _from_environment(names, environment)
    yield Source(place="environment", values=_opened(names, variables, _as_variable))
    yield Source(place="option", values=_opened(names, given, _as_option))


def _opened(names: Names, values: Mapping[str, Any], called: Any) -> dict[str, Any]:
    """Return values with what the files that are named hold in place of the files."""
    found = dict(values)
    for name in names.secrets:
        path = found.pop(f"{name}{_OF_FILE}", None)
        if path is None:
            continue
        if name in found:
            message = f"{called(name)} and {called(name + _OF_FILE)}: give one of the two"
            raise SettingsError(message)
        found[name] = _secret(Path(path), called(f"{name}{_OF_FILE}"))
    return found


def _own(name: str) -> str:
    return name


def _as_variable(name: str) -> str:
    return f"{ENVIRONMENT_PREFIX}{name.upper()}"


def _as_option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _secret(path: Path, called: str) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(_LONGEST_SECRET).rstrip("\r\n")
    except OSError as error:
        message = f"{called} = {path}: {error.strerror}"
        raise SettingsError(message) from error
    except UnicodeDecodeError:
        message = f"{called} = {path}: is no text"
        raise SettingsError(message) from None
    if not text:
        message = f"{called} = {path}: is empty"
        raise SettingsError(message)
    return text


def _folder(folder: Path) -> dict[str, str]:
    """Return a folder of secrets, as systemd, Compose and Kubernetes make it, as an environment."""
    try:
        files = [path for path in folder.iterdir() if path.name.startswith(ENVIRONMENT_PREFIX.lower())]
    except OSError as error:
        message = f"{SECRETS_VARIABLE} {folder}: {error.strerror}"
        raise SettingsError(message) from error
    return {path.name.upper(): _secret(path, SECRETS_VARIABLE) for path in files}


def _from_environment(names: Names, environment: Mapping[str, str]) -> dict[str, str]:
    found = {}
    known = {*names.every, *names.files()}
    for variable, value in environment.items():
        if not variable.startswith(ENVIRONMENT_PREFIX) or variable in {CONFIG_VARIABLE, SECRETS_VARIABLE}:
            continue
        name = variable.removeprefix(ENVIRONMENT_PREFIX).lower()
        if name not in known:
            message = f"{variable}: unknown setting; known are {', '.join(map(_as_variable, names.every))}"
            raise SettingsError(message)
        found[name] = value
    return found


def _from_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        message = f"config file {path}: {error.strerror}"
        raise SettingsError(message) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"config file {path}: not valid TOML ({error})"
        raise SettingsError(message) from error
    except RecursionError:
        message = f"config file {path}: not valid TOML (too deep)"
        raise SettingsError(message) from None
