"""A supervisor in somebody else's call is heard by whom they should be, and seen to be there by all."""

from __future__ import annotations

import pytest

from tests.e2e.fake_devices import AGENT, SUPERVISOR, VISITOR
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


async def test_a_supervisor_listens_whispers_and_takes_part(stage: Stage) -> None:
    await stage.opens()
    desk, booth = await stage.desk("agent-1", AGENT), await stage.booth(VISITOR)
    await desk.becomes_ready()
    await booth.asks()
    await desk.is_offered()
    await desk.accepts()
    await booth.is_with("agent", AGENT)
    wallboard = await stage.wallboard(SUPERVISOR)

    await wallboard.joins("listen")
    for screen in (booth, desk):
        await screen.is_told_of_supervisor("listen")
        await screen.misses("video-supervisor")
    await wallboard.is_with("visitor", VISITOR)
    await wallboard.is_with("agent", AGENT)

    await wallboard.turns_to("whisper")
    await desk.hears("supervisor", SUPERVISOR)
    await booth.is_told_of_supervisor("whisper")
    await booth.misses("video-supervisor")
    await booth.hears("agent", AGENT)

    await wallboard.turns_to("barge")
    await wallboard.presses("toggle-camera")
    for screen in (booth, desk):
        await screen.is_with("supervisor", SUPERVISOR)

    await wallboard.hangs_up()
    for screen in (booth, desk):
        await screen.misses("supervised")
        await screen.misses("video-supervisor")
    await booth.is_with("agent", AGENT)
