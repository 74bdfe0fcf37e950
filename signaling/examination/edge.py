"""What ``callrouter doctor`` says of the HTTP server: can pages come, and is its certificate good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from callrouter.relay.node import CertificateError, ServerCertificate
from signaling.edge.door import most_connections
from signaling.examination.chain import missing_issuer
from signaling.examination.examined import Examined
from signaling.settings import Settings

#: Whoever renews certificates has done it by then.
_SOON_S: Final = 14 * 86_400
_OTHERS: Final = 0o007


def examine_edge(settings: Settings, *, now_ms: int) -> Iterator[Examined]:
    """Examine how browsers reach this node."""
    host = urlsplit(settings.public_url or "").hostname
    if settings.tls_certificate is not None and settings.tls_key is not None:
        found = _certificate("certificate", settings.tls_certificate, settings.tls_key, now_ms / 1000)
        yield _for_browsers(found, settings.tls_certificate, settings.tls_key, host) if found.fit else found
        yield _key("certificate", settings.tls_key)
    if settings.relay_certificate is not None and settings.relay_key is not None:
        # Whether nodes believe it is tried at the relay itself: its authority is often one of our own.
        yield _certificate("relay cert", settings.relay_certificate, settings.relay_key, now_ms / 1000)
        yield _key("relay cert", settings.relay_key)
    if settings.tls_certificate is None:
        yield _plain(settings)
    yield from _deployed(settings)
    yield _connections(settings.most_connections)


def _certificate(what: str, certificate: Path, key: Path, now: float) -> Examined:
    try:
        read = ServerCertificate(certificate, key)
    except CertificateError as error:
        return Examined(what, str(error), "name a PEM file with a certificate, and one with its own key")
    until = datetime.fromtimestamp(read.expires_at, tz=UTC).date()
    if read.expires_at <= now:
        return Examined(what, f"{certificate} is good no more since {until}", "renew it")
    if read.expires_at - now < _SOON_S:
        return Examined(what, f"{certificate} is good until {until} only", "see why it isn't renewed")
    return Examined(what, f"{certificate} is good until {until}")


def _for_browsers(good: Examined, certificate: Path, key: Path, host: str | None) -> Examined:
    """Return why browsers wouldn't believe a certificate that is good by itself, or that it is."""
    shown = ServerCertificate(certificate, key).names
    if host is not None and not any(_is_for(host, name) for name in shown):
        return Examined(
            good.subject,
            f"{certificate} is for {', '.join(shown) or 'nothing'}",
            f"have one made for {host}, as in public_url",
        )
    if missing := missing_issuer(certificate):
        return Examined(
            good.subject,
            f"{certificate} is signed by {missing}, who isn't in it nor known here: browsers may refuse it",
            "put the certificates of those that signed it into the file, below it (the full chain)",
        )
    return good


def _is_for(host: str, name: str) -> bool:
    """Compare as RFC 9525 does: one star, for the whole first part."""
    if name.startswith("*."):
        return host.partition(".")[2].lower() == name[2:].lower()
    return host.lower() == name.lower()


def _key(what: str, key: Path) -> Examined:
    try:
        mode = key.stat().st_mode
    except OSError:
        return Examined(f"{what} key", f"{key} can't be read", "let the service's user read it")
    if mode & _OTHERS:
        return Examined(f"{what} key", f"{key} can be read by everybody here", f"chmod o= {key}")
    return Examined(f"{what} key", f"{key} is read by its owner and group alone")


def _plain(settings: Settings) -> Examined:
    try:
        local = ip_address(settings.host).is_loopback
    except ValueError:
        local = settings.host == "localhost"
    if settings.trusted_proxies:
        return Examined("http", "plain, for a proxy that does TLS")
    if local and _is_public(settings):
        return Examined(
            "http",
            "plain, for a proxy that isn't believed: everybody counts as the one address of the proxy",
            "name the proxy's address in trusted_proxies, like 127.0.0.1",
        )
    if local:
        return Examined("http", "plain, for this machine")
    return Examined(
        "http",
        f"plain on {settings.host}: pages elsewhere get no camera, and what they say can be read",
        "set tls_certificate and tls_key, or trusted_proxies and let the proxy do TLS",
    )


def _deployed(settings: Settings) -> Iterator[Examined]:
    """Examine what is for demonstrations, where ``public_url`` says that people come by TLS."""
    for origin in settings.allowed_origins:
        parts = urlsplit(origin)
        if (
            parts.scheme not in {"http", "https"}
            or not parts.netloc
            or origin != f"{parts.scheme}://{parts.netloc}"
        ):
            yield Examined(
                "origins",
                f"{origin} in allowed_origins is no origin: no browser ever says it",
                "write it like https://bellen.example.org, without a path or a slash at its end",
            )
    if not _is_public(settings):
        return
    if not settings.secure_cookies:
        yield Examined(
            "cookies", "secure_cookies is off: they are sent over plain HTTP too", "leave secure_cookies on"
        )
    if settings.open_booths:
        yield Examined(
            "booths", "open_booths is on: whoever knows a booth's name is that booth", "leave open_booths off"
        )


def _is_public(settings: Settings) -> bool:
    return (settings.public_url or "").startswith("https://")


def _connections(wanted: int) -> Examined:
    most = most_connections(wanted)
    if most < wanted:
        return Examined("connections", f"{most}, not {wanted}", "raise the limit of open files (ulimit -n)")
    return Examined("connections", f"{most} at once")
