"""Everybody can use the pages: axe finds nothing to complain of, and a keyboard is enough."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.screens import Booth, Desk, Screen, StaffScreen, Wallboard
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLORS = ["color-contrast", "link-in-text-block"]
AUDIT = """rules => axe.run(document, {runOnly: rules, resultTypes: ["violations"]})
    .then(({violations}) => violations.flatMap(({id, help, nodes}) =>
        nodes.map(node => `${id} (${help}): ${node.html} ${node.any.map(it => it.message).join("; ")}`)))"""
RING_S = 120  # long enough to look at what rings in every language
SHOW_IN = "theme => { document.documentElement.dataset.theme = theme }"


class Audit:
    """What axe found, at each state of each page, in every language it is read in."""

    def __init__(self) -> None:
        self.findings: list[str] = []
        self._axe = AXE.read_text()

    async def of(self, screen: Booth | StaffScreen, state: str) -> None:
        """Look at one state of one page; it is left in the language that the next visitor finds."""
        await screen.page.evaluate(self._axe)
        for language in (*screen.languages[1:], screen.languages[0]):
            await screen.reads(language)
            found = await screen.page.evaluate(AUDIT, RULES)
            self.findings += [f"{screen.name}, {state}, {language}: {text}" for text in found]
        if not isinstance(screen, Booth):
            dark = await self._in_the_dark(screen)
            self.findings += [f"{screen.name}, {state}, in the dark: {text}" for text in dark]

    async def as_shown(self, screen: Screen, state: str) -> None:
        """Look at one state of one page in the language it is read in now."""
        await screen.page.evaluate(self._axe)
        found = await screen.page.evaluate(AUDIT, RULES)
        self.findings += [f"{screen.name}, {state}: {text}" for text in found]

    async def _in_the_dark(self, screen: Screen) -> list[str]:
        """Look at the colors that staff may have chosen; a color on its way to another is none to judge."""
        await screen.page.emulate_media(reduced_motion="reduce")
        await screen.page.evaluate(SHOW_IN, "dark")
        found: list[str] = await screen.page.evaluate(AUDIT, COLORS)
        await screen.page.evaluate(SHOW_IN, "system")
        return found


async def audit_what_unfolds(audit: Audit, booth: Booth, desk: Desk, board: Wallboard) -> None:
    """Look at what is there only for those who ask for it, and at a line that is being typed."""
    await desk.presses("devices")
    await audit.of(desk, "choosing devices")
    await desk.presses("quality-details")
    await audit.of(desk, "reading figures")
    await desk.part("chat-input").press_sequentially("Goeden")
    await booth.finds("live-text")
    await audit.of(booth, "reading along")
    await board.presses("call-quality")
    await board.finds("call-figures")
    await audit.of(board, "reading figures")


async def test_axe_finds_nothing_in_any_state_of_a_call(stage: Stage) -> None:
    await stage.opens(ring_s=RING_S)
    audit = Audit()
    empty_desk = await stage.staff_page(Desk)
    await audit.of(empty_desk, "signing in")
    booth = await stage.booth()
    desk = await stage.desk("agent-1")
    interpreter = await stage.interpreter("tolk-ar")
    board = await stage.wallboard()
    await interpreter.becomes_ready()
    await audit.of(desk, "away")

    await booth.finds("start")
    await audit.of(booth, "attract screen")
    await booth.presses("start")
    await booth.finds("language-en")
    await audit.of(booth, "languages")
    await booth.presses("language-en")
    await booth.finds("subject-question")
    await audit.of(booth, "subjects")
    await booth.presses("subject-question")
    await booth.finds("start-call")
    await audit.of(booth, "device check")
    await booth.presses("start-call")
    await booth.waits_at(1)
    await audit.of(booth, "waiting")
    await board.counts_waiting(1)
    await audit.of(board, "one waiting")

    await desk.becomes_ready()
    await desk.is_offered()
    await audit.of(desk, "ringing")
    await desk.accepts()
    await desk.finds("video-visitor")
    await booth.finds("video-agent")
    await audit.of(desk, "in call")
    await audit.of(booth, "in call")
    await audit_what_unfolds(audit, booth, desk, board)
    await desk.invites_interpreter("ar")
    await interpreter.is_offered()
    await audit.of(interpreter, "ringing")
    await interpreter.accepts()
    await interpreter.finds("video-visitor")
    await audit.of(interpreter, "in call")
    await desk.hangs_up()
    await desk.finds("wrap-up-done")
    await audit.of(desk, "wrap-up")
    await booth.finds("done")
    await audit.of(booth, "rating")

    assert not audit.findings, "\n".join(audit.findings)


async def test_axe_finds_nothing_while_a_supervisor_steers(stage: Stage) -> None:
    await stage.opens(ring_s=RING_S)
    audit = Audit()
    board = await stage.wallboard()
    booth = await stage.booth()
    await board.presses("location-close")
    await booth.finds("closed")
    await audit.of(booth, "closed by hand")
    await board.presses("location-open")
    await booth.asks()
    await booth.waits_at(1)
    await board.asks_why(await board.waiting_call())
    await board.puts_first(await board.waiting_call())
    await board.finds("head-start")
    await audit.of(board, "explaining")

    assert not audit.findings, "\n".join(audit.findings)


async def test_axe_finds_nothing_while_a_call_changes_hands(stage: Stage) -> None:
    await stage.opens(ring_s=RING_S)
    audit = Audit()
    booth = await stage.booth()
    desk = await stage.desk("agent-1")
    colleague = await stage.desk("agent-2")
    interpreter = await stage.interpreter("tolk-ar")
    await booth.asks()
    await desk.becomes_ready()
    await desk.is_offered()
    await desk.accepts()
    await desk.finds("video-visitor")
    await interpreter.becomes_ready()
    await desk.invites_interpreter("ar")
    await interpreter.is_offered()
    await interpreter.accepts()

    await desk.wants_next("away")
    await desk.puts_on_hold()
    await booth.finds("on-hold")
    await audit.of(desk, "on hold, away next")
    await audit.of(booth, "on hold")
    await desk.talks_on()
    await desk.presses("transfer")
    await desk.finds("transfer-nobody")
    await desk.presses("transfer-kind-pool")
    await audit.of(desk, "choosing a queue")
    await desk.presses("transfer-kind-person")
    await colleague.becomes_ready()
    await desk.part("transfer-person-agent-2").check()
    await audit.of(desk, "choosing a colleague")
    await desk.presses("transfer-now")
    await colleague.is_offered()
    await audit.of(colleague, "a call handed over")
    await booth.is_handed_over()
    await audit.of(booth, "handed over")
    await interpreter.finds("expecting")
    await audit.of(interpreter, "expecting the employee")
    await desk.finds("wrap-up-extend")
    await audit.of(desk, "wrapping up what was handed over")
    await colleague.declines()
    await colleague.finds("idle")
    await audit.of(colleague, "after declining")

    assert not audit.findings, "\n".join(audit.findings)
