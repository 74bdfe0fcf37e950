"""What ``callrouter doctor`` says of this machine: can it keep what it must."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from signaling.examination.examined import Examined
from signaling.settings import Settings

#: The append-only file is written anew beside the old one, so as much again must be free; and some more.
_LEAST_FREE: Final = 512 * 2**20
_LEAST_SHARE: Final = 0.05
_MB: Final = 2**20


def examine_machine(settings: Settings) -> Iterator[Examined]:
    """Examine the folder of the data, where keys and the embedded Valkey's files are."""
    folder = settings.data_dir
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    yield _writing(settings.data_dir, folder)
    yield _space(folder)


def _writing(wanted: Path, folder: Path) -> Examined:
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"-")
    except OSError as error:
        return Examined(
            "data_dir",
            f"{wanted} can't be written to ({error.strerror})",
            f"let the service's user write to {folder}, or name another data_dir",
        )
    return Examined("data_dir", f"{wanted} {'can be written to' if folder == wanted else 'will be made'}")


def _space(folder: Path) -> Examined:
    found = shutil.disk_usage(folder)
    state = f"{found.free // _MB} MB free of {found.total // _MB} MB"
    if found.free < max(_LEAST_FREE, found.total * _LEAST_SHARE):
        return Examined("disk", state, "make room where data_dir is, or move it to a larger disk")
    return Examined("disk", state)
