"""An OpenID provider that answers whatever a test wants: wrong, too much, too late, or with other keys."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import ECKey
from yarl import URL

CLIENT_ID = "callrouter"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class WaywardProvider:
    """It behaves well until told otherwise: ``instead`` has other answers, by path."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": "first"})
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.instead: dict[str, Answer] = {}
        self.asked: list[str] = []
        #: The forms that came to the token endpoint, with how the client said who it is.
        self.exchanges: list[dict[str, str]] = []
        self._let_go = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._let_go.set()
        assert self._runner is not None
        await self._runner.cleanup()

    async def hangs(self, _request: web.Request) -> web.StreamResponse:
        """Say nothing."""
        await self._let_go.wait()
        return web.Response()

    def sends_back(self, there: str, **changed: str) -> dict[str, str]:
        """Return the answer to what a browser was sent here with; '' leaves a part out."""
        asked = URL(there).query
        self.claims["nonce"] = asked["nonce"]
        answer = {"code": "a-code", "state": asked["state"]} | changed
        return {name: value for name, value in answer.items() if value}

    def signs(self, claims: dict[str, Any]) -> str:
        """Return a token with these claims beside what every one has."""
        now = int(time.time())
        usual = {"iss": self.url, "aud": CLIENT_ID, "sub": "s1", "iat": now, "exp": now + 60}
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, usual | claims, self.key)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        if (instead := self.instead.get(request.path)) is not None:
            return await instead(request)
        match request.path:
            case "/.well-known/openid-configuration":
                known = {
                    "issuer": self.url,
                    "authorization_endpoint": f"{self.url}/authorize?tenant=a",
                    "token_endpoint": f"{self.url}/token",
                    "jwks_uri": f"{self.url}/keys",
                }
                return web.json_response(known | self.metadata)
            case "/keys":
                return web.json_response({"keys": [self.key.as_dict(private=False)]})
            case "/token":
                form = {name: str(value) for name, value in (await request.post()).items()}
                self.exchanges.append(form | {"authorization": request.headers.get("Authorization", "")})
                return web.json_response({"id_token": self.signs(self.claims), "access_token": "at"})
            case _:
                return web.Response(status=404)
