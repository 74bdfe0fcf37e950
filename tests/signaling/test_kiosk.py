"""``callrouter kiosk``: beside a running node, and without one."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from callrouter.model.directory import Directory
from signaling.cli import main
from signaling.commands.kiosk import KioskAction, administer
from signaling.protocol.errors import CloseCode
from signaling.settings import Settings
from tests.signaling.conftest import Service


async def test_a_code_from_the_terminal_enrols_and_revoking_ends_the_page(
    service: Service, settings: Settings, directory: Directory
) -> None:
    async def run(action: KioskAction, booth: str = "", *, status: int = 0) -> str:
        out = io.StringIO()
        assert await administer(settings, directory, action, booth, out=out) == status
        return out.getvalue()

    code = (await run(KioskAction.ENROL, "demo-3")).splitlines()[0]
    device = service.person("booth")
    assert (await device.enrol(code))[0] == 200
    await device.open()
    rows = [line.split() for line in (await run(KioskAction.LIST)).splitlines()]
    assert ["booth:demo-3", "utrecht-stationsplein", "yes", "online", "-"] in rows
    assert ["booth:demo-4", "utrecht-stationsplein", "no", "never", "used", "-"] in rows
    assert await run(KioskAction.REVOKE, "booth:demo-3") == "booth:demo-3: revoked\n"
    assert await device.is_closed_with() == CloseCode.SIGNED_OUT
    assert "no device was enrolled" in await run(KioskAction.REVOKE, "demo-3")
    assert "not in the directory" in await run(KioskAction.ENROL, "elsewhere", status=1)


def test_it_says_that_no_service_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["kiosk", "list", "--demo", "--data-dir", str(tmp_path)])
    assert end.value.code == 1
    assert f"no callrouter runs on the data directory {tmp_path}" in capsys.readouterr().err


def test_it_needs_the_deployments_directory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["kiosk", "list", "--data-dir", str(tmp_path)])
    assert end.value.code == 2
    assert "directory: not set" in capsys.readouterr().err
