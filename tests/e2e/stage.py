"""One test's stage: the service, the browsers, and everybody at a page."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from playwright.async_api import Browser, Playwright, ViewportSize, async_playwright
from playwright.async_api import Error as PlaywrightError

from tests.e2e import chromium
from tests.e2e.citizens import Citizen
from tests.e2e.demo import Demo
from tests.e2e.fake_devices import VISITOR, Camera, Identity
from tests.e2e.screens import (
    Booth,
    CallbackForm,
    Desk,
    InterpreterDesk,
    Officer,
    Screen,
    StaffScreen,
    Station,
    Wallboard,
)
from tests.networks import network
from tests.networks.network import Network

AnyScreen = TypeVar("AnyScreen", bound=Screen)
AnyStaffScreen = TypeVar("AnyStaffScreen", bound=StaffScreen)

PHONE = ViewportSize(width=390, height=844)
LOCALES = {"en": "en-GB", "nl": "nl-NL"}


class Stage:
    """Opens what a test asks for, and closes all of it in the end."""

    def __init__(
        self,
        folder: Path,
        camera: Camera | None = None,
        before_opening: str = "",
        network: Network | None = None,
    ) -> None:
        self.screens: list[Screen] = []
        self.folder = folder
        self._camera = camera or Camera()
        self._before_opening = before_opening
        self._network = network
        self._closing = AsyncExitStack()
        self._browsers: dict[Identity | None, Browser] = {}
        self._playwright: Playwright | None = None
        self._demo: Demo | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._closing.__aexit__(kind, error, traceback)

    @property
    def demo(self) -> Demo:
        """The running service."""
        assert self._demo is not None, "open the service first"
        return self._demo

    async def opens(self, **settings: str | float) -> Demo:
        """Start the service."""
        if self._network is not None:
            settings = {"host": network.WEB, "media_hosts": network.MEDIA, **settings}
        within = self._network.command(self._network.service) if self._network else ()
        self._demo = Demo(self.folder / "data", self.folder / "server.log", within, **settings)
        return await self._closing.enter_async_context(self._demo)

    async def booth(
        self, who: Identity | None = None, locale: str = "en", kiosk: str = "demo", *, has_touch: bool = False
    ) -> Booth:
        """Open the page of one of the demonstration's booths."""
        booth = await self._new(Booth, kiosk, who, locale, has_touch=has_touch)
        await booth.opens()
        return booth

    async def desk(
        self, username: str, who: Identity | None = None, locale: str = "en", slow_line_for: str = ""
    ) -> Desk:
        """Open the desk of an employee and sign in."""
        desk = await self._signed_in(await self._new(Desk, username, who, locale), username)
        if slow_line_for:
            await desk.has_slow_line_for(slow_line_for)
            await desk.reloads()
            await desk.finds("logout")
        return desk

    async def officer(self, username: str, who: Identity | None = None, locale: str = "en") -> Officer:
        """Open the page of a neighborhood officer and sign in."""
        return await self._signed_in(await self._new(Officer, username, who, locale), username)

    async def interpreter(
        self, username: str, who: Identity | None = None, locale: str = "en"
    ) -> InterpreterDesk:
        """Open the desk of an interpreter and sign in."""
        return await self._signed_in(await self._new(InterpreterDesk, username, who, locale), username)

    async def citizen(
        self, token: str, who: Identity | None = None, locale: str = "nl", before_opening: str = ""
    ) -> Citizen:
        """Open the page of a citizen's link, on a phone."""
        citizen = await self._new(Citizen, token, who, locale, has_touch=True)
        if before_opening:
            await citizen.page.add_init_script(before_opening)
        await citizen.page.set_viewport_size(PHONE)
        await citizen.opens()
        return citizen

    async def callback_form(self, locale: str = "nl", *, runs_scripts: bool = True) -> CallbackForm:
        """Open the form on which citizens ask to be called back, on a phone."""
        form = await self._new(
            CallbackForm, "citizen", None, locale, has_touch=True, runs_scripts=runs_scripts
        )
        await form.page.set_viewport_size(PHONE)
        await form.opens()
        return form

    async def wallboard(self, who: Identity | None = None, locale: str = "en") -> Wallboard:
        """Open the supervisor's page and sign in."""
        username = "supervisor-1"
        return await self._signed_in(await self._new(Wallboard, username, who, locale), username)

    async def station(self, username: str, who: Identity | None = None, locale: str = "en") -> Station:
        """Open the page of a service employee, on a phone, and sign in."""
        station = await self._new(Station, username, who, locale, has_touch=True)
        await station.page.set_viewport_size(PHONE)
        return await self._signed_in(station, username)

    async def staff_page(self, kind: type[AnyStaffScreen], locale: str = "en") -> AnyStaffScreen:
        """Open a page of staff that nobody has signed in at."""
        screen = await self._new(kind, kind.__name__.lower(), None, locale)
        await screen.opens()
        return screen

    def expects_outage(self) -> None:
        """Allow what browsers print about a server that went away."""
        for screen in self.screens:
            screen.outage_expected = True

    async def photographs(self, folder: Path) -> list[str]:
        """Keep what can explain a failure: every page's picture and console, and the service's log.

        Answers what there was no picture of, and why: what explains a failure never is another one.
        """
        if self._demo is not None:
            (folder / "server.log").write_text(self._demo.log_text())
        unseen = []
        for screen in self.screens:
            (folder / f"{screen.name}.console.txt").write_text("\n".join(screen.console))
            if screen.page.is_closed():
                continue
            try:
                (folder / f"{screen.name}.html").write_text(await screen.page.content())
                await screen.page.screenshot(path=folder / f"{screen.name}.png", timeout=5000)
            except PlaywrightError as error:
                unseen.append(f"{screen.name}: {await screen.stillness() or error.message}")
        return unseen

    async def _new(
        self, kind: type[AnyScreen], name: str, who: Identity | None, locale: str, **window: bool
    ) -> AnyScreen:
        context = await chromium.context_in(await self._browser(who), LOCALES[locale], **window)
        if self._before_opening:
            await context.add_init_script(self._before_opening)
        suffix = name if issubclass(kind, Booth | Citizen) else ""
        screen = kind(await context.new_page(), self.demo.url, f"{len(self.screens)}-{name[:12]}", suffix)
        self.screens.append(screen)
        return screen

    async def _signed_in(self, screen: AnyStaffScreen, username: str) -> AnyStaffScreen:
        await screen.opens()
        await screen.signs_in(username)
        return screen

    async def _browser(self, who: Identity | None) -> Browser:
        """Answer the process of this participant; all without an identity share one."""
        if self._playwright is None:
            self._playwright = await self._closing.enter_async_context(async_playwright())
        if who not in self._browsers:
            devices = chromium.devices_of(who, self.folder, self._camera) if who else ()
            browser = await chromium.launch(
                self._playwright, *devices, *self._away(), program=self._program(who)
            )
            self._closing.push_async_callback(browser.close)
            self._browsers[who] = browser
        return self._browsers[who]

    def _program(self, who: Identity | None) -> Path | None:
        """Answer the browser in this participant's network: all but the visitor are in the service's."""
        if self._network is None:
            return None
        namespace = self._network.visitor if who == VISITOR else self._network.service
        return self._network.program(namespace, chromium.executable())

    def _away(self) -> tuple[str, ...]:
        """Answer what a browser needs to trust a page that isn't on this machine."""
        if self._network is None:
            return ()
        return (
            f"--unsafely-treat-insecure-origin-as-secure={self.demo.url}",
            f"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE {network.WEB} , EXCLUDE {network.TURN}",
            "--ignore-certificate-errors",
        )
