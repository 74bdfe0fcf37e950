"""The wheel holds all that a machine without Node.js needs, and nothing else; it is the same each time."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from email import message_from_bytes
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import aiohttp
import pytest

from tests.ports import free_port

_ROOT: Final = Path(__file__).parents[2]
_PATIENCE_S: Final = 90.0

pytestmark = [
    pytest.mark.network,
    pytest.mark.timeout(120),
    pytest.mark.skipif(find_spec("hatchling") is None, reason="hatchling isn't installed"),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory.mktemp("wheel"))


def _built(folder: Path) -> Path:
    environment = {"PATH": os.environ["PATH"], "CALLROUTER_SKIP_WEB": "1", "SOURCE_DATE_EPOCH": "1795380000"}
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(words, cwd=_ROOT, check=True, capture_output=True, env=environment)  # noqa: S603
    (built,) = folder.glob("*.whl")
    return built


def test_it_holds_code_scripts_pages_and_the_license_and_says_what_it_is(wheel: Path) -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text())["project"]
    with zipfile.ZipFile(wheel) as file:
        names = set(file.namelist())
        about = f"callrouter-{project['version']}.dist-info"
        said = message_from_bytes(file.read(f"{about}/METADATA"))
        license_text = file.read(f"{about}/licenses/LICENSE").decode()

    assert {name.split("/")[0] for name in names} == {"callrouter", "signaling", about}
    assert {"callrouter/py.typed", "signaling/py.typed", "signaling/demonstration/directory.toml"} <= names
    assert {
        f"callrouter/queueing/lua/{script.name}" for script in _ROOT.glob("callrouter/queueing/lua/*.lua")
    } <= names
    assert all(
        f"signaling/pages/{page}/index.html" in names for page in ("booth", "desk", "join", "supervisor")
    )
    assert (said["Version"], said["License-Expression"]) == (project["version"], "EUPL-1.2")
    assert license_text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")


def test_the_source_distribution_holds_nothing_of_a_deployment_in_its_clone(tmp_path: Path) -> None:
    from hatchling.builders.sdist import SdistBuilder  # noqa: PLC0415  (skipped without it)

    given = {"deploy/.env", "deploy/compose/secrets/redis_url", "deploy/compose/directory.toml"}
    for name in (*given, "deploy/compose/make-secrets"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    shutil.copy(_ROOT / "pyproject.toml", tmp_path)

    packed = {found.distribution_path for found in SdistBuilder(str(tmp_path)).recurse_included_files()}

    assert "deploy/compose/make-secrets" in packed
    assert packed & given == set()
    ignored = (_ROOT / ".gitignore").read_text().split()
    assert all(any(name.startswith(line[1:]) for line in ignored if line[0] == "/") for name in given)


def test_it_is_built_the_same_each_time(wheel: Path, tmp_path: Path) -> None:
    assert _built(tmp_path).read_bytes() == wheel.read_bytes()


async def test_what_is_installed_of_it_runs_the_demonstration(wheel: Path, tmp_path: Path) -> None:
    """Without this clone, and with nothing on the way to programs: no Node.js above all."""
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as file:
        file.extractall(installed)
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-S", "-P", "-m", "signaling", "demo", "--port", str(port)),
        stdout=asyncio.subprocess.PIPE,
        cwd=tmp_path,
        env={
            "PATH": "/nowhere",
            "PYTHONPATH": os.pathsep.join([str(installed), sysconfig.get_path("platlib")]),
            "CALLROUTER_DATA_DIR": str(tmp_path / "data"),
            "CALLROUTER_RELAYS": "1",
        },
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(_PATIENCE_S):
            await process.stdout.readuntil(f"ready http://127.0.0.1:{port}\n".encode())
        async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/desk/") as page:
            assert page.status == 200
            assert "<script" in await page.text()
    finally:
        process.terminate()
        await process.wait()
    assert process.returncode == 0
