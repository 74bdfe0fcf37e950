"""From a network that lets no UDP out, and nothing to the media itself, the call goes through coturn."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.e2e.screens import Booth
from tests.e2e.stage import Stage
from tests.e2e.waiting import until
from tests.networks.network import MEDIA, TURN, Network
from tests.networks.test_changes import talking

pytestmark = [pytest.mark.browser, pytest.mark.network, pytest.mark.timeout(180)]

SECRET = "of this test alone"  # noqa: S105
CONFIGURATION = Path(__file__).parents[2] / "deploy" / "coturn" / "turnserver.conf"

#: How the connection that plays goes: the way to the TURN server, in its own words.
SELECTED = """async () => {
  const connection = window.__connections.at(-1);
  const stats = new Map((await connection.getStats()).entries());
  const transport = [...stats.values()].find(each => each.selectedCandidatePairId);
  const pair = stats.get(transport?.selectedCandidatePairId);
  const local = stats.get(pair?.localCandidateId);
  return local ? {type: local.candidateType, protocol: local.relayProtocol ?? null} : null;
}"""


@asynccontextmanager
async def coturn(network: Network, folder: Path) -> AsyncIterator[None]:
    """Run Debian's coturn with the configuration we ship, in the service's network."""
    certificate, key = _certificate(folder)
    options = {
        "static-auth-secret": SECRET,
        "listening-ip": TURN,
        "relay-ip": TURN,
        "cert": certificate,
        "pkey": key,
        "allowed-peer-ip": MEDIA,
        "pidfile": folder / "turnserver.pid",
        "userdb": folder / "turndb",
    }
    process = await asyncio.create_subprocess_exec(
        *network.command(network.service),
        *("turnserver", "-c", CONFIGURATION),
        *(f"--{name}={value}" for name, value in options.items()),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield
        assert process.returncode is None, "coturn ended by itself"
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def _certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for the server's address, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, TURN)])
    today = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    paths = folder / "turn.pem", folder / "turn.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


@pytest.mark.parametrize(
    ("url", "protocol"),
    [(f"turn:{TURN}:3478?transport=tcp", "tcp"), (f"turns:{TURN}:443?transport=tcp", "tls")],
    ids=["tcp", "tls"],
)
async def test_a_call_goes_through_turn_where_no_udp_gets_out(
    stage: Stage, network: Network, tmp_path: Path, url: str, protocol: str
) -> None:
    network.allow_tcp_only()
    network.close_off(MEDIA)
    async with coturn(network, tmp_path):
        await stage.opens(turn_urls=url, turn_secret=SECRET)
        booth, _ = await talking(stage)
        await _goes_by(booth, {"type": "relay", "protocol": protocol})


async def _goes_by(booth: Booth, way: dict[str, Any]) -> None:
    await until(
        lambda: booth.page.evaluate(SELECTED), lambda selected: selected == way, f"the media to go by {way}"
    )
