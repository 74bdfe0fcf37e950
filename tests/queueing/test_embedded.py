"""The server of our own: alone on its data, keeping it, and never outliving us."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from callrouter.queueing import EmbeddedValkey, EmbeddedValkeyError, check_server, connect, embedded_launcher

pytestmark = pytest.mark.valkey

_CHILD = """
import asyncio, sys
from pathlib import Path
from callrouter.queueing import EmbeddedValkey, connect

async def main():
    server = EmbeddedValkey(Path(sys.argv[1]))
    await server.start()
    client = await connect(server.url)
    await client.set("kept", "yes")
    print(server.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedValkey]:
    own = EmbeddedValkey(tmp_path / "queue", lock_timeout_s=0.1)
    yield own
    await own.stop()


async def _put(server: EmbeddedValkey) -> None:
    client = await connect(server.url)
    await client.set("kept", "yes")
    await client.aclose()


async def _kept(server: EmbeddedValkey) -> str | None:
    client = await connect(server.url)
    value = await client.get("kept")
    await client.aclose()
    return None if value is None else str(value)


async def test_it_is_fit_for_the_job_and_private(server: EmbeddedValkey, tmp_path: Path) -> None:
    await server.start()
    client = await connect(server.url)
    assert await check_server(client) == ()
    assert (await client.config_get("port"))["port"] == "0"
    await client.aclose()
    assert stat.S_IMODE((tmp_path / "queue").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "queue" / "valkey.sock").stat().st_mode) == 0o700


async def test_it_keeps_its_data_over_a_restart(server: EmbeddedValkey) -> None:
    await server.start()
    await _put(server)
    await server.stop()
    await server.stop()
    with pytest.raises(EmbeddedValkeyError, match="isn't started"):
        _ = server.url
    await server.start()
    assert await _kept(server) == "yes"


async def test_a_second_one_on_the_same_data_is_refused(server: EmbeddedValkey, tmp_path: Path) -> None:
    await server.start()
    with pytest.raises(EmbeddedValkeyError, match="started already"):
        await server.start()
    second = EmbeddedValkey(tmp_path / "queue", lock_timeout_s=0.1)
    with pytest.raises(EmbeddedValkeyError, match=str(tmp_path / "queue")):
        await second.start()
    await second.stop()
    await _put(server)
    assert await _kept(server) == "yes"


async def test_a_long_path_still_has_a_socket(tmp_path: Path) -> None:
    server = EmbeddedValkey(tmp_path / ("long" * 25))
    await server.start()
    folder = Path(server.url.removeprefix("unix://")).parent
    assert await _kept(server) is None
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    await server.stop()
    assert not folder.exists()


async def test_its_unexpected_end_is_noticed_and_it_starts_again(server: EmbeddedValkey) -> None:
    await server.start()
    await _put(server)
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    async with asyncio.timeout(10):
        await server.died()
    await server.stop()
    await server.start()
    assert await _kept(server) == "yes"


async def test_unreadable_data_is_told_with_the_place_to_look(server: EmbeddedValkey, tmp_path: Path) -> None:
    folder = tmp_path / "queue" / "appendonlydir"
    folder.mkdir(parents=True)
    (folder / "appendonly.aof.manifest").write_text("nonsense\n")
    with pytest.raises(EmbeddedValkeyError, match=r"valkey\.log"):
        await server.start()


async def test_it_dies_with_its_parent_and_its_data_can_be_taken_over(tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _CHILD, str(tmp_path / "queue"), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    ended = select.poll()
    watched = os.pidfd_open(pid)
    ended.register(watched, select.POLLIN)
    parent.kill()
    await parent.wait()
    server = EmbeddedValkey(tmp_path / "queue")
    await server.start()
    # The lock was free, so the orphan is gone, or just about to be.
    assert ended.poll(5000)
    os.close(watched)
    assert await _kept(server) == "yes"
    await server.stop()


async def test_the_launcher_starts_nothing_for_a_parent_that_is_gone() -> None:
    launcher = await asyncio.create_subprocess_exec(
        sys.executable,
        str(embedded_launcher.__file__),
        "1",
        "/bin/true",
        stderr=asyncio.subprocess.PIPE,
    )
    _, told = await launcher.communicate()
    assert launcher.returncode == 1
    assert b"the parent is gone" in told


async def test_a_server_that_dies_is_started_again_at_the_same_place_with_its_data(
    server: EmbeddedValkey,
) -> None:
    await server.start()
    keeping = asyncio.create_task(server.keep_running())
    client = await connect(server.url)
    await client.set("kept", "yes")
    await client.aclose()
    url, first = server.url, server.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    async with asyncio.timeout(10):
        while server.pid in {None, first}:  # noqa: ASYNC110  (nothing announces the restart)
            await asyncio.sleep(0.01)
    again = await connect(url)
    assert await again.get("kept") == "yes"
    await again.aclose()
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
