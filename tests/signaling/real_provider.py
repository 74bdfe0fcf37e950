"""A real OpenID provider in a process of its own, with people in it; what its own users do there.

``oidc-provider-mock`` knows no back-channel logout: this adds a way to have it sign a logout token. Run as a
program, this file is the provider.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp
from yarl import URL

from tests.ports import free_port

CLIENT_ID = "callrouter"
_PATIENCE_S = 45.0


class RealProvider:
    """The provider, and what happens at it. Its people are given as ``sub`` and claims."""

    def __init__(self, people: Mapping[str, Mapping[str, Any]]) -> None:
        self._people = people
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._command = (sys.executable, "-m", "tests.signaling.real_provider", str(port))
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *("setpriv", "--pdeathsig", "KILL"),
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": os.pathsep.join(sys.path),
                "AUTHLIB_INSECURE_TRANSPORT": "1",
            },
        )
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(self._people).encode() + b"\n")
        await self._process.stdin.drain()
        async with asyncio.timeout(_PATIENCE_S):
            while not await self._is_there():
                assert self._process.returncode is None, "the provider doesn't start"
                await asyncio.sleep(0.05)
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.goes()

    async def goes(self) -> None:
        """End the provider; ended already is fine."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def lets_in(self, there: str, sub: str) -> URL:
        """Sign ``sub`` in at the address a browser was sent to; return where it is sent back to."""
        async with (
            aiohttp.ClientSession() as http,
            http.post(there, data={"sub": sub}, allow_redirects=False) as answer,
        ):
            assert answer.status == 302, await answer.text()
            return URL(answer.headers["Location"], encoded=True)

    async def logout_token(self, sub: str, *, aud: str = CLIENT_ID, **said: str) -> str:
        """Return what the provider says to us when it ends the sessions of ``sub``."""
        asked, query = f"{self.url}/logout-token", {"sub": sub, "aud": aud, "iss": self.url, **said}
        async with aiohttp.ClientSession() as http, http.get(asked, params=query) as answer:
            return await answer.text()

    async def _is_there(self) -> bool:
        try:
            async with aiohttp.ClientSession() as http, http.get(f"{self.url}/jwks") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False


def _run(port: int) -> None:
    import flask  # noqa: PLC0415  (of the provider's process alone)
    import werkzeug.serving  # noqa: PLC0415
    from joserfc import jwt  # noqa: PLC0415
    from joserfc.jwk import RSAKey  # noqa: PLC0415
    from oidc_provider_mock import User, app  # noqa: PLC0415

    people = json.loads(sys.stdin.readline())
    provider = app(user_claims=[User(sub=sub, claims=claims) for sub, claims in people.items()])

    def logout_token() -> str:
        key = RSAKey.import_key(flask.g.oidc_provider_mock_storage.jwk.as_dict(is_private=True))
        now = int(time.time())
        said = dict(flask.request.args)
        times = {"iat": now, "exp": now + 120, "jti": secrets.token_hex(8)}
        events: dict[str, Any] = {"http://schemas.openid.net/event/backchannel-logout": {}}
        header = {"alg": "RS256", "typ": "logout+jwt", "kid": key.kid}
        return jwt.encode(header, {**said, **times, "events": events}, key)

    provider.add_url_rule("/logout-token", view_func=logout_token)
    provider.add_url_rule("/favicon.ico", view_func=lambda: ("", 204))
    werkzeug.serving.run_simple("127.0.0.1", port, provider, threaded=True)


if __name__ == "__main__":
    _run(int(sys.argv[1]))
