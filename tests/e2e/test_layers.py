"""Three real browsers, one of them on a narrow link: it is sent the small layer, and nobody else notices."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import Page, async_playwright

from callrouter.model.media import Audience
from callrouter.relay import SLOTS, RelayEngine
from tests.e2e.chromium import devices_of, launch
from tests.e2e.fake_devices import AGENT, INTERPRETER, VISITOR, Camera, Identity
from tests.e2e.narrow_link import NarrowLink
from tests.e2e.waiting import until
from tests.relay.clients import RecordingListener

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

ROOM = "call-1"
CAMERA = Camera(width=640, height=480, fps=15, noise=3)
BEST, SMALL = 640, 320
#: enough for sound and the small layer, not for the best
NARROW_BPS = 350_000

OFFER = """async ({slots, camera, layers}) => {
  const peer = (window.peer = new RTCPeerConnection());
  const devices = await navigator.mediaDevices.getUserMedia({
    audio: true, video: camera && {width: 640, height: 480},
  });
  const send = (kind, options = {}) =>
    peer.addTransceiver(devices.getTracks().find((t) => t.kind === kind) ?? kind,
      {direction: "sendonly", ...options});
  send("audio");
  send("video", layers ? {sendEncodings: [
    {rid: "h", maxBitrate: 1_500_000}, {rid: "l", scaleResolutionDownBy: 2, maxBitrate: 150_000}]} : {});
  peer.addTransceiver("video", {direction: "sendonly"});
  window.videos = [];
  for (let slot = 0; slot < slots; slot += 1) {
    peer.addTransceiver("audio", {direction: "recvonly"});
    const video = document.body.appendChild(document.createElement("video"));
    video.muted = true;
    video.srcObject = new MediaStream([
      peer.addTransceiver("video", {direction: "recvonly"}).receiver.track]);
    video.play().catch(() => {});
    window.videos.push(video);
  }
  peer.addTransceiver("video", {direction: "recvonly"});
  await peer.setLocalDescription();
  return peer.localDescription.sdp;
}"""
ANSWER = "sdp => peer.setRemoteDescription({type: 'answer', sdp})"
RECEIVED = """async () => {
  const reports = [...(await peer.getStats()).values()];
  const videos = reports.filter((r) => r.type === "inbound-rtp" && r.kind === "video" && r.framesDecoded);
  const best = videos.sort((a, b) => b.framesDecoded - a.framesDecoded)[0] ?? {};
  return {
    width: best.frameWidth ?? 0, frames: best.framesDecoded ?? 0, bytes: best.bytesReceived ?? 0,
    freezes: best.freezeCount ?? 0, frozen_s: best.totalFreezesDuration ?? 0, at: performance.now() / 1000,
  };
}"""


@dataclass(frozen=True)
class Received:
    """Totals of the picture a participant receives."""

    width: int
    frames: int
    bytes: int
    freezes: int
    frozen_s: float
    at: float


class Participant:
    """One browser process in the room."""

    def __init__(self, name: str, page: Page, relay: RelayEngine) -> None:
        self.name, self._page, self._relay = name, page, relay

    async def joins(self, *, layers: bool = False, camera: bool = False, through: int | None = None) -> None:
        """Connect, `through` another port than the relay's if one is given."""
        sdp = await self._page.evaluate(OFFER, {"slots": SLOTS, "camera": camera, "layers": layers})
        answer = await self._relay.connect(ROOM, self.name, sdp, Audience())
        if through is not None:
            answer = answer.replace(f" {self._relay.port} typ host", f" {through} typ host")
        await self._page.evaluate(ANSWER, answer)

    async def received(self) -> Received:
        seen: dict[str, Any] = await self._page.evaluate(RECEIVED)
        return Received(**seen)

    async def sees(self, width: int, within_s: float = 30) -> Received:
        return await until(
            self.received, lambda r: r.width == width, f"{self.name} to see {width} pixels", within_s
        )

    async def decodes(self, frames: int) -> Received:
        """Wait for so many more pictures."""
        goal = (await self.received()).frames + frames
        return await until(self.received, lambda r: r.frames >= goal, f"{frames} more pictures", 30)


class Room:
    """A relay on loopback, and browsers."""

    def __init__(self, stack: AsyncExitStack, relay: RelayEngine, url: str, folder: Path) -> None:
        self._stack, self.relay, self._url, self._folder = stack, relay, url, folder

    async def browser(self, identity: Identity) -> Participant:
        playwright = await self._stack.enter_async_context(async_playwright())
        browser = await launch(playwright, *devices_of(identity, self._folder, CAMERA))
        self._stack.push_async_callback(browser.close)
        page = await browser.new_page()
        await page.goto(self._url)
        return Participant(identity.name, page, self.relay)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with AsyncExitStack() as stack:
        relay = RelayEngine(hosts=["127.0.0.1"], listener=RecordingListener())
        await relay.start()
        stack.push_async_callback(relay.close)
        app = web.Application()
        app.router.add_get("/", _page)
        runner = web.AppRunner(app)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield Room(stack, relay, f"http://127.0.0.1:{runner.addresses[0][1]}/", tmp_path)


async def _page(_request: web.Request) -> web.Response:
    return web.Response(text="<!doctype html><title>call</title>", content_type="text/html")


async def test_a_narrow_link_gets_the_small_layer_and_the_others_keep_the_best(room: Room) -> None:
    visitor = await room.browser(VISITOR)
    agent, interpreter = await room.browser(AGENT), await room.browser(INTERPRETER)
    link = NarrowLink(("127.0.0.1", room.relay.port))
    through = await link.open()
    await visitor.joins(layers=True, camera=True)
    await agent.joins()
    await interpreter.joins(through=through)
    await agent.sees(BEST)
    await interpreter.sees(BEST)
    before = await agent.decodes(75)
    wide = await agent.decodes(75)
    link.rate = NARROW_BPS
    await interpreter.sees(SMALL)
    await interpreter.decodes(75)
    after = await agent.decodes(75)
    link.rate = None
    await interpreter.sees(BEST, within_s=60)
    await interpreter.decodes(15)
    link.close()
    rate = (wide.bytes - before.bytes) / (wide.at - before.at)
    rate_beside = (after.bytes - wide.bytes) / (after.at - wide.at)
    assert after.width == BEST
    assert after.frozen_s - wide.frozen_s < 1
    assert rate_beside > 0.5 * rate
