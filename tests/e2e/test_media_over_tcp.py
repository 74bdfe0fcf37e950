"""Browsers whose network lets no UDP out reach the relay over TCP."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.fake_devices import AGENT, VISITOR
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

#: the relay's UDP candidates never reach the browser
WITHOUT_UDP = """(() => {
    const take = RTCPeerConnection.prototype.setRemoteDescription;
    RTCPeerConnection.prototype.setRemoteDescription = function (description) {
        const sdp = description.sdp.replace(/a=candidate:\\S+ 1 udp [^\\r\\n]*\\r\\n/g, "");
        return take.call(this, {type: description.type, sdp});
    };
})()"""


async def test_a_call_of_browsers_that_only_have_tcp(tmp_path: Path) -> None:
    async with Stage(tmp_path, before_opening=WITHOUT_UDP) as stage:
        await stage.opens()
        desk, booth = await stage.desk("agent-1", AGENT), await stage.booth(VISITOR)
        await desk.becomes_ready()
        await booth.asks()
        await desk.is_offered()
        await desk.accepts()
        await booth.is_with("agent", AGENT)
        await desk.is_with("visitor", VISITOR)
        await desk.presses("quality-details")
        await expect(desk.part("quality-figures")).to_contain_text("TCP")
