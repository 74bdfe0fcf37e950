"""The deployment that robots talk with: its nodes, and how one becomes somebody there."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Final, NamedTuple, Self

import aiohttp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signaling.auth.identity import Page
from signaling.protocol.client import MAX_MESSAGE_BYTES

#: For one request, or for connecting.
PATIENCE_S: Final = 10.0
#: A node that hangs isn't waited for when its connection is given up.
_PARTING_S: Final = 1.0
#: A supervisor's snapshot of a large deployment is long.
_LONGEST_ANSWER: Final = 1024 * MAX_MESSAGE_BYTES


class SiteError(Exception):
    """Somebody can't be who they should be there; the message is for whoever runs the robots."""


class _UnreachableError(SiteError):
    """A node can't be asked now; another one may."""


class Pass(NamedTuple):
    """By what a page is known: its cookies, and of an enrolled booth its device's key."""

    page: Page
    query: Mapping[str, str]
    cookies: str = ""
    key: ec.EllipticCurvePrivateKey | None = None

    def proof_of(self, challenge: str) -> str:
        """Sign what a booth's device is asked to sign; empty, and so refused, without a key."""
        if self.key is None:
            return ""
        signed = self.key.sign(f"callrouter booth {challenge}".encode(), ec.ECDSA(SHA256()))
        return b64encode(b"".join(half.to_bytes(32) for half in decode_dss_signature(signed))).decode()


class Site:
    """Several nodes of one deployment, or one address for all of them."""

    def __init__(self, urls: Sequence[str], *, ssl: bool = True) -> None:
        """``ssl``: whether certificates are checked."""
        self.urls: Final = tuple(url.rstrip("/") for url in urls)
        self._http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, ssl=ssl, ttl_dns_cache=300),
            cookie_jar=aiohttp.DummyCookieJar(),  # each robot has its own cookies
            timeout=aiohttp.ClientTimeout(total=PATIENCE_S),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    def node(self, number: int) -> str:
        """Return one of the nodes; they take turns."""
        return self.urls[number % len(self.urls)]

    async def connect(self, node: str, known_by: Pass) -> aiohttp.ClientWebSocketResponse:
        """Open a WebSocket. Raises aiohttp.ClientError, OSError and TimeoutError."""
        return await self._http.ws_connect(
            f"{node}/ws",
            params=known_by.query,
            origin=node,
            headers={"Cookie": known_by.cookies} if known_by.cookies else None,
            max_msg_size=_LONGEST_ANSWER,
            timeout=aiohttp.ClientWSTimeout(ws_close=_PARTING_S),
        )

    def booth(self, name: str) -> Pass:
        """Return what a booth is known by where booths are known by their names (``open_booths``)."""
        return Pass(Page.BOOTH, {"page": Page.BOOTH, "kiosk": name.removeprefix("booth:")})

    async def enrol(self, code: str, *, node: int = 0) -> Pass:
        """Become the booth of an enrolment's code. Raises SiteError."""
        key = ec.generate_private_key(ec.SECP256R1())
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        body = {"code": code, "key": b64encode(public).decode()}
        cookies = await self._post(node, "/api/v1/booth/enrol", body)
        return Pass(Page.BOOTH, {"page": Page.BOOTH}, cookies, key)

    async def sign_in(self, name: str, password: str, page: Page, *, node: int = 0) -> Pass:
        """Sign somebody in. Raises SiteError."""
        body = {"page": page, "username": name, "password": password}
        cookies = await self._post(node, "/api/v1/login", body, who=name)
        return Pass(page, {"page": page}, cookies)

    async def _post(self, number: int, path: str, body: Mapping[str, str], *, who: str = "") -> str:
        """Ask one node after the other until one answers; return the cookies it gives."""
        for node in (self.node(number + further) for further in range(len(self.urls) - 1)):
            with suppress(_UnreachableError):
                return await self._ask(node, path, body, who)
        return await self._ask(self.node(number - 1), path, body, who)

    async def _ask(self, node: str, path: str, body: Mapping[str, str], who: str) -> str:
        try:
            async with self._http.post(f"{node}{path}", json=body, headers={"Origin": node}) as response:
                if response.status == HTTPStatus.OK:
                    return "; ".join(f"{name}={morsel.value}" for name, morsel in response.cookies.items())
                answer = await response.json(content_type=None)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise _UnreachableError(f"{node}{path}: {type(error).__name__} {error}".rstrip()) from error
        code = answer.get("code") if isinstance(answer, dict) else None
        kind = _UnreachableError if response.status == HTTPStatus.SERVICE_UNAVAILABLE else SiteError
        raise kind(f"{node}{path}: {' '.join(filter(None, (who, code)))} ({response.status})")
