"""Encrypted connections: who the server must be, and who we must be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from callrouter.queueing import QueueUnavailableError, connect
from tests.binaries import redis
from tests.ports import free_port
from tests.topologies.processes import HOST, ServerProcess

pytestmark = [
    pytest.mark.valkey,
    # The embedded Valkey is built without encryption: it has a unix socket only.
    pytest.mark.parametrize("server_binary", [redis], indirect=True, ids=["redis"]),
]


class _Pair(NamedTuple):
    """A certificate that is its own authority, for ``localhost``, and its key."""

    cert: Path
    key: Path


def _pair(folder: Path, name: str) -> _Pair:
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder(named, named, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pair = _Pair(folder / f"{name}.pem", folder / f"{name}.key")
    pair.cert.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pair.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return pair


class _Encrypted(ServerProcess):
    """A server, or a Sentinel that watches it, which lets in who shows a certificate of its authority."""

    def __init__(
        self, binary: Path, folder: Path, own: _Pair, *, watches: ServerProcess | None = None
    ) -> None:
        super().__init__(binary, folder)
        self.tls_port = free_port()
        self._own, self._watches = own, watches

    def command(self) -> list[str]:
        lines = [
            f"port {self.port}",
            f"bind {HOST}",
            f"dir {self.folder}",
            f"tls-port {self.tls_port}",
            f"tls-cert-file {self._own.cert}",
            f"tls-key-file {self._own.key}",
            f"tls-ca-cert-file {self._own.cert}",
            "tls-auth-clients yes",
            "tls-replication yes",
        ]
        if isinstance(self._watches, _Encrypted):
            lines.append(f"sentinel monitor desk {HOST} {self._watches.tls_port} 1")
        path = self.folder / "server.conf"
        path.write_text("\n".join(lines), "utf-8")
        return [str(self._binary), str(path), *(["--sentinel"] if self._watches else [])]


@pytest.fixture
def own(tmp_path: Path) -> _Pair:
    return _pair(tmp_path, "own")


@pytest.fixture
def server(server_binary: Path, tmp_path: Path, own: _Pair) -> Iterator[_Encrypted]:
    """Run a server with that certificate."""
    server = _Encrypted(server_binary, tmp_path / "server", own)
    server.start()
    yield server
    server.kill()


async def test_both_sides_must_be_known(server: _Encrypted, own: _Pair, tmp_path: Path) -> None:
    client_of_ours = f"cert={own.cert}&key={own.key}"
    stranger = _pair(tmp_path, "stranger")
    by_name, by_address = f"rediss://localhost:{server.tls_port}", f"rediss://{HOST}:{server.tls_port}"
    for url in (
        f"{by_name}?ca={own.cert}&{client_of_ours}",
        f"{by_address}?ca={own.cert}&{client_of_ours}&verify=ca",
        f"{by_address}?{client_of_ours}&verify=none",
    ):
        client = await connect(url)
        assert await client.ping()
        await client.aclose()
    for url in (
        f"{by_name}?ca={own.cert}",
        f"{by_name}?ca={own.cert}&cert={stranger.cert}&key={stranger.key}",
        f"{by_name}?ca={stranger.cert}&{client_of_ours}",
        f"{by_name}?{client_of_ours}",
        f"{by_address}?ca={own.cert}&{client_of_ours}",
    ):
        with pytest.raises(QueueUnavailableError):
            _ = await connect(url)


async def test_sentinels_are_asked_encrypted_too(
    server: _Encrypted, server_binary: Path, own: _Pair, tmp_path: Path
) -> None:
    sentinel = _Encrypted(server_binary, tmp_path / "sentinel", own, watches=server)
    sentinel.start()
    try:
        client = await connect(
            f"rediss+sentinel://{HOST}:{sentinel.tls_port}/desk"
            f"?replicas=0&verify=ca&ca={own.cert}&cert={own.cert}&key={own.key}"
        )
        assert await client.set("{callrouter}:layout", "1")
        await client.aclose()
    finally:
        sentinel.kill()
    assert server.client.get("{callrouter}:layout") == "1"
