"""What stands in somebody's way on a page: for axe, at twice the size, and by names that are read aloud."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path

from playwright.async_api import ViewportSize

from tests.e2e.citizens import Citizen
from tests.e2e.screens import Booth, Screen, StaffScreen
from tests.e2e.tour.look import name_of

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Without fetching styles and media once more: that is for files that play by themselves, and there are none.
ASK_AXE = """rules => axe.run(document, {runOnly: rules, preload: false, resultTypes: ["violations"]})
    .then(({violations}) => violations.flatMap(({id, help, nodes}) =>
        nodes.map(node => `${id} (${help}): ${node.html} ${node.any.map(it => it.message).join("; ")}`)))"""
#: Motion is left out on every page of a test: a color on its way to another is none to judge.
SHOW_IN = "theme => { document.documentElement.dataset.theme = theme }"

#: At the size of a page that is shown twice as large (WCAG 1.4.4):
#: nothing lies beside the screen, every control can be brought into sight and pressed, no label is cut off.
FIND_OUT_OF_REACH = """() => {
    const found = [];
    const tell = (what, element) => found.push(`${what}: ${element.outerHTML.slice(0, 200)}`);
    const page = document.scrollingElement;
    if (page.scrollWidth > page.clientWidth + 1) {
        const wide = [...document.body.querySelectorAll("*")].filter(element => {
            const { left, right, width } = element.getBoundingClientRect();
            return width > 0 && (left < -1 || right > innerWidth + 1);
        });
        tell(`${page.scrollWidth - page.clientWidth} px beside the screen`, wide.at(-1) ?? page);
    }
    const scrolled = [...document.querySelectorAll("*")].filter(it => it.scrollHeight > it.clientHeight)
        .map(it => [it, it.scrollTop, it.scrollLeft]);
    const modal = document.querySelector(":modal") ?? document;
    const isShown = element => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const controls = "a[href]:not(.skip), button, input, select, textarea, summary";
    for (const control of modal.querySelectorAll(controls)) {
        const isHidden = control.offsetWidth < 3 || !isShown(control);
        const seen = isHidden ? control.labels?.[0] : control;
        if (!seen || control.closest("[inert]") || !isShown(seen)) continue;
        seen.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
        const { left, right, top, bottom } = seen.getBoundingClientRect();
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        if (left < -1 || right > innerWidth + 1 || y < 0 || y > innerHeight) tell("out of sight", seen);
        else {
            const hit = document.elementFromPoint(x, y);
            // What was unfolded, or passes, may lie over the rest.
            const unfolded = hit?.closest("details[open], .share__menu, .phrases__list, .toast");
            if (unfolded && !unfolded.contains(control)) continue;
            if (!hit || ![seen, ...(control.labels ?? [])].some(target => target.contains(hit)))
                tell(`covered by ${hit?.outerHTML.slice(0, 80)}`, seen);
        }
    }
    for (const label of document.querySelectorAll("button, a, label, legend, summary, h1, h2, h3, select")) {
        const { overflowX, overflowY } = getComputedStyle(label);
        const cuts = overflow => overflow === "hidden" || overflow === "clip";
        if (label.clientWidth < 3 || !isShown(label)) continue;
        if (cuts(overflowX) && label.scrollWidth > label.clientWidth + 1) tell("cut off", label);
        if (cuts(overflowY) && label.scrollHeight > label.clientHeight + 1) tell("cut off", label);
    }
    for (const [element, top, left] of scrolled) element.scrollTo({ top, left, behavior: "instant" });
    return found;
}"""

#: What comes and goes with the line and the load of the machine.
CHANCE = ".toast, " + ", ".join(
    f'[data-testid="{handle}"]'
    for handle in ("quality-advice", "microphone-hint", "device-notice", "call-quality", "call-figures")
)
#: What lies beneath a question isn't read; Playwright doesn't know `inert`.
HIDE = """chance => {
    for (const hidden of document.querySelectorAll(`${chance}, [inert]`)) hidden.ariaHidden = "true";
}"""
SHOW = """chance => {
    for (const hidden of document.querySelectorAll(`${chance}, [inert]`)) hidden.ariaHidden = null;
}"""

SNAPSHOTS = Path(__file__).parent / "snapshots"
SLOW_MS = 60_000  # on a machine that does much else
RENEW = "RENEW_SNAPSHOTS"  # set in the environment: what is found is what is right
NAMED = re.compile(
    r"""^\s*-\s'?(?P<role>alertdialog|banner|button|checkbox|combobox|contentinfo|dialog|form|group|heading|img|link
        |main|meter|navigation|progressbar|radio|region|searchbox|slider|spinbutton|switch|table|textbox)
        \b(?P<name>\s"(?:[^"\\]|\\.)*")?""",
    re.VERBOSE,
)
REFERENCE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


class Audit:
    """What was found at each state of each page, in every language it is read in; a look at the tour."""

    def __init__(self) -> None:
        self.findings: list[str] = []
        self._axe = AXE.read_text()

    async def at(self, screen: Screen, state: str) -> None:
        """Look at one state of one page; it is left in the language that the next visitor finds."""
        assert isinstance(screen, Booth | StaffScreen | Citizen)
        await screen.page.evaluate(self._axe)
        for language in (*screen.languages[1:], screen.languages[0]):
            await screen.reads(language)
            await self._shows_another_theme(screen, language)
            await self._note(screen, f"{state}, {language}", ASK_AXE, RULES)
        if not isinstance(screen, Citizen):  # a phone's page has no half
            await self._twice_as_large(screen, state)
        await self._names(screen, state)

    async def as_is(self, screen: Screen, state: str) -> None:
        """Look at one state of one page in the language it is read in now."""
        await screen.page.evaluate(self._axe)
        await self._note(screen, state, ASK_AXE, RULES)
        await self._names(screen, state)

    async def _note(self, screen: Screen, state: str, question: str, argument: object = None) -> None:
        found: list[str] = await screen.page.evaluate(question, argument)
        self.findings += [f"{name_of(screen, state)}: {text}" for text in found]

    async def _shows_another_theme(self, screen: Screen, language: str) -> None:
        """Have staff read their second language in the dark: colors don't depend on the language."""
        if isinstance(screen, StaffScreen):
            theme = "system" if language == screen.languages[0] else "dark"
            await screen.page.evaluate(SHOW_IN, theme)

    async def _twice_as_large(self, screen: Screen, state: str) -> None:
        usual = screen.page.viewport_size
        assert usual is not None
        half = ViewportSize(width=usual["width"] // 2, height=usual["height"] // 2)
        await screen.page.set_viewport_size(half)
        await self._note(screen, f"{state}, twice as large", FIND_OUT_OF_REACH)
        await screen.page.set_viewport_size(usual)

    async def _names(self, screen: Screen, state: str) -> None:
        """Compare what a screen reader calls what can be used or gone to with what was agreed on."""
        await screen.page.evaluate(HIDE, CHANCE)
        modal = screen.page.locator("dialog:modal")
        read = modal if await modal.count() else screen.page.locator("body")
        found = _named(await read.aria_snapshot(timeout=SLOW_MS))
        await screen.page.evaluate(SHOW, CHANCE)
        path = SNAPSHOTS / f"{name_of(screen, state)}.yaml"
        if RENEW in os.environ:
            path.parent.mkdir(exist_ok=True)
            path.write_text("\n".join(found) + "\n", "utf-8")
            return
        agreed = path.read_text("utf-8").splitlines() if path.is_file() else []
        changes = difflib.unified_diff(agreed, found, path.name, "now", lineterm="", n=1)
        if told := "\n".join(changes):
            self.findings.append(f"{name_of(screen, state)}: other names than agreed\n{told}")


def _named(snapshot: str) -> list[str]:
    """Keep what has a role to be used or gone to, without what differs from one run to the next."""
    kept = [match for line in snapshot.splitlines() if (match := NAMED.match(line))]
    names = [
        f"- {match['role']}{match['name'] or ''}"
        for match in kept
        if match["name"] or match["role"] != "group"
    ]
    return [NUMBER.sub("0", REFERENCE.sub("0000-0000", name)) for name in names]
