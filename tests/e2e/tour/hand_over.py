"""A call that asks much: typed instead of spoken, interpreted, put on hold, and given to somebody else."""

from __future__ import annotations

from tests.e2e.screens import Booth, Desk
from tests.e2e.tour.cast import Cast
from tests.e2e.tour.conditions import plays
from tests.e2e.tour.look import Look


async def hand_over(cast: Cast, look: Look) -> None:
    """Ring two for one visitor, and pass the call on."""
    await cast.opens()
    booth, desk, colleague = await cast.booth(), await cast.desk(), await cast.colleague()
    interpreter = await cast.interpreter()
    for screen in (desk, interpreter):
        await screen.becomes_ready()
    await _asks_in_writing(booth)
    await desk.is_offered()
    await interpreter.is_offered()
    await look.at(desk, "offer-both")
    await look.at(interpreter, "offer-both")
    await look.at(booth, "ringing-both")
    await desk.accepts()
    await interpreter.accepts()
    for each in (desk, booth, interpreter):
        await plays(each, 1)
    await look.at(desk, "call-by-text")
    await look.at(booth, "call-by-text")

    await desk.wants_next("away")
    await desk.puts_on_hold()
    await booth.finds("on-hold")
    await look.at(desk, "hold")
    await look.at(booth, "hold")
    await desk.talks_on()
    await _passes_on(desk, colleague, look)
    await booth.is_handed_over()
    await look.at(booth, "handed-over")
    await interpreter.finds("expecting")
    await look.at(interpreter, "expecting")
    await desk.finds("wrap-up-extend")
    await look.at(desk, "wrap-up-handed-over")
    await colleague.declines()
    await colleague.finds("idle")
    await look.as_is(colleague, "declined")


async def _asks_in_writing(booth: Booth) -> None:
    for handle in ("start", "language-ar", "subject-report", "need-without_voice", "need-without_hearing"):
        await booth.presses(handle)
    await booth.presses("start-call")


async def _passes_on(desk: Desk, colleague: Desk, look: Look) -> None:
    await desk.presses("transfer")
    await desk.finds("transfer-nobody")
    await look.at(desk, "transfer-nobody")
    await desk.presses("transfer-kind-pool")
    await look.at(desk, "transfer-queue")
    await desk.presses("transfer-kind-person")
    await colleague.becomes_ready()
    await desk.part("transfer-person-agent-2").check()
    await look.at(desk, "transfer")
    await desk.presses("transfer-now")
    await colleague.is_offered()
    await look.at(colleague, "offer-handed-over")
