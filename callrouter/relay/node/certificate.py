"""What a TLS server shows of itself: a certificate that is looked at again, as it is renewed while in use."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from typing import Final

import structlog
from cryptography import x509

from callrouter.relay.node.place import PlaceError

#: TLS 1.2 with forward secrecy and authenticated encryption alone; TLS 1.3 has nothing else.
_CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20"

_log = structlog.get_logger(__name__)


#: How often its files are looked at.
_LOOK_S: Final = 5.0


class CertificateError(PlaceError):
    """Files that can't be shown; the message says why in one sentence."""


class ServerCertificate:
    """A certificate with its key, from two PEM files. Raises CertificateError when they don't fit."""

    def __init__(self, certificate: Path, key: Path, *, protocols: tuple[str, ...] = ()) -> None:
        """``protocols``: what is agreed on by ALPN (RFC 7301), if the other side asks."""
        self._certificate, self._key = certificate, key
        #: What new connections are shown; it stays the same object.
        self.context = _strict_context()
        if protocols:
            self.context.set_alpn_protocols(list(protocols))
        #: Whether the files have changed into something that can't be shown.
        self.is_stale = False
        self._seen = self._marks()
        self._shown = self._load()

    @property
    def expires_at(self) -> float:
        """When it is no longer valid, seconds since the epoch."""
        return self._shown.not_valid_after_utc.timestamp()

    @property
    def names(self) -> tuple[str, ...]:
        """The host names and addresses it is for."""
        try:
            found = self._shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except x509.ExtensionNotFound:
            return ()
        hosts = found.get_values_for_type(x509.DNSName)
        return (*hosts, *(str(address) for address in found.get_values_for_type(x509.IPAddress)))

    def look(self) -> bool:
        """Read the files again if they have changed; say whether something new is shown from now on.

        Connections that are open go on with what they were shown. Of files that don't fit, as while one of
        them is being replaced, nothing is taken; they are looked at again.
        """
        marks = self._marks()
        if marks == self._seen and not self.is_stale:
            return False
        try:
            shown = self._load()
        except CertificateError as error:
            if not self.is_stale or marks != self._seen:
                _log.error("certificate.refused", reason=str(error))
            self._seen, self.is_stale = marks, True
            return False
        self._shown, self._seen, self.is_stale = shown, marks, False
        _log.info("certificate.read", expires=shown.not_valid_after_utc.isoformat())
        return True

    async def watch(self) -> None:
        """Look again and again, for ever."""
        while True:
            await asyncio.sleep(_LOOK_S)
            self.look()

    def _marks(self) -> tuple[tuple[int, int, int] | None, ...]:
        return tuple(_mark(path) for path in (self._certificate, self._key))

    def _load(self) -> x509.Certificate:
        try:
            # First into one that nobody is shown: if they don't fit, nothing has changed.
            for context in (_strict_context(), self.context):
                context.load_cert_chain(self._certificate, self._key, password=_no_password)
            return x509.load_pem_x509_certificate(self._certificate.read_bytes())
        except (OSError, ValueError) as error:
            raise CertificateError(
                f"certificate {self._certificate} with key {self._key}: {error}"
            ) from error


def _strict_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_CIPHERS)
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    return context


def _mark(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _no_password() -> str:
    # Without this OpenSSL would ask whoever sits at the terminal, and wait.
    message = "the key is encrypted"
    raise ValueError(message)
