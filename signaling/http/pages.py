"""The built pages and their assets, with the headers that keep them to themselves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from aiohttp import web

PAGES_DIR: Final = Path(__file__).resolve().parents[1] / "pages"
_NAMES: Final = ("booth", "desk", "interpreter", "join", "station", "supervisor", "wijkagent")
#: Files that are known by their address: a worker is for the pages below its own folder.
_BESIDE: Final = ("booth/worker.js", "station/worker.js", "station/app.webmanifest", "station/icon.svg")
_A_YEAR: Final = "public, max-age=31536000, immutable"

#: Strict: own files only, no inline script or style, and only Lit may make HTML from text.
_POLICY: Final = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self' blob: mediastream:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html booth-worker station-worker document-reader",
]
CONTENT_SECURITY_POLICY: Final = "; ".join(_POLICY)

_HEADERS: Final = {
    "Server": "callrouter",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(), display-capture=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def security_headers(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Add the headers to every answer but a WebSocket's."""
    try:
        response = await handler(request)
    except web.HTTPException as answer:
        answer.headers.update(_HEADERS)
        raise
    if not response.prepared:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
    return response


def add_pages(app: web.Application, *, home: str | None, frames: tuple[str, ...] = ()) -> None:
    """Add the pages; ``/`` leads to ``home``, if there is one. The booth may frame ``frames``."""
    policies = {"booth": "; ".join([*_POLICY, f"frame-src {' '.join(frames)}"])} if frames else {}
    for name in _NAMES:
        app.router.add_get(f"/{name}", _to(f"/{name}/"))
        policy = policies.get(name, CONTENT_SECURITY_POLICY)
        app.router.add_get(f"/{name}/", _file(PAGES_DIR / name / "index.html", policy))
    # What stands behind it is the page's to read; a link that was cut off leads to a page, too.
    app.router.add_get("/join/{token}", _file(PAGES_DIR / "join" / "index.html", CONTENT_SECURITY_POLICY))
    for path in _BESIDE:
        app.router.add_get(f"/{path}", _file(PAGES_DIR / path, CONTENT_SECURITY_POLICY))
    app.router.add_get("/assets/{name}", _asset)
    if home is not None:
        app.router.add_get("/", _to(home))


def _file(path: Path, policy: str) -> _Handler:
    async def page(_request: web.Request) -> web.StreamResponse:
        headers = {"Cache-Control": "no-cache", "Content-Security-Policy": policy}
        return web.FileResponse(path, headers=headers)

    return page


def _to(where: str) -> _Handler:
    async def redirect(_request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(where)

    return redirect


async def _asset(request: web.Request) -> web.StreamResponse:
    """Serve one built file; its name holds a hash of what is in it."""
    path = PAGES_DIR / "assets" / Path(request.match_info["name"]).name
    if path.name.startswith(".") or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers={"Cache-Control": _A_YEAR})
