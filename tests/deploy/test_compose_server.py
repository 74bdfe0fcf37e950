"""The server of compose: it keeps what it acknowledges, and its account does what nodes do and no more."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from redis.exceptions import NoPermissionError

from callrouter.queueing import connect
from callrouter.queueing.audit.rights import missing_rights
from tests.binaries import valkey
from tests.topologies.processes import HOST, ServerProcess

pytestmark = [
    pytest.mark.valkey,
    pytest.mark.skipif(os.geteuid() != 0, reason="secrets are given to the users of containers by root"),
]

_DEPLOY: Final = Path(__file__).parents[2] / "deploy"
#: Stands in for the container of the image, which has this program.
_DOCKER: Final = f"""#!/bin/sh
while [ "$1" != doctor ]; do shift; done
exec {sys.executable} -m signaling "$@"
"""


class _Shipped(ServerProcess):
    def command(self) -> list[str]:
        program, *words = super().command()
        # The settings under test are the file's own.
        kept = words.index("--appendonly")
        return [program, str(self.folder / "secrets" / "valkey.server.conf"), *words[:kept]]

    def login(self) -> dict[str, Any]:
        password = (self.folder / "secrets" / "valkey_password").read_text()
        return {"username": "callrouter", "password": password}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[_Shipped]:
    compose = tmp_path / "compose"
    shutil.copytree(_DEPLOY / "coturn", tmp_path / "coturn")
    compose.mkdir()
    for name in ("compose.yaml", "compose/make-secrets"):
        shutil.copy(_DEPLOY / name, tmp_path / name)
    (programs := tmp_path / "programs").mkdir()
    (programs / "docker").write_text(_DOCKER)
    (programs / "docker").chmod(0o755)
    words = [str(compose / "make-secrets"), "192.0.2.10", "calls.example.org"]
    path = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
    subprocess.run(words, check=True, env=path, stdout=subprocess.DEVNULL)  # noqa: S603  (our own words)
    process = _Shipped(valkey(), compose)
    process.start()
    yield process
    process.kill()


async def test_the_server_of_compose(server: _Shipped) -> None:
    """It lets nodes do all they must, and nothing else, and has on its disk what it acknowledged."""
    url = (server.folder / "secrets" / "redis_url").read_text()
    client = await connect(url.replace("172.30.10.10:6379", f"{HOST}:{server.port}"))
    try:
        assert await missing_rights(client, "callrouter") == ()
        for words in (("GET", "other"), ("EVAL", "return 1", 0), ("FUNCTION", "FLUSH"), ("KEYS", "*")):
            with pytest.raises(NoPermissionError):
                await client.execute_command(*words)  # type: ignore[no-untyped-call]
    finally:
        await client.aclose()
    settings = (server.folder / "secrets" / "valkey.server.conf").read_text().splitlines()
    assert {"appendonly yes", "appendfsync always", "maxmemory-policy noeviction"} <= set(settings)
