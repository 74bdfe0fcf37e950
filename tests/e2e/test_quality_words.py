"""How well a connection does, and who speaks: said to people truthfully and steadily."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.async_api import WebSocketRoute, expect

from tests.e2e.fake_devices import AGENT, VISITOR
from tests.e2e.screens import CallScreen, Screen
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

#: Makes the way to the relay as long as the test wants, in what the browser measures.
MEASURE = """(() => {
    window.__roundTripS = 0.02;
    const measure = RTCPeerConnection.prototype.getStats;
    RTCPeerConnection.prototype.getStats = async function (...args) {
        const report = await measure.apply(this, args);
        return new Map([...report].map(([id, stat]) => [id, stat.type === "candidate-pair"
            ? {...stat, currentRoundTripTime: window.__roundTripS} : stat]));
    };
})()"""


#: What the test says instead of the real server.
OWN_WORDS = {"media.speakers_changed", "media.quality_measured"}


class Server:
    """Says how media goes as a test wants it, and all else as the real server does."""

    def __init__(self) -> None:
        self._pages: list[WebSocketRoute] = []

    async def speaks_to(self, screen: Screen) -> None:
        """Stand between the page and the server, from its next connection on."""

        def relay(route: WebSocketRoute) -> None:
            server = route.connect_to_server()

            def pass_on(message: str | bytes) -> None:
                if json.loads(message).get("type") not in OWN_WORDS:
                    route.send(message)

            server.on_message(pass_on)
            self._pages.append(route)

        await screen.page.route_web_socket(re.compile("/ws"), relay)
        await screen.reloads()

    def says(self, message: dict[str, object]) -> None:
        """Send a message as the server would."""
        self._pages[-1].send(json.dumps(message))


def leg(participant: str, score: float) -> dict[str, object]:
    """Answer what a relay measures of a connection."""
    direction = {"loss": 0.12, "jitter_ms": 30.0, "bitrate": 240_000, "frames_per_s": 12.0}
    return {
        "participant_id": participant,
        "score": score,
        "round_trip_ms": 180.0,
        "up": direction,
        "down": direction,
    }


#: On a busy machine packets are lost even to oneself.
USABLE = re.compile("good|fair")


async def has_quality(screen: CallScreen, word: str | re.Pattern[str]) -> None:
    """Wait until the page says this of its connection."""
    await expect(screen.part("network-quality")).to_have_attribute("data-quality", word)


async def test_a_poor_connection_is_said_and_advised_on_until_it_is_better(tmp_path: Path) -> None:
    async with Stage(tmp_path, before_opening=MEASURE) as stage:
        await stage.opens()
        booth, desk = await stage.booth(), await stage.desk("agent-1")
        for screen in (booth, desk):
            await Server().speaks_to(screen)
        await desk.becomes_ready()
        await booth.asks()
        await desk.is_offered()
        await desk.accepts()
        await has_quality(desk, USABLE)
        await has_quality(booth, USABLE)
        await desk.presses("quality-details")
        await expect(desk.part("quality-figures")).to_contain_text("Direct (UDP)")
        await desk.presses("devices")
        await expect(desk.part("quality-figures")).to_be_hidden()

        for screen in (booth, desk):
            await screen.page.evaluate("window.__roundTripS = 0.9")
        await has_quality(desk, "poor")
        await expect(desk.part("quality-advice")).to_have_attribute("data-advice", "delay")
        await expect(booth.part("quality-advice")).to_have_attribute("data-advice", "visitor")
        await desk.presses("dismiss-advice")
        await desk.misses("quality-advice")
        await booth.presses("advice-camera-off")
        await expect(booth.part("toggle-camera")).to_have_attribute("data-state", "off")

        for screen in (booth, desk):
            await screen.page.evaluate("window.__roundTripS = 0.02")
        await has_quality(booth, USABLE)
        await booth.misses("quality-advice")
        await has_quality(desk, USABLE)


async def test_the_relay_hears_who_speaks_and_measures_everybody(stage: Stage) -> None:
    await stage.opens()
    booth, desk, board = (
        await stage.booth(VISITOR),
        await stage.desk("agent-1", AGENT),
        await stage.wallboard(),
    )
    await desk.becomes_ready()
    await booth.asks()
    await desk.is_offered()
    await desk.accepts()
    await booth.is_with("agent", AGENT)
    visitor, agent = desk.page.locator(".tile--visitor"), booth.page.locator(".tile--agent")
    await expect(visitor).to_have_attribute("data-speaking", "true")
    await expect(agent).to_have_attribute("data-speaking", "true")
    await expect(desk.page.locator(".self")).to_have_attribute("data-speaking", "true")

    await desk.presses("toggle-microphone")
    await expect(agent).to_have_attribute("data-speaking", "false")
    await expect(visitor).to_have_attribute("data-speaking", "true")
    await expect(board.part("call-quality")).to_have_attribute("data-quality", re.compile("good|fair|poor"))
    await board.presses("call-quality")
    await expect(board.part("call-figures").locator("[data-participant]")).to_have_count(2)


async def test_whoever_speaks_is_marked_and_a_slow_connection_is_named(stage: Stage) -> None:
    await stage.opens()
    booth, desk = await stage.booth(), await stage.desk("agent-1")
    server = Server()
    await server.speaks_to(desk)
    await desk.finds("logout")
    await desk.becomes_ready()
    await booth.asks()
    await desk.is_offered()
    await desk.accepts()
    call_id = await desk.is_in_call()
    await desk.finds("video-visitor")
    tile = desk.page.locator(".tile--visitor")
    width = await tile.locator(".tile__name").evaluate("name => name.offsetWidth")

    server.says({"type": "media.speakers_changed", "call_id": call_id, "speakers": ["booth:demo"]})
    await expect(tile).to_have_attribute("data-speaking", "true")
    await expect(tile.locator(".tile__voice")).to_be_visible()
    assert await tile.locator(".tile__name").evaluate("name => name.offsetWidth") == width
    server.says({"type": "media.speakers_changed", "call_id": call_id, "speakers": []})
    await expect(tile).to_have_attribute("data-speaking", "false")
    await expect(tile.locator(".tile__voice")).to_be_hidden()

    await booth.presses("toggle-camera")
    await expect(tile).to_contain_text("Camera off")
    server.says(
        {
            "type": "media.state_changed",
            "call_id": call_id,
            "participant_id": "booth:demo",
            "state": "slow",
        }
    )
    # Whatever the connection does: what is said of the camera is so.
    await expect(tile).to_have_attribute("data-unseen", "camera_off")

    server.says({"type": "media.quality_measured", "call_id": call_id, "quality": leg("agent-1", 2.1)})
    await has_quality(desk, "poor")


async def test_a_supervisor_sees_the_worst_connection_of_a_call_and_its_figures(stage: Stage) -> None:
    await stage.opens()
    booth, desk, board = await stage.booth(), await stage.desk("agent-1"), await stage.wallboard()
    server = Server()
    await server.speaks_to(board)
    await board.finds("logout")
    await desk.becomes_ready()
    await booth.asks()
    await desk.is_offered()
    await desk.accepts()
    call_id = await desk.is_in_call()
    await board.finds("call-quality")

    server.says({"type": "media.quality_measured", "call_id": call_id, "quality": leg("agent-1", 2.1)})
    server.says({"type": "media.quality_measured", "call_id": call_id, "quality": leg("booth:demo", 4.2)})
    await expect(board.part("call-quality")).to_have_attribute("data-quality", "poor")
    await board.presses("call-quality")
    figures = board.part("call-figures")
    await expect(figures.locator("[data-participant]").last).to_have_attribute("data-participant", "agent-1")
    await expect(figures).to_contain_text("12%")
    await expect(figures).to_contain_text("240 kbit/s")
    await board.presses("call-quality")
    await board.misses("call-figures")
