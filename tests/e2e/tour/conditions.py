"""What a page is made to believe of the world: the time, the line, the queue, the devices."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import WebSocketRoute

from tests.e2e.screens import Booth, CallScreen, Screen

REFUSE_DEVICES = """navigator.mediaDevices.getUserMedia = async () => {
    throw new DOMException("", "NotAllowedError");
};"""
LONG_MIN = 20
SITE = """<!doctype html><html lang="nl"><head><title>Werken bij</title>
<meta name="viewport" content="width=device-width"></head>
<body><main><h1>Werken bij de politie</h1><p>Bekijk onze vacatures.</p></main></body></html>"""
PLAYING = """n => [...document.querySelectorAll('video[data-testid^="video-"]')]
    .filter(v => v.dataset.testid !== "video-self" && v.videoWidth >= 320 && v.currentTime > 1).length >= n"""


async def time_stands_still(screen: Screen, after_s: float = 0) -> None:
    """Have the page believe that so much time has passed, and that none passes now; its timers go on."""
    now_ms: int = await screen.page.evaluate("Date.now()")
    await screen.page.clock.set_fixed_time(now_ms / 1000 + after_s)


async def is_cut_off(screen: Screen, *, cut: bool) -> None:
    """Take the network from the page, or give it back."""
    screen.outage_expected = True
    await screen.page.context.set_offline(cut)


async def has_no_devices(booth: Booth) -> None:
    """Load the page anew, in a browser that refuses camera and microphone."""
    await booth.page.add_init_script(REFUSE_DEVICES)
    await booth.reloads()


async def hears_of_long_wait(booth: Booth) -> None:
    """Load the page anew, to be told that there is long to wait."""

    def relay(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        route.on_message(server.send)
        server.on_message(lambda message: route.send(_with_long_wait(message)))

    await booth.page.route_web_socket(re.compile("/ws"), relay)
    await booth.reloads()


def _with_long_wait(message: str | bytes) -> str:
    said = json.loads(message)
    if said["type"] == "queue.placed":
        said |= {"about_minutes": LONG_MIN, "from_minutes": None, "to_minutes": None}
    return json.dumps(said)


async def plays(screen: CallScreen, others: int) -> None:
    """Wait until so many others are seen as well as they will be."""
    await screen.page.wait_for_function(PLAYING, arg=others)


@asynccontextmanager
async def some_site() -> AsyncIterator[str]:
    """Run a site that a booth can show in a frame; answer its address."""

    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=SITE, content_type="text/html")

    site = web.Application()
    site.router.add_get("/", show)
    async with TestServer(site) as server:
        yield str(server.make_url("/")).rstrip("/")


@dataclass
class SiteAround:
    """Somebody's site, and the page of ours that it shows in a frame."""

    origin: str
    frames: str = ""


@asynccontextmanager
async def site_around() -> AsyncIterator[SiteAround]:
    """Run a site that shows a page of ours in a frame."""

    async def show(_request: web.Request) -> web.Response:
        frame = f'<iframe title="form" width="390" height="800" src="{around.frames}"></iframe>'
        return web.Response(text=SITE.replace("</main>", f"{frame}</main>"), content_type="text/html")

    site = web.Application()
    site.router.add_get("/", show)
    async with TestServer(site) as server:
        around = SiteAround(str(server.make_url("/")).rstrip("/"))
        yield around
