"""What plain HTTP answers, and with which headers."""

from __future__ import annotations

import gzip
import re

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from signaling.http.headers import security_headers
from signaling.http.pages import add_pages
from tests.signaling.conftest import Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]

PAGES = ["booth", "desk", "interpreter", "join", "station", "supervisor", "wijkagent"]
#: What a page may weigh on its first load, compressed, without fonts.
MOST_BYTES = 150_000
#: What a page names in its head: scripts, what they import, style sheets.
LINKED = re.compile(r'(?:src|href)="(/assets/[^"]+)"')


async def _fetch(service: Service, path: str, encoding: str) -> tuple[bytes, aiohttp.ClientResponse]:
    """Return the body as it came over the wire, and the answer."""
    headers = {"Accept-Encoding": encoding}
    async with (
        aiohttp.ClientSession(auto_decompress=False) as http,
        http.get(service.url + path, headers=headers) as response,
    ):
        assert response.status == 200
        return await response.read(), response


@pytest.mark.parametrize("page", [*(f"{page}/" for page in PAGES), "join/secret"])
async def test_a_page_weighs_little_on_its_first_load(service: Service, page: str) -> None:
    html, _ = await _fetch(service, f"/{page}", "identity")
    linked = LINKED.findall(html.decode())
    assert any(path.endswith(".js") for path in linked)
    assert any(path.endswith(".css") for path in linked)
    bodies = [(await _fetch(service, path, "gzip"))[0] for path in [f"/{page}", *linked]]
    assert sum(map(len, bodies)) < MOST_BYTES


async def test_the_booths_worker_keeps_every_file_of_its_first_load(service: Service) -> None:
    script, answer = await _fetch(service, "/booth/worker.js", "identity")
    assert answer.content_type in {"text/javascript", "application/javascript"}
    assert answer.headers["Cache-Control"] == "no-cache"
    kept = set(re.findall(r'"(/assets/[^"]+)"', script.decode()))
    html, page = await _fetch(service, "/booth/", "identity")
    assert kept >= set(LINKED.findall(html.decode()))
    for path in kept:
        await _fetch(service, path, "identity")
    # It is registered under a policy of its own, and by nobody else's address.
    policy = page.headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "trusted-types lit-html booth-worker station-worker document-reader" in policy


async def test_what_compresses_comes_compressed_to_who_takes_it(service: Service) -> None:
    html, _ = await _fetch(service, "/booth/", "identity")
    script = next(path for path in LINKED.findall(html.decode()) if path.endswith(".js"))
    for path in ("/booth/", script):
        plain, answer = await _fetch(service, path, "identity")
        assert "Content-Encoding" not in answer.headers
        zipped, zip_answer = await _fetch(service, path, "gzip")
        assert zip_answer.headers["Content-Encoding"] == "gzip"
        assert zip_answer.headers["Vary"] == "Accept-Encoding"
        assert zip_answer.content_type == answer.content_type
        assert zip_answer.headers["Cache-Control"] == answer.headers["Cache-Control"]
        assert gzip.decompress(zipped) == plain
        best, best_answer = await _fetch(service, path, "gzip, deflate, br")
        assert best_answer.headers["Content-Encoding"] == "br"
        assert len(best) < len(zipped) < len(plain)


@pytest.mark.parametrize("page", PAGES)
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
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        features = response.headers["Permissions-Policy"].split(", ")
        calling = page != "station"  # the demonstration's supervisors may join calls
        assert ("camera=(self)" in features, "microphone=()" in features) == (calling, not calling)
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


async def test_where_cookies_need_https_browsers_come_back_by_nothing_else() -> None:
    app = web.Application(middlewares=[security_headers(https_only=True)])
    async with TestClient(TestServer(app)) as http:
        missing = await http.get("/nothing")
    assert missing.status == 404
    assert missing.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert missing.headers["Cache-Control"] == "no-store"


async def test_a_supervisor_may_be_heard_only_where_calls_can_be_joined() -> None:
    app = web.Application(middlewares=[security_headers(https_only=True)])
    add_pages(app, home=None)
    async with TestClient(TestServer(app)) as http:
        page = await http.get("/supervisor/")
    assert "microphone=()" in page.headers["Permissions-Policy"]


async def test_only_the_booth_frames_others_and_only_those_configured() -> None:
    app = web.Application(middlewares=[security_headers(https_only=True)])
    add_pages(app, home=None, frames=("http://127.0.0.1:9", "https://chat.example"))
    async with TestClient(TestServer(app)) as http:
        booth, desk = [
            (await http.get(path)).headers["Content-Security-Policy"] for path in ("/booth/", "/desk/")
        ]
    assert "frame-src http://127.0.0.1:9 https://chat.example" in booth.split("; ")
    assert "default-src 'none'" in booth
    assert "frame-src" not in desk
