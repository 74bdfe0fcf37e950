"""``callrouter backup`` beside a node that serves, and ``callrouter restore`` into a new data directory."""

from __future__ import annotations

import asyncio
import io
import stat
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from callrouter.model.credentials import Credentials
from callrouter.services.audit_trail import AuditKeeper
from signaling.commands.doctor import examine
from signaling.settings import Settings
from signaling.stores import open_stores

pytestmark = pytest.mark.valkey


async def callrouter(*words: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "signaling", *words, stderr=asyncio.subprocess.PIPE
    )
    _, told = await process.communicate()
    assert process.returncode is not None
    return process.returncode, told.decode()


async def test_what_a_backup_has_serves_elsewhere_and_nobody_is_signed_in_there(tmp_path: Path) -> None:
    here, there = Settings(data_dir=tmp_path / "here"), Settings(data_dir=tmp_path / "there")
    file = tmp_path / "backup"
    async with open_stores(here) as stores:
        await stores.credentials.put(Credentials(staff_id="ann", revision=1))
        await stores.sign_ins.begin("s1", "token", staff_id="ann", page="desk")
        await AuditKeeper(stores.audit_trail, stores.journal).catch_up()
        status, told = await callrouter("backup", str(file), "--data-dir", str(here.data_dir))
        assert (status, "of one moment" in told) == (0, True), told
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        status, told = await callrouter("restore", str(file), "--data-dir", str(here.data_dir))
        assert (status, "another callrouter is running" in told) == (1, True)
    status, told = await callrouter("restore", str(file), "--data-dir", str(there.data_dir))
    assert status == 0, told
    async with open_stores(there) as stores:
        assert stores.node.version == version("callrouter")
        assert (await stores.credentials.read("ann")).revision == 1
        assert await stores.sign_ins.use("token") is None
        assert await stores.sign_ins.of("ann") == ()
        await AuditKeeper(stores.audit_trail, stores.journal).catch_up()
        told = "".join([kept.text async for run in stores.audit_trail.backward(100) for kept in run])
        assert "sign_in.done" in told
        assert "data.backed_up" in told
    out = io.StringIO()
    await examine(there, whole=True, out=out)
    assert "everything kept for callrouter makes sense" in out.getvalue(), out.getvalue()
