"""What plain HTTP answers, and with which headers."""

from __future__ import annotations

import aiohttp
import pytest

from tests.signaling.conftest import Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]


@pytest.mark.parametrize("page", ["booth", "desk", "interpreter", "supervisor"])
async def test_pages_come_with_strict_headers_and_are_never_stale(service: Service, page: str) -> None:
    async with aiohttp.ClientSession() as http, http.get(f"{service.url}/{page}") as response:
        assert response.status == 200
        assert response.url.path == f"/{page}/"
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "require-trusted-types-for 'script'" in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-cache"
        assert "aiohttp" not in response.headers["Server"]


@pytest.mark.parametrize("name", ["nothing.js", "..%2f..%2fcli.py", ".stamp", "%00", "..%5ccli.py"])
async def test_nothing_but_built_assets_is_served(service: Service, name: str) -> None:
    async with aiohttp.ClientSession() as http, http.get(f"{service.url}/assets/{name}") as response:
        assert response.status in {400, 404}
        assert "Content-Security-Policy" in response.headers or response.status == 400


async def test_health_tells_ready(service: Service) -> None:
    async with aiohttp.ClientSession() as http:
        for path in ("live", "ready"):
            async with http.get(f"{service.url}/health/{path}") as response:
                assert (response.status, await response.json()) == (200, {"status": "ok"})
