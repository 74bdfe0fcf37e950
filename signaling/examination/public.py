"""What ``callrouter doctor`` finds at the address that people open, tried as a browser would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Final

import aiohttp

from signaling.auth.identity import Page
from signaling.examination.examined import Examined
from signaling.settings import Settings

_TIMEOUT: Final = aiohttp.ClientTimeout(total=8)
_SUBJECT: Final = "public_url"


async def examine_public(settings: Settings, *, in_service: bool) -> AsyncIterator[Examined]:
    """Try the way in, through whatever proxy is before it; nothing where none is named or nobody serves."""
    url = settings.public_url
    if url is None or not in_service:
        return
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
        try:
            yield await _health(session, url)
            yield await _socket(session, url)
            yield await _figures(session, url)
        except aiohttp.ClientConnectorCertificateError as error:
            reason = getattr(error.certificate_error, "verify_message", "") or "not believed"
            yield Examined(
                _SUBJECT,
                f"{url} shows a certificate that isn't good: {reason}",
                "let tls_certificate, or the proxy, have one for that name, with all those that signed it",
            )
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            yield Examined(
                _SUBJECT,
                f"{url} isn't reached from here ({type(error).__name__})",
                "see to the name, the port and the proxy there, or correct public_url",
            )


async def _health(session: aiohttp.ClientSession, url: str) -> Examined:
    async with session.get(f"{url}/health/live", allow_redirects=False) as answer:
        if answer.status != HTTPStatus.OK or answer.content_type != "application/json":
            return Examined(
                _SUBJECT,
                f"{url}/health/live answers {answer.status}, which isn't callrouter",
                "let the proxy at public_url pass everything on to host and port of the nodes",
            )
    return Examined(_SUBJECT, f"{url} leads here")


async def _socket(session: aiohttp.ClientSession, url: str) -> Examined:
    try:
        async with session.ws_connect(f"{url}/ws?page={Page.DESK}", origin=url):
            return Examined("websocket", "gets through")
    except aiohttp.WSServerHandshakeError as error:
        if error.status == HTTPStatus.FORBIDDEN:
            return Examined(
                "websocket",
                f"pages from {url} are refused as another site's",
                f"let the proxy pass the Host header on, or name {url} in allowed_origins",
            )
        return Examined(
            "websocket",
            f"doesn't get through ({error.status})",
            "let the proxy pass Upgrade and Connection on at /ws (deploy/ has examples)",
        )


async def _figures(session: aiohttp.ClientSession, url: str) -> Examined:
    # Without a proxy nobody is believed to come from this machine who says that they were passed on.
    headers = {"X-Forwarded-For": "192.0.2.1"}
    async with session.get(f"{url}/metrics", headers=headers, allow_redirects=False) as answer:
        if answer.status == HTTPStatus.OK:
            return Examined(
                "metrics",
                f"everybody can read {url}/metrics",
                "set metrics_token, or don't let the proxy pass /metrics on",
            )
    return Examined("metrics", "are not shown to everybody")
