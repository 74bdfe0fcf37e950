"""``GET /api/v1/sign-in``: the ways in which staff can sign in now; anybody may ask."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from signaling.http.oidc import OidcSignIn


@dataclass(frozen=True, kw_only=True)
class SignInWays:
    """The ways, and what tells the sign-in page of them."""

    #: With a name and a password of this service.
    local: bool
    provider: OidcSignIn | None
    #: Text of the button that leads to the provider; empty: the page's own.
    provider_name: str

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/api/v1/sign-in", self._tell)
        if self.provider is not None:
            self.provider.add_to(app)

    async def _tell(self, _request: web.Request) -> web.Response:
        told = None
        if self.provider is not None:
            told = {"name": self.provider_name, "available": await self.provider.available()}
        return web.json_response(
            {"local": self.local, "provider": told}, headers={"Cache-Control": "no-store"}
        )
