"""Who appears in the tour, each at a screen of the size it is made for."""

from __future__ import annotations

from importlib.resources import files
from typing import TypeVar

from playwright.async_api import ViewportSize

from tests.e2e.citizens import Citizen
from tests.e2e.fake_devices import AGENT, COLLEAGUE, INTERPRETER, VISITOR, Identity
from tests.e2e.screens import Booth, Desk, InterpreterDesk, Officer, Screen, Station, Wallboard
from tests.e2e.stage import Stage

STANDING = ViewportSize(width=1080, height=1920)
DESK = ViewportSize(width=1440, height=900)
LONG_S = 300  # nothing that rings or runs out may end while it is looked at
BY_ITSELF = "require_staff = false"
FORM = 'callback_url = "https://terugbellen.example/verzoek"'
OWN_FORM = 'callback_url = "/callback/"'
TO_TAKE_ALONG = 'url = "https://kombijde.politie.nl/"'

AnyScreen = TypeVar("AnyScreen", bound=Screen)


class Cast:
    """Opens the service and its pages."""

    def __init__(self, stage: Stage, *, with_faces: bool = False) -> None:
        """With faces everybody has a camera, and so a browser, of their own."""
        self.stage = stage
        self._with_faces = with_faces

    async def opens(
        self, *, with_staff_only: bool = False, framed: str = "", kept_waiting_s: int | None = None
    ) -> None:
        """Start the service, at a location with a callback form; `framed`: a site to be had at the booth."""
        text = files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")
        assert BY_ITSELF in text
        assert TO_TAKE_ALONG in text
        text = text.replace(OWN_FORM, FORM)
        if with_staff_only:
            text = text.replace(BY_ITSELF, "require_staff = true")
        if framed:
            text = text.replace(TO_TAKE_ALONG, f'url = "{framed}", show = "frame"')
        if kept_waiting_s is not None:
            text += f"\n[callbacks]\nkept_waiting_s = {kept_waiting_s}\n"
        path = self.stage.folder / "directory.toml"
        path.write_text(text, "utf-8")
        await self.stage.opens(directory=str(path), ring_s=LONG_S, wrap_up_s=LONG_S, grace_s=LONG_S)

    async def booth(self, kiosk: str = "demo") -> Booth:
        """Have a visitor before a booth that stands."""
        booth = await self.stage.booth(self._face(VISITOR), "nl", kiosk, has_touch=True)
        await booth.page.set_viewport_size(STANDING)
        return booth

    async def stranger(self) -> Desk:
        """Have somebody at a desk who has not signed in."""
        return await self._at_desk(await self.stage.staff_page(Desk))

    async def desk(self) -> Desk:
        """Have an employee at a desk."""
        return await self._at_desk(await self.stage.desk("agent-1", self._face(AGENT)))

    async def colleague(self) -> Desk:
        """Have another employee at a desk."""
        return await self._at_desk(await self.stage.desk("agent-2", self._face(COLLEAGUE)))

    async def officer(self) -> Officer:
        """Have a neighborhood officer at a laptop."""
        return await self._at_desk(await self.stage.officer("wijkagent-noord", self._face(AGENT)))

    async def citizen(self, token: str, before_opening: str = "") -> Citizen:
        """Have a citizen come by a link, on a phone."""
        return await self.stage.citizen(token, self._face(VISITOR), before_opening=before_opening)

    async def interpreter(self) -> InterpreterDesk:
        """Have an interpreter for Arabic at work."""
        return await self._at_desk(await self.stage.interpreter("tolk-ar", self._face(INTERPRETER)))

    async def service_employee(self, name: str) -> Station:
        """Have a service employee of the station, with a phone."""
        return await self.stage.station(name)

    async def supervisor(self) -> Wallboard:
        """Have somebody watch over all of it."""
        return await self._at_desk(await self.stage.wallboard(self._face(AGENT)))

    def _face(self, who: Identity) -> Identity | None:
        return who if self._with_faces else None

    async def _at_desk(self, screen: AnyScreen) -> AnyScreen:
        await screen.page.set_viewport_size(DESK)
        return screen
