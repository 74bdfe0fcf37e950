"""The folder of pictures: a visitor's states in every language asked for, a desk's by day and by night."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from playwright.async_api import ViewportSize

from tests.e2e.citizens import Citizen
from tests.e2e.screens import Booth, Screen, StaffScreen
from tests.e2e.tour.look import name_of

LYING: Final = ViewportSize(width=1920, height=1080)
#: States of the booth that are kept on a screen that lies, too.
LYING_STATES: Final = frozenset(
    {
        "attract",
        "busy",
        "call",
        "call-of-three",
        "check",
        "closed",
        "done",
        "home",
        "language",
        "sharing",
        "subject",
        "waiting",
        "waiting-long",
    }
)
SCHEMES: Final = ("dark", "light")
PATIENCE_MS: Final = 60_000
FIRST_LANGUAGE: Final = "nl"
STAFF_LANGUAGES: Final = ("nl", "en")


class Album:
    """Keeps pictures of the tour, named by page, state and what they differ in."""

    def __init__(self, folder: Path, languages: Sequence[str]) -> None:
        self._folder = folder
        self._languages = languages
        self._staff_language = next(
            (each for each in languages if each in STAFF_LANGUAGES), STAFF_LANGUAGES[0]
        )

    async def at(self, screen: Screen, state: str) -> None:
        """Keep a state: of staff by day and by night, of others in the languages asked for."""
        if isinstance(screen, Booth | Citizen):
            await self._of_visitor(screen, state)
        elif isinstance(screen, StaffScreen):
            await screen.reads(self._staff_language)
            await self._by_day_and_night(screen, state)

    async def as_is(self, screen: Screen, state: str) -> None:
        """Keep a state in the language it is read in now."""
        if isinstance(screen, StaffScreen):
            await self._by_day_and_night(screen, state)
        else:
            await self._in_its_shapes(screen, state, "")

    async def _of_visitor(self, screen: Booth | Citizen, state: str) -> None:
        for language in self._languages:
            await screen.reads(language)
            await screen.page.evaluate("document.activeElement?.blur()")  # or it wears a ring
            await self._in_its_shapes(screen, state, f"-{language}")
        await screen.reads(FIRST_LANGUAGE)

    async def _in_its_shapes(self, screen: Screen, state: str, suffix: str) -> None:
        await self._keep(screen, f"{name_of(screen, state)}{suffix}")
        standing = screen.page.viewport_size
        if isinstance(screen, Booth) and state in LYING_STATES and standing:
            await screen.page.set_viewport_size(LYING)
            await self._keep(screen, f"{name_of(screen, state)}-lying{suffix}")
            await screen.page.set_viewport_size(standing)

    async def _by_day_and_night(self, screen: Screen, state: str) -> None:
        for scheme in SCHEMES:
            await screen.page.emulate_media(color_scheme=scheme)
            await self._keep(screen, f"{name_of(screen, state)}-{scheme}")

    async def _keep(self, screen: Screen, name: str) -> None:
        """Wait until nothing moves into place any more, and take the picture."""
        await screen.page.evaluate("document.fonts.ready")
        path = self._folder / f"{name}.png"
        await screen.page.screenshot(path=path, animations="disabled", timeout=PATIENCE_MS)
