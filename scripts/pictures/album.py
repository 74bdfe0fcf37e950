"""The folder of pictures: a booth's states in every language asked for, a desk's by day and by night."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from playwright.async_api import ViewportSize

from tests.e2e.screens import Booth, Screen, StaffScreen

STANDING: Final = ViewportSize(width=1080, height=1920)
LYING: Final = ViewportSize(width=1920, height=1080)
DESK: Final = ViewportSize(width=1440, height=900)
SCHEMES: Final = ("dark", "light")
PATIENCE_MS: Final = 60_000
STAFF_LANGUAGES: Final = ("nl", "en")


class Album:
    """Keeps pictures, named by page, state and what they differ in."""

    def __init__(self, folder: Path, languages: Sequence[str]) -> None:
        self._folder = folder
        self._languages = languages
        self._staff_language = next(
            (each for each in languages if each in STAFF_LANGUAGES), STAFF_LANGUAGES[0]
        )

    async def booth(self, booth: Booth, state: str, *, lying: bool = False) -> None:
        """Keep a state of the booth; the page is left in the last language."""
        for language in self._languages:
            await booth.reads(language)
            await booth.page.evaluate("document.activeElement?.blur()")  # or it wears a ring
            await self.as_it_is(booth, f"booth-{state}-{language}")
            if lying:
                await booth.page.set_viewport_size(LYING)
                await self.as_it_is(booth, f"booth-{state}-lying-{language}")
                await booth.page.set_viewport_size(STANDING)

    async def staff(self, screen: StaffScreen, name: str) -> None:
        """Keep a state of a page of staff, by day and by night."""
        await screen.reads(self._staff_language)
        for scheme in SCHEMES:
            await screen.page.emulate_media(color_scheme=scheme)
            await self.as_it_is(screen, f"{name}-{scheme}")

    async def as_it_is(self, screen: Screen, name: str) -> None:
        """Wait until nothing moves into place any more, and take the picture."""
        await screen.page.evaluate("document.fonts.ready")
        path = self._folder / f"{name}.png"
        await screen.page.screenshot(path=path, animations="disabled", timeout=PATIENCE_MS)
