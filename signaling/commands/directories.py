"""Which directory a command works with."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from callrouter.model.directory import Directory
from callrouter.services.directory import parse_directory
from signaling.settings import Settings, SettingsError


def own_directory(settings: Settings) -> Directory:
    """Return the directory that the settings name. Raises SettingsError and DirectoryError."""
    if settings.directory is None:
        message = "directory: not set; it is the TOML file with centres, locations, booths and accounts"
        raise SettingsError(message)
    return read_directory(settings.directory)


def directory_of(settings: Settings, *, demo: bool) -> Directory:
    """Return the directory that the settings name, or if ``demo`` and none is named the demonstration's.

    Raises SettingsError and DirectoryError.
    """
    if settings.directory is not None or not demo:
        return own_directory(settings)
    return parse_directory(files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8"))


def read_directory(path: Path) -> Directory:
    """Read a directory's file. Raises SettingsError and DirectoryError."""
    try:
        return parse_directory(path.read_text("utf-8"))
    except OSError as error:
        message = f"directory {path}: {error.strerror}"
        raise SettingsError(message) from error
