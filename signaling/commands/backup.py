"""The ``callrouter backup`` and ``callrouter restore`` commands: the data in one file, and back."""

from __future__ import annotations

import os
import sys
import tempfile
from argparse import Namespace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

import uvloop

from callrouter.queueing import AuditTrailStore, EmbeddedValkey, NodeRegistry, connect
from callrouter.queueing.backup import BackupError, Written, back_up, restore
from callrouter.services.audit_trail import ActionNotes
from signaling.commands.options import Commands, add_command
from signaling.sessions.clock import now_ms
from signaling.settings import Settings
from signaling.stores import known_server, valkey_dir

_OPERATOR = "operator"


def add(commands: Commands) -> None:
    """Add both commands."""
    purpose = "write all that the queue's server keeps of this deployment to a file, while work goes on"
    command = add_command(commands, "backup", purpose, run_backup)
    command.add_argument("file", metavar="FILE", help="it holds personal data; - for standard output")
    purpose = "give an empty namespace, server or data directory what a backup has; nothing may run on it"
    command = add_command(commands, "restore", purpose, run_restore)
    command.add_argument("file", metavar="FILE", type=Path, help="written by callrouter backup")


def run_backup(arguments: Namespace, settings: Settings) -> int:
    """Write the backup, and say what is in it."""
    if arguments.file == "-":
        _tell("written", uvloop.run(_back_up(settings, sys.stdout.buffer)))
        return 0
    path = Path(arguments.file)
    # Whole or not at all, and for this user alone from the first byte on.
    handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            written = uvloop.run(_back_up(settings, file))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _tell("written", written)
    return 0


def run_restore(arguments: Namespace, settings: Settings) -> int:
    """Restore a backup, and say what was in it."""
    _tell("restored", uvloop.run(_restore(settings, arguments.file)))
    return 0


async def _back_up(settings: Settings, out: IO[bytes]) -> Written:
    async with known_server(settings) as (url, _):
        client = await connect(url, namespace=settings.namespace)
        try:
            release = version("callrouter")
            if await NodeRegistry(client, namespace=settings.namespace).form() is None:
                raise BackupError(f"nothing is kept under the namespace {settings.namespace}")
            # Told first, so that the backup says itself that it was made.
            trail = AuditTrailStore(client, namespace=settings.namespace, keep_days=settings.audit_keep_days)
            await ActionNotes(trail).note("data.backed_up", by=_OPERATOR)
            return await back_up(client, out, namespace=settings.namespace, release=release, now=now_ms())
        finally:
            await client.aclose()


async def _restore(settings: Settings, path: Path) -> Written:
    own = None if settings.redis_url is not None else EmbeddedValkey(valkey_dir(settings))
    if own is not None:
        await own.start()
    try:
        url = settings.redis_url or ("" if own is None else own.url)
        client = await connect(url, namespace=settings.namespace)
        try:
            return await restore(client, path, namespace=settings.namespace)
        finally:
            await client.aclose()
    finally:
        if own is not None:
            await own.stop()


def _tell(what: str, written: Written) -> None:
    head = written.head
    begun_at = datetime.fromtimestamp(head.begun_at / 1000, UTC)
    moment = "of one moment" if head.of_one_moment else "read while work went on: check it after restoring"
    what = f"{what}: {written.keys} keys of {head.namespace} as of {begun_at:%Y-%m-%d %H:%M:%S} UTC"
    print(f"{what}, form {head.form}, {moment}", file=sys.stderr)  # noqa: T201  (the operator's terminal)
