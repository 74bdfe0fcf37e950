"""What people see when there is no call to be had, or it is interrupted."""

from __future__ import annotations

import asyncio

from tests.e2e.screens import Booth, Desk, Wallboard
from tests.e2e.tour.cast import Cast
from tests.e2e.tour.conditions import hears_of_long_wait, is_cut_off, plays, time_stands_still
from tests.e2e.tour.look import Look

DESERTED_S = 310


async def trouble(cast: Cast, look: Look) -> None:
    """Come when nobody is there, wait long, and lose the line."""
    await cast.opens(with_staff_only=True)
    booth, board = await cast.booth(), await cast.supervisor()
    await _not_now(booth, board, look)
    desk = await cast.desk()
    await _explains(booth, board, look)
    await _cut_off(booth, desk, look)
    await _long_wait(await cast.booth("demo-2"), look)


async def _not_now(booth: Booth, board: Wallboard, look: Look) -> None:
    await booth.asks("nl")
    await booth.finds("refused")
    await look.at(booth, "busy")
    await booth.presses("refused-stop")
    await board.presses("location-close")
    await booth.finds("closed")
    await look.at(booth, "closed")
    await look.at(board, "closed")
    await board.presses("location-open")
    await booth.finds("start")


async def _explains(booth: Booth, board: Wallboard, look: Look) -> None:
    await booth.asks("nl")
    await booth.waits_at(1)
    call_id = await board.waiting_call()
    await board.asks_why(call_id)
    await board.puts_first(call_id)
    await board.finds("head-start")
    await look.at(board, "why")


async def _cut_off(booth: Booth, desk: Desk, look: Look) -> None:
    await is_cut_off(booth, cut=True)
    await booth.finds("outage")
    await look.at(booth, "waiting-cut-off")
    await is_cut_off(booth, cut=False)
    await booth.misses("outage")
    await desk.becomes_ready()
    await desk.is_offered()
    await desk.accepts()
    for screen in (desk, booth):
        await plays(screen, 1)
    for screen in (desk, booth):
        await is_cut_off(screen, cut=True)
    await asyncio.gather(desk.finds("offline"), booth.finds("outage"))
    await look.at(desk, "call-cut-off")
    await look.at(booth, "call-cut-off")
    for screen in (desk, booth):
        await is_cut_off(screen, cut=False)
    await desk.misses("offline")


async def _long_wait(booth: Booth, look: Look) -> None:
    """Be told of other ways, and asked whether anybody is there still."""
    await booth.asks("nl")
    await hears_of_long_wait(booth)
    await booth.finds("alternatives")
    await look.at(booth, "waiting-long")
    await time_stands_still(booth, DESERTED_S)
    await booth.finds("presence")
    await look.as_is(booth, "presence")
