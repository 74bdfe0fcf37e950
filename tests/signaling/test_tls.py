"""TLS by option: nothing that is broken is agreed on, and a certificate is renewed while it is in use."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from callrouter.relay.node import CertificateError, ServerCertificate
from signaling.settings import SettingsError, load_settings
from tests.signaling.test_edge import ASKING, HERE, Place, answer_of, ends, open_place

pytestmark = pytest.mark.network

NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bellen.example")])


class Files:
    """A certificate and its key, as an operator has them on disk."""

    def __init__(self, folder: Path) -> None:
        self.certificate, self.key = folder / "certificate.pem", folder / "key.pem"

    def renew(self, number: int, days: int = 30) -> None:
        """Write both anew, with this serial number."""
        key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
        names: list[x509.GeneralName] = [x509.DNSName("bellen.example"), x509.IPAddress(ip_address(HERE))]
        builder = x509.CertificateBuilder(
            NAME, NAME, key.public_key(), number, now, now + timedelta(days=days)
        )
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        signed = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(
            key, hashes.SHA256()
        )
        self.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        self.certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))


@pytest.fixture
def files(tmp_path: Path) -> Files:
    found = Files(tmp_path)
    found.renew(1)
    return found


async def _shown(place: Place, context: ssl.SSLContext | None = None) -> tuple[int, asyncio.StreamWriter]:
    """Connect, and return the serial number of what is shown, with the connection."""
    if context is None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    reader, writer = await asyncio.open_connection(HERE, place.port, ssl=context)
    writer.write(ASKING)
    assert await answer_of(reader) == 200
    tls: ssl.SSLObject = writer.get_extra_info("ssl_object")
    shown = tls.getpeercert(binary_form=True)
    assert shown is not None
    return x509.load_der_x509_certificate(shown).serial_number, writer


async def test_a_renewed_certificate_is_shown_and_open_connections_go_on(files: Files) -> None:
    certificate = ServerCertificate(files.certificate, files.key)
    async with open_place(tls=certificate.context) as place:
        number, before = await _shown(place)
        assert number == 1
        assert not certificate.look()
        files.renew(2)
        assert certificate.look()
        number, after = await _shown(place)
        assert number == 2
        before.write(ASKING)
        await before.drain()
        for writer in (before, after):
            writer.close()
            await writer.wait_closed()


async def test_of_files_that_do_not_fit_nothing_is_taken(files: Files) -> None:
    certificate = ServerCertificate(files.certificate, files.key)
    key = files.key.read_bytes()
    files.renew(2)
    whole = files.key.read_bytes()
    async with open_place(tls=certificate.context) as place:
        for broken in (key, b"nothing", b""):
            files.key.write_bytes(broken)
            assert not certificate.look()
            assert certificate.is_stale
            number, writer = await _shown(place)
            assert number == 1
            writer.close()
            await writer.wait_closed()
        files.key.write_bytes(whole)
        assert certificate.look()
        assert not certificate.is_stale
    assert certificate.names == ("bellen.example", HERE)


async def test_nothing_old_is_agreed_on(files: Files) -> None:
    certificate = ServerCertificate(files.certificate, files.key, protocols=("http/1.1",))
    names = {each["name"] for each in certificate.context.get_ciphers()}
    assert all("GCM" in name or "CHACHA20" in name for name in names)
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("ECDHE+AESCCM:AES128-SHA:@SECLEVEL=0")
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    async with open_place(tls=certificate.context) as place:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await _shown(place, old)


async def test_who_never_shakes_hands_makes_room(files: Files) -> None:
    certificate = ServerCertificate(files.certificate, files.key)
    async with open_place(most_a_place=3, tls=certificate.context) as place:
        idle = [await place.arrives(b"\x16\x03\x01") for _ in range(3)]
        _, writer = await _shown(place)
        assert await ends(idle[0]) == b""
        writer.close()
        await writer.wait_closed()


def test_what_cannot_be_shown_stops_the_start(files: Files, tmp_path: Path) -> None:
    with pytest.raises(CertificateError, match=r"none\.pem"):
        ServerCertificate(files.certificate, tmp_path / "none.pem")
    secret = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"a word"),
    )
    files.key.write_bytes(secret)
    with pytest.raises(CertificateError, match="encrypted"):
        ServerCertificate(files.certificate, files.key)
    with pytest.raises(SettingsError, match="belong together"):
        load_settings(options={"tls_key": str(files.key)}, environment={})
