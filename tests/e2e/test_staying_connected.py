"""What a page does for its media when something happens to the network, the relay or the server."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil
import pytest
from playwright.async_api import expect

from tests.e2e.fake_devices import AGENT, VISITOR, Identity
from tests.e2e.line import Line
from tests.e2e.screens import Booth, CallScreen, Desk
from tests.e2e.stage import Stage
from tests.e2e.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

#: Keeps every connection the page makes within the test's sight.
WATCHED = """{
    const peers = (window.__peers = []);
    const Real = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Real {
        constructor(...options) { super(...options); peers.push(this); }
    };
}"""
PEERS = """() => window.__peers.map(peer => ({
    isOpen: peer.connectionState !== "closed",
    state: peer.connectionState,
    ufrag: /a=ice-ufrag:(\\S+)/.exec(peer.currentLocalDescription?.sdp ?? "")?.[1] ?? null,
}))"""


async def peers_of(screen: CallScreen) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await screen.page.evaluate(PEERS)
    return found


@contextmanager
def asleep(who: Identity) -> Iterator[None]:
    """Stop every process of a participant's browser, as a closed lid does."""
    camera = f"{who.name}.y4m"
    parents = [
        process
        for process in psutil.Process().children(recursive=True)
        if any(camera in word for word in process.cmdline())
    ]
    family = {process for parent in parents for process in (parent, *parent.children(recursive=True))}
    assert family, f"no browser of the {who.name} runs"
    for process in family:
        process.suspend()
    try:
        yield
    finally:
        for process in family:
            process.resume()


async def offers_on(line: Line) -> int:
    return line.sent["media.offer"]


async def sessions_on(line: Line) -> int:
    return line.sent["session.hello"]


async def talking(stage: Stage) -> tuple[Desk, Booth, Line, str]:
    """Let them talk; the booth's connections are watched, and its line can be spoken into."""
    await stage.opens()
    desk, booth = await stage.desk("agent-1", AGENT), await stage.booth(VISITOR)
    await booth.page.add_init_script(WATCHED)
    line = await Line.of(booth.page)
    await booth.reloads()
    await desk.becomes_ready()
    await booth.asks()
    call_id = await desk.is_offered()
    await desk.accepts()
    await booth.is_with("agent", AGENT)
    await desk.is_with("visitor", VISITOR)
    return desk, booth, line, call_id


async def test_another_network_costs_new_paths_on_the_same_connection(stage: Stage) -> None:
    desk, booth, _, _ = await talking(stage)
    (before,) = await peers_of(booth)

    await booth.page.evaluate("() => window.dispatchEvent(new Event('online'))")

    (after,) = await until(
        lambda: peers_of(booth), lambda peers: peers[0]["ufrag"] != before["ufrag"], "a restart"
    )
    assert after["state"] == "connected"
    await booth.is_with("agent", AGENT)
    await desk.is_with("visitor", VISITOR)
    assert len(await peers_of(booth)) == 1


async def test_media_that_moved_is_followed_with_a_new_connection(stage: Stage) -> None:
    desk, booth, line, call_id = await talking(stage)

    line.tells(type="media.moved", call_id=call_id)

    _, new = await until(
        lambda: peers_of(booth), lambda peers: len(peers) > 1 and peers[1]["isOpen"], "another connection"
    )
    await booth.is_with("agent", AGENT)
    await desk.is_with("visitor", VISITOR)
    old, new = await peers_of(booth)
    assert (old["isOpen"], new["state"]) == (False, "connected")


async def test_another_codec_is_agreed_on_over_the_same_connection(stage: Stage) -> None:
    desk, booth, line, call_id = await talking(stage)
    (before,) = await peers_of(booth)
    assert line.sent["media.offer"] == 1

    line.tells(type="media.offer_wanted", call_id=call_id)

    await until(lambda: offers_on(line), lambda sent: sent == 2, "another offer")
    await booth.is_with("agent", AGENT)
    await desk.is_with("visitor", VISITOR)
    (after,) = await peers_of(booth)
    assert after == before


async def test_media_goes_on_while_the_line_to_the_server_is_cut(stage: Stage) -> None:
    desk, booth, line, call_id = await talking(stage)
    (before,) = await peers_of(booth)
    sessions = line.sent["session.hello"]

    await line.breaks()
    await until(lambda: sessions_on(line), lambda opened: opened > sessions, "another session")

    await booth.is_in_call(call_id)
    await booth.is_with("agent", AGENT)
    await desk.is_with("visitor", VISITOR)
    assert await peers_of(booth) == [before]


async def test_a_picture_that_still_comes_is_shown_though_its_page_is_out_of_reach(stage: Stage) -> None:
    await stage.opens()
    desk, booth = await stage.desk("agent-1", AGENT), await stage.booth(VISITOR)
    await desk.becomes_ready()
    await booth.asks()
    await desk.is_offered()
    await desk.accepts()
    await desk.is_with("visitor", VISITOR)
    stage.expects_outage()

    await booth.page.context.set_offline(offline=True)  # media over UDP goes on

    tile = desk.page.locator(".tile--visitor")
    await expect(tile).to_contain_text("Connection lost")
    await expect(tile).not_to_have_class(re.compile("tile--still"))
    await desk.is_with("visitor", VISITOR)
    await booth.page.context.set_offline(offline=False)
    await expect(tile).not_to_contain_text("Connection lost")


async def test_after_twenty_seconds_asleep_the_call_goes_on(stage: Stage) -> None:
    desk, booth, _, call_id = await talking(stage)
    stage.expects_outage()

    with asleep(VISITOR):
        await asyncio.sleep(20)  # the sleep itself is the test

    await booth.is_with("agent", AGENT)
    await desk.is_with("visitor", VISITOR)
    await booth.is_in_call(call_id)
    assert [peer["isOpen"] for peer in await peers_of(booth)].count(True) == 1
