"""On a network that loses and delays, people go on seeing and hearing each other."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.e2e.fake_devices import INTERPRETER, VISITOR
from tests.e2e.screens import CallScreen
from tests.e2e.stage import Stage
from tests.e2e.waiting import until
from tests.networks import shaper
from tests.networks.network import MEDIA, SHAPED, Network
from tests.networks.test_changes import talking

pytestmark = [pytest.mark.browser, pytest.mark.network, pytest.mark.timeout(180)]

PORT = 5004
START_S = 10
#: Pictures a second of the cameras.
RATE = 10

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


async def has_repaired(screen: CallScreen) -> None:
    """Wait until a lost packet was sent again: which are lost, and when, is chance."""
    await until(lambda: received(screen), lambda now: now["repaired"] > 0, "a lost packet to be repaired")


async def gains(screen: CallScreen, pictures: int) -> tuple[dict[str, float], float]:
    """Wait for so many more pictures; answer what has come since, and in how many seconds."""
    loop = asyncio.get_running_loop()
    began, before = loop.time(), await received(screen)
    after = await until(
        lambda: received(screen),
        lambda now: now["frames"] - before["frames"] >= pictures,
        f"{pictures} more pictures",
        within_s=12,
    )
    return {name: after[name] - before[name] for name in after}, loop.time() - began


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
            since, _ = await gains(screen, 50)
            assert since["concealed"] < 0.25 * since["heard"]
            if "loss" in shape:
                await has_repaired(screen)


async def test_three_people_see_every_picture_though_three_packets_of_a_hundred_are_lost(
    stage: Stage, network: Network
) -> None:
    async with shaped(network, loss=0.03):
        await stage.opens(media_port=PORT, media_announced=SHAPED)
        interpreter = await stage.interpreter("tolk-ar", INTERPRETER)
        await interpreter.becomes_ready()
        booth, desk = await talking(stage)
        await desk.invites_interpreter("ar")
        await interpreter.is_offered(language="ar")
        await interpreter.accepts()
        for host in (booth, desk):
            await host.is_with("interpreter", INTERPRETER)
        await interpreter.is_with("visitor", VISITOR)
        everybody: tuple[CallScreen, ...] = (booth, desk, interpreter)
        for screen in everybody:
            since, seconds = await gains(screen, 80)
            assert since["frames"] / seconds > RATE * 2 * 0.7
            await has_repaired(screen)
