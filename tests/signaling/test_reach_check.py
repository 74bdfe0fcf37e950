"""What doctor says of relays and TURN servers after it has tried them."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aioice import stun, turn

from callrouter.model.media import RelayRecord
from callrouter.relay.node import this_machine
from callrouter.relay.turn import TurnFailed, try_allocation
from signaling.auth.turn import TurnServers
from signaling.examination.reach import examine_reach
from signaling.settings import Settings
from tests.ports import free_port
from tests.signaling.conftest import Service

SECRET = "of this test alone"  # noqa: S105
CONFIGURATION = Path(__file__).parents[2] / "deploy" / "coturn" / "turnserver.conf"


def settings_for(urls: str, secret: str = SECRET) -> Settings:
    return Settings.model_validate({"turn_urls": urls, "turn_secret": secret})


@pytest.fixture
async def coturn(tmp_path: Path) -> AsyncIterator[int]:
    """Run the distribution's coturn on loopback with the configuration we ship; the port it listens on."""
    if shutil.which("turnserver") is None:
        pytest.skip("coturn is missing: `apt-get install coturn`")
    port = free_port()
    options = {
        "static-auth-secret": SECRET,
        "listening-ip": "127.0.0.1",
        "relay-ip": "127.0.0.1",
        "listening-port": port,
        "pidfile": tmp_path / "turnserver.pid",
        "userdb": tmp_path / "turndb",
    }
    process = await asyncio.create_subprocess_exec(
        *("turnserver", "-c", CONFIGURATION, "--no-tls", "--no-dtls"),
        *(f"--{name}={value}" for name, value in options.items()),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(20):
            while not await _answers(port):
                assert process.returncode is None, "coturn ended by itself"
        yield port
    finally:
        process.terminate()
        await process.wait()


async def _answers(port: int) -> bool:
    try:
        await try_allocation(f"turn:127.0.0.1:{port}?transport=tcp", "nobody", "nothing")
    except TurnFailed as error:
        await asyncio.sleep(0.01)
        return error.code == 401
    return False


@pytest.mark.network
async def test_a_turn_server_that_relays_is_well_by_udp_and_tcp(coturn: int) -> None:
    urls = f"turn:127.0.0.1:{coturn},turn:127.0.0.1:{coturn}?transport=tcp"
    examined = await examine_reach(settings_for(urls), [], now_s=time.time())
    assert [each.fit for each in examined] == [True, True], examined
    assert "relays from 127.0.0.1" in examined[0].state


@pytest.mark.network
async def test_another_secret_and_an_old_credential_are_refused_and_told(coturn: int) -> None:
    url = f"turn:127.0.0.1:{coturn}"
    (wrong,) = await examine_reach(settings_for(url, "another"), [], now_s=time.time())
    assert (wrong.fit, wrong.state) == (False, f"{url}: refused with 401")
    assert wrong.remedy is not None
    assert "static-auth-secret" in wrong.remedy
    servers = TurnServers(urls=(url,), secret=SECRET, ttl_s=60)
    (old,) = servers.for_participant(time.time() - 120)
    with pytest.raises(TurnFailed) as refused:
        await try_allocation(url, old.username or "", old.credential or "")
    assert refused.value.code == 401


@pytest.mark.network
async def test_a_credential_reaches_nobody_but_the_media_that_coturn_was_told_of(coturn: int) -> None:
    servers = TurnServers(urls=(f"turn:127.0.0.1:{coturn}",), secret=SECRET, ttl_s=60)
    (given,) = servers.for_participant(time.time())
    told: asyncio.Queue[Exception | None] = asyncio.Queue()

    class Hears(asyncio.DatagramProtocol):
        def error_received(self, exc: Exception) -> None:
            told.put_nowait(exc)

        def connection_lost(self, exc: Exception | None) -> None:
            told.put_nowait(exc)

    relaying, _ = await turn.create_turn_endpoint(
        Hears, ("127.0.0.1", coturn), given.username, given.credential
    )
    relaying.sendto(b"into the inner network", ("10.0.0.1", 5432))
    async with asyncio.timeout(10):
        refused = await told.get()
        assert isinstance(refused, stun.TransactionFailed)
        assert refused.response.error_code == 403
        relaying.close()
        assert await told.get() is None


@pytest.mark.network
async def test_a_server_that_is_not_there_is_told() -> None:
    url = f"turn:127.0.0.1:{free_port()}?transport=tcp"
    (gone,) = await examine_reach(settings_for(url), [], now_s=time.time())
    assert (gone.fit, gone.state) == (False, f"{url}: nobody listens there")


@pytest.mark.valkey
async def test_a_relay_that_is_reached_is_well_and_others_are_named(
    service: Service, settings: Settings
) -> None:
    here = this_machine()
    (there,) = await service.node.stores.relays.all()
    gone = RelayRecord(relay_id="relay-gone", control_url="unix:///none.sock", capacity=1, machine=here)
    other = there.relay.model_copy(update={"relay_id": "relay-other"})
    far = gone.model_copy(update={"relay_id": "relay-far", "machine": "another"})
    examined = await examine_reach(settings, [there.relay, gone, other, far], now_s=0)
    told = {each.state.split()[0]: each for each in examined}
    assert told.keys() == {"relay-far", "relay-gone", "relay-other"}
    assert (told["relay-far"].fit, told["relay-gone"].fit, told["relay-other"].fit) == (True, False, False)
    assert "another relay" in told["relay-other"].state
