"""A real Chromium beside aiortc in one room of a relay: it changes its codec, shares, and speaks."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Page, async_playwright

from callrouter.model.media import Audience
from callrouter.relay import SLOTS, LegState, RelayEngine
from callrouter.relay.sdp.offer import SHARE_SLOT
from tests.e2e.chromium import launch
from tests.relay.clients import RecordingListener
from tests.relay.conftest import ROOM, Joins

pytestmark = [pytest.mark.network, pytest.mark.browser, pytest.mark.timeout(120)]

JOIN = """async slots => {
  const wanted = { audio: true, video: { width: 320, height: 240 } };
  const stream = await navigator.mediaDevices.getUserMedia(wanted);
  const pc = window.pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  pc.addTransceiver(stream.getAudioTracks()[0], { direction: "sendonly" });
  pc.addTransceiver(stream.getVideoTracks()[0], { direction: "sendonly" });
  pc.addTransceiver("video", { direction: "sendonly" });
  for (let slot = 0; slot < slots; slot++) {
    pc.addTransceiver("audio", { direction: "recvonly" });
    pc.addTransceiver("video", { direction: "recvonly" });
  }
  pc.addTransceiver("video", { direction: "recvonly" });
}"""
OFFER = "async () => { await pc.setLocalDescription(); return pc.localDescription.sdp; }"
ANSWER = "sdp => pc.setRemoteDescription({ type: 'answer', sdp })"
SHARE = """async () => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 200;
  const paint = canvas.getContext("2d");
  setInterval(() => { paint.fillStyle = "rgb(200, 30, 30)"; paint.fillRect(0, 0, 200, 200); }, 50);
  await pc.getTransceivers()[2].sender.replaceTrack(canvas.captureStream(20).getVideoTracks()[0]);
}"""
SPEAK = """async () => {
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { frequency: 440 });
  const volume = window.volume = new GainNode(context, { gain: 0.3 });
  const out = new MediaStreamAudioDestinationNode(context);
  tone.connect(volume).connect(out);
  tone.start();
  await pc.getTransceivers()[0].sender.replaceTrack(out.stream.getAudioTracks()[0]);
}"""
HUSH = "volume.gain.value = 0"
COVER = "pc.getTransceivers()[1].sender.replaceTrack(null)"
SENT = """async () => {
  const stats = [...await pc.getSenders()[1].getStats()].map(([, report]) => report);
  const sent = stats.find(report => report.type === "outbound-rtp");
  return [stats.find(report => report.id === sent?.codecId)?.mimeType, sent?.ssrc];
}"""


class Browser:
    """A page whose one connection is made as the product's pages make it."""

    def __init__(self, page: Page, engine: RelayEngine) -> None:
        self._page = page
        self._engine = engine

    async def joins(self) -> None:
        await self._page.evaluate(JOIN, SLOTS)
        await self.offers()

    async def offers(self) -> None:
        sdp = await self._page.evaluate(OFFER)
        await self._page.evaluate(ANSWER, await self._engine.connect(ROOM, "agent", sdp, Audience()))

    async def shares(self) -> None:
        await self._page.evaluate(SHARE)
        await self._engine.share(ROOM, "agent", on=True)

    async def speaks(self) -> None:
        await self._page.evaluate(SPEAK)

    async def is_silent(self) -> None:
        await self._page.evaluate(HUSH)

    async def covers_its_camera(self) -> None:
        await self._page.evaluate(COVER)

    async def sends(self) -> tuple[str, int]:
        """Return the codec its camera is sent by, and the stream."""
        codec, ssrc = await self._page.evaluate(SENT)
        return codec, ssrc


@pytest_asyncio.fixture
async def browser(engine: RelayEngine) -> AsyncIterator[Browser]:
    async def blank(_: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>-</title>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/", blank)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with async_playwright() as playwright:
        chromium = await launch(playwright)
        page = await chromium.new_page()
        await page.goto(f"http://127.0.0.1:{runner.addresses[0][1]}/")
        yield Browser(page, engine)
        await chromium.close()
    await runner.cleanup()


async def test_a_browser_changes_its_codec_for_who_joins_and_nobody_loses_the_picture(
    browser: Browser, joins: Joins, engine: RelayEngine, listener: RecordingListener
) -> None:
    await browser.joins()
    visitor = await joins("visitor", "red")
    await visitor.until(lambda: visitor.frames[0] > 5)
    before, leg = await browser.sends(), engine._switchboard.leg(ROOM, "agent")
    assert before[0] == "video/VP8"
    interpreter = await joins("interpreter", "green", codecs=("H264",))
    await listener.until(lambda: (ROOM, "agent") in listener.wanted)

    await browser.offers()

    await interpreter.until(lambda: interpreter.frames[0] > 5)
    seen = visitor.frames[0]
    await visitor.until(lambda: visitor.frames[0] > seen + 5)
    assert await browser.sends() == ("video/H264", before[1]), "the same stream, by another codec"
    assert engine._switchboard.leg(ROOM, "agent") is leg


async def test_what_a_browser_shares_is_told_apart_from_its_camera(browser: Browser, joins: Joins) -> None:
    visitor = await joins("visitor", "blue")
    await browser.joins()
    await visitor.until(lambda: visitor.frames[0] > 5)
    await browser.shares()
    await visitor.sees(SHARE_SLOT, "red")
    camera = visitor.frames[0]
    await visitor.until(lambda: visitor.frames[0] > camera + 5)


async def test_a_browser_is_heard_to_speak_and_silence_is_neither_speech_nor_absence(
    browser: Browser, joins: Joins, listener: RecordingListener
) -> None:
    visitor = await joins("visitor", "red")
    await browser.joins()
    await browser.speaks()
    await listener.until(lambda: listener.speakers[-1:] == [(ROOM, ("agent",))])
    await browser.is_silent()
    await listener.until(lambda: listener.speakers[-1:] == [(ROOM, ())])
    await browser.covers_its_camera()
    began = time.monotonic()
    await visitor.hears(0, more=20)
    assert time.monotonic() - began > 2, "silence is sent at 50 packets a second"
    assert all(state is not LegState.SLOW for _, _, state in listener.states)
