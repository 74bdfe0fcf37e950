"""On a network that loses and delays, people go on seeing and hearing each other."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.e2e.screens import CallScreen
from tests.e2e.stage import Stage
from tests.e2e.waiting import until
from tests.networks import shaper
from tests.networks.network import MEDIA, SHAPED, Network
from tests.networks.test_changes import talking

pytestmark = [pytest.mark.browser, pytest.mark.network, pytest.mark.timeout(180)]

PORT = 5004
START_S = 10

#: Pictures and sound that have come since the page was opened.
RECEIVED = """async () => {
  const stats = [...(await window.__connections.at(-1).getStats()).values()];
  const incoming = stats.filter(each => each.type === "inbound-rtp");
  const sum = name => incoming.reduce((total, each) => total + (each[name] ?? 0), 0);
  return {
    frames: sum("framesDecoded"),
    heard: sum("totalSamplesReceived"),
    repaired: sum("retransmittedPacketsReceived"),
    concealed: sum("concealedSamples") - sum("silentConcealedSamples"),
    frozen_s: sum("totalFreezesDuration"),
  };
}"""


@asynccontextmanager
async def shaped(network: Network, **shape: float) -> AsyncIterator[None]:
    """Stand between everybody and the media as a network of this shape."""
    wanted = {"listen": [SHAPED, PORT], "target": [MEDIA, PORT], **shape}
    process = await asyncio.create_subprocess_exec(
        *network.command(network.service),
        *(sys.executable, Path(shaper.__file__), json.dumps(wanted)),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(START_S):
            assert await process.stdout.readline() == b"ready\n"
        yield
    finally:
        process.kill()
        await process.wait()


async def received(screen: CallScreen) -> dict[str, float]:
    """Answer the page's counts of what has come."""
    counts: dict[str, float] = await screen.page.evaluate(RECEIVED)
    return counts


@pytest.mark.parametrize("shape", [{"loss": 0.05}, {"delay_s": 0.2}], ids=["5 % loss", "200 ms delay"])
async def test_pictures_and_sound_keep_coming(
    stage: Stage, network: Network, shape: dict[str, float]
) -> None:
    async with shaped(network, **shape):
        await stage.opens(media_port=PORT, media_announced=SHAPED)
        booth, desk = await talking(stage)
        for screen in (booth, desk):
            before = await received(screen)
            after = await until(
                lambda screen=screen: received(screen),  # type: ignore[misc]
                lambda now, before=before: now["frames"] - before["frames"] >= 50,  # type: ignore[misc]
                "fifty more pictures",
                within_s=12,
            )
            heard, concealed = (after[name] - before[name] for name in ("heard", "concealed"))
            assert concealed < 0.25 * heard
            if "loss" in shape:
                assert after["repaired"] > 0
