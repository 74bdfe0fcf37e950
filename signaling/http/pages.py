"""The built pages and their assets; each page may use what it needs of the device."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from signaling.http.headers import CALL_FEATURES, NO_FEATURES, PAGE_POLICY

PAGES_DIR: Final = Path(__file__).resolve().parents[1] / "pages"
_NAMES: Final = ("booth", "desk", "interpreter", "join", "station", "supervisor", "wijkagent")
#: Files that are known by their address: a worker is for the pages below its own folder.
_BESIDE: Final = ("booth/worker.js", "station/worker.js", "station/app.webmanifest", "station/icon.svg")
#: Whose people are seen and heard; a supervisor's only where calls may be joined.
_CALLING: Final = frozenset({"booth", "desk", "interpreter", "join", "wijkagent"})
_A_YEAR: Final = "public, max-age=31536000, immutable"


def pages_release() -> str:
    """Return a name of the built pages; others have another, wherever they were built."""
    files = sorted(path.name for path in (PAGES_DIR / "assets").glob("*"))  # each named by what is in it
    return sha256("\n".join(files).encode()).hexdigest()[:16]


def add_pages(
    app: web.Application, *, home: str | None, frames: tuple[str, ...] = (), joined: bool = False
) -> None:
    """Add the pages; ``/`` leads to ``home``, if there is one.

    The booth may frame ``frames``; supervisors may use microphone and camera if calls can be ``joined``.
    """
    calling = _CALLING | ({"supervisor"} if joined else set())
    for name in _NAMES:
        app.router.add_get(f"/{name}", _to(f"/{name}/"))
        page = _page(
            PAGES_DIR / name / "index.html",
            frames=frames if name == "booth" else (),
            features=CALL_FEATURES if name in calling else NO_FEATURES,
        )
        app.router.add_get(f"/{name}/", page)
        if name == "join":
            # What stands behind it is the page's to read; a link that was cut off leads to a page, too.
            app.router.add_get("/join/{token}", page)
    for path in _BESIDE:
        app.router.add_get(f"/{path}", _page(PAGES_DIR / path))
    app.router.add_get("/assets/{name}", _asset)
    if home is not None:
        app.router.add_get("/", _to(home))


def _page(path: Path, *, frames: tuple[str, ...] = (), features: str = NO_FEATURES) -> Handler:
    policy = [*PAGE_POLICY, f"frame-src {' '.join(frames)}"] if frames else PAGE_POLICY
    headers = {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": "; ".join(policy),
        "Permissions-Policy": features,
    }

    async def page(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(path, headers=headers)

    return page


def _to(where: str) -> Handler:
    async def redirect(_request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(where)

    return redirect


async def _asset(request: web.Request) -> web.StreamResponse:
    """Serve one built file; its name holds a hash of what is in it."""
    path = PAGES_DIR / "assets" / Path(request.match_info["name"]).name
    if path.name.startswith(".") or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers={"Cache-Control": _A_YEAR})
