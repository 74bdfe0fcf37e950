"""The pages as the people at them know them, reached by the test handles of the contract alone."""

from __future__ import annotations

import asyncio
import json
import re
from typing import ClassVar

from playwright.async_api import ConsoleMessage, Error, FilePayload, Locator, Page, WebSocketRoute, expect

from tests.e2e import senses
from tests.e2e.demo import PASSWORD
from tests.e2e.fake_devices import Identity
from tests.e2e.waiting import PATIENCE_S, until

RAW_AUDIO = "test-audio=raw"  # or the browser's noise suppression eats a steady tone
FAKE_SCREEN = (0, 135, 0)  # Chromium's own, where devices are fake
ANY_CALL_ID = re.compile(r".+")
MOST_STOPS = 60  # of the tab key, on any page
#: Whether the browser still draws the page: without that, nothing on it is ever stable enough to be pressed.
IS_DRAWN = """() => new Promise(done => {
    setTimeout(() => done(false), 3000);
    requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
})"""
IN_ARABIC = re.compile(r"[\u0620-\u064A]{2}")

expect.set_options(timeout=PATIENCE_S * 1000)

# What the browser itself says of an outage, in tests that make one.
OUTAGE = re.compile(
    r"WebSocket connection to .* failed|net::ERR_(CONNECTION_REFUSED|INTERNET_DISCONNECTED)|status of 50[023]"
    r"|fetching the script"
)


class Screen:
    """A page and the person at it."""

    path: ClassVar[str]
    languages: ClassVar[tuple[str, ...]]  # to be looked at; the first is what a page begins in

    def __init__(self, page: Page, url: str, name: str, suffix: str = "") -> None:
        self.page = page
        self.name = name
        self.console: list[str] = []
        self.problems: list[str] = []
        self.outage_expected = False
        self._slow_message = ""
        self._held: list[tuple[WebSocketRoute, str | bytes]] = []
        self._url = url + self.path + suffix
        page.set_default_timeout(PATIENCE_S * 1000)
        page.on("console", self._note)
        page.on("pageerror", self._note_error)

    async def opens(self) -> None:
        """Go to the page."""
        await self.page.goto(self._url)

    async def has_slow_line_for(self, message_type: str) -> None:
        """Hold messages of this type back on their way to the server, from the next opening on."""
        self._slow_message = message_type
        await self.page.route_web_socket(re.compile("/ws"), self._relay)

    def lets_through(self) -> None:
        """Let what was held back reach the server now."""
        assert self._held, f"no {self._slow_message} was sent"
        for server, message in self._held:
            server.send(message)

    async def reloads(self) -> None:
        """Load the page again, as somebody impatient does."""
        await self.page.reload()

    def part(self, handle: str) -> Locator:
        """Answer an element by its test handle."""
        return self.page.get_by_test_id(handle)

    async def finds(self, handle: str, within_s: float = PATIENCE_S) -> None:
        """Wait until the element is there to be used."""
        await expect(self.part(handle)).to_be_visible(timeout=within_s * 1000)

    async def misses(self, handle: str, within_s: float = PATIENCE_S) -> None:
        """Wait until the element is gone."""
        await expect(self.part(handle)).to_have_count(0, timeout=within_s * 1000)

    async def presses(self, handle: str) -> None:
        """Press a button."""
        await self.part(handle).click()

    async def tabs_to(self, handle: str) -> None:
        """Move the focus with the tab key until it is on the element."""
        await self.finds(handle)
        for _ in range(MOST_STOPS):
            await self.page.keyboard.press("Tab")
            if await self.part(handle).evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"the tab key does not reach {handle}")

    async def enters(self, handle: str) -> None:
        """Go to the element with the tab key, and press it."""
        await self.tabs_to(handle)
        await self.page.keyboard.press("Enter")

    async def is_in(self, language: str) -> None:
        """Wait until the page says that it is in this language."""
        await expect(self.page.locator("html")).to_have_attribute("lang", re.compile(f"^{language}\\b"))

    async def stillness(self) -> str:
        """Answer what of the browser keeps the page from being used; nothing when it is well."""
        try:
            async with asyncio.timeout(PATIENCE_S / 3):
                return (
                    "" if await self.page.evaluate(IS_DRAWN) else "the browser makes no frames of it any more"
                )
        except (TimeoutError, Error) as error:
            return f"the browser answers no questions about it any more: {error}"

    def _relay(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            if json.loads(message).get("type") == self._slow_message:
                self._held.append((server, message))
            else:
                server.send(message)

        route.on_message(pass_on)

    def _note(self, message: ConsoleMessage) -> None:
        self.console.append(f"{message.type}: {message.text}")
        if message.type == "error" and not (self.outage_expected and OUTAGE.search(message.text)):
            self.problems.append(message.text)

    def _note_error(self, error: Error) -> None:
        self.console.append(f"uncaught: {error.stack or error.message}")
        self.problems.append(error.message)


class CallbackForm(Screen):
    """The form on which a citizen asks to be called back."""

    path = "/callback/"
    languages = ("nl", "en", "ar")

    async def reads(self, language: str) -> None:
        """Choose the language of the page, as its reader does."""
        await self.page.locator(".languages summary").click()
        await self.page.locator(f'.languages button[lang="{language}"]').click()
        await self.is_in(language)

    def _note(self, message: ConsoleMessage) -> None:
        # What is wrong, and that a postcode is nobody's, is said on the page.
        if not re.search("status of (404|422)", message.text):
            super()._note(message)


class CallScreen(Screen):
    """A page that holds conversations."""

    async def is_in_call(self, call_id: str | None = None) -> str:
        """Wait for the call view; answer the call's id."""
        await expect(self.part("call")).to_have_attribute("data-call-id", call_id or ANY_CALL_ID)
        return await self.part("call").get_attribute("data-call-id") or ""

    async def is_in_no_call(self) -> None:
        """Wait until the call view is gone."""
        await self.misses("call")

    async def sees(self, role: str, identity: Identity) -> None:
        """Wait until that role's picture shows this participant."""
        await senses.sees(self.part(f"video-{role}"), identity)

    async def hears(self, role: str, identity: Identity) -> None:
        """Wait until that role's sound is this participant's."""
        await senses.hears(self.part(f"video-{role}"), identity)

    async def is_told_of_supervisor(self, mode: str) -> None:
        """Wait until the page says that a supervisor takes part like this."""
        await expect(self.part("supervised")).to_have_attribute("data-mode", mode)

    async def sees_screen(self, color: tuple[int, int, int] = FAKE_SCREEN) -> None:
        """Wait until what somebody else shares is to be seen."""
        await senses.shows(self.part("video-share"), color)

    async def is_with(self, role: str, identity: Identity) -> None:
        """See and hear this participant in that role."""
        await self.sees(role, identity)
        await self.hears(role, identity)

    async def hangs_up(self) -> None:
        """Leave the conversation."""
        await self.presses("hang-up")


class Booth(CallScreen):
    """The visitor's screen in the private room."""

    path = f"/booth/?{RAW_AUDIO}&kiosk="  # and its name
    languages = ("nl", "ar")  # English stands where Dutch does

    async def asks(self, language: str = "en", subject: str = "question") -> None:
        """Go from the attract screen to the queue."""
        await self.presses("start")
        await self.presses(f"language-{language}")
        await self.presses(f"subject-{subject}")
        await self.presses("start-call")

    async def reads_arabic(self) -> None:
        """Wait until the screen runs from right to left and says in Arabic what it is about."""
        await expect(self.page.locator("html")).to_have_attribute("dir", "rtl")
        await expect(self.page.locator("h1")).to_have_text(IN_ARABIC)

    async def waits_at(self, position: int) -> None:
        """Wait until the screen tells this place in the queue."""
        await self.finds("waiting")
        await expect(self.part("queue-position")).to_have_attribute("data-position", str(position))

    async def hangs_up(self) -> None:
        """Leave the conversation without waiting for the time to change one's mind."""
        await self.presses("hang-up")
        await self.presses("hang-up-now")

    async def goes(self) -> None:
        """Leave the thanks; the screen is ready for the next visitor."""
        await self.finds("done")
        await self.presses("done")
        await self.finds("start")

    async def taps(self, *keys: str) -> None:
        """Touch keys of the keyboard on the screen, one after the other."""
        for key in keys:
            await self.part("keyboard").locator(f'[data-key="{key}"]').tap()

    async def touches(self, field: str) -> None:
        """Touch a field to write in, and wait until the keyboard that comes takes touches."""
        await self.part(field).tap()
        await self.finds("keyboard")
        await expect(self.part("keyboard")).to_have_attribute("data-ready", "true")

    async def is_handed_over(self) -> None:
        """Wait until the screen says that somebody else will take the call over."""
        await expect(self.part("waiting")).to_have_attribute("data-handed-over", "true")

    async def gives_up(self) -> None:
        """Leave the queue."""
        await self.presses("cancel-call")

    async def reads(self, language: str) -> None:
        """Read the screen in another language, whatever lies over it."""
        await self.page.keyboard.press("Shift")  # a touch, or the screen thinks that the visitor has gone
        await self.part("reading").dispatch_event("click")
        await self.part(f"reading-{language}").dispatch_event("click")
        await self.misses("reading-close")
        await self.is_in(language)


class StaffScreen(CallScreen):
    """A page that needs signing in, with a status to set."""

    languages = ("en", "nl")

    async def reads(self, language: str) -> None:
        """Read the page in another language, whatever is unfolded on it."""
        await self.page.locator(f".locale[lang={language}]").dispatch_event("click")
        await self.is_in(language)

    async def signs_in(self, username: str) -> None:
        """Sign in with a demonstration account."""
        await self.part("login-username").fill(username)
        await self.part("login-password").fill(PASSWORD)
        await self.presses("login-submit")
        await self.finds("logout")

    async def becomes(self, status: str) -> None:
        """Set a status, and wait until the server has taken it."""
        await self.part("status-select").select_option(status)
        await self.is_shown_as(status)

    async def becomes_ready(self) -> None:
        """Be there for the next call."""
        await self.becomes("ready")

    async def is_shown_as(self, status: str) -> None:
        """Wait until the page says that this is the status."""
        await expect(self.part("status-current")).to_have_attribute("data-status", status)

    async def wants_next(self, status: str) -> None:
        """Choose during a call what to become after it, and wait until the server has taken it."""
        await self.part("status-select").select_option(status)
        await expect(self.part("next-status")).to_have_attribute("data-status", status)

    async def puts_on_hold(self) -> None:
        """Part the visitor from everybody, and wait until the server has done it."""
        await self.presses("hold")
        await expect(self.part("hold")).to_have_attribute("data-state", "held")

    async def talks_on(self) -> None:
        """End the hold, and wait until the server has done it."""
        await self.presses("hold")
        await expect(self.part("hold")).to_have_attribute("data-state", "talking")

    async def is_offered(self, call_id: str | None = None, language: str | None = None) -> str:
        """Wait until it rings, for this call, in this language; answer the call's id."""
        offer = self.part("offer")
        await expect(offer).to_have_attribute("data-call-id", call_id or ANY_CALL_ID)
        if language:
            await expect(offer).to_have_attribute("data-language", language)
        return await offer.get_attribute("data-call-id") or ""

    async def is_not_rung(self, within_s: float = PATIENCE_S) -> None:
        """Wait until nothing rings."""
        await self.misses("offer", within_s)

    async def accepts(self) -> None:
        """Take the call that rings."""
        await self.presses("offer-accept")

    async def is_told_of_refusal(self) -> None:
        """Wait until the page says, to screen readers too, that what was asked for could not be had."""
        await expect(self.page.locator('[role="status"] [data-told^="refused."]')).to_be_visible()

    async def declines(self) -> None:
        """Leave the call that rings to the next."""
        await self.presses("offer-decline")


class Desk(StaffScreen):
    """The page of an employee of the service center."""

    path = f"/desk/?{RAW_AUDIO}"

    async def invites_interpreter(self, language: str) -> None:
        """Ask an interpreter for this language to join."""
        await self.presses("invite-interpreter")
        await self.presses(f"invite-language-{language}")

    async def sees_interpreter_as(self, state: str) -> None:
        """Wait until the page says that this is how the interpreter stands."""
        await expect(self.part("interpreter-state")).to_have_attribute("data-state", state)

    async def hands_over_to(self, staff_id: str) -> None:
        """Leave the call to a colleague, unasked."""
        await self._chooses(staff_id)
        await self.presses("transfer-now")

    async def asks_colleague(self, staff_id: str) -> None:
        """Ask a colleague to join, so as to hand the call over."""
        await self._chooses(staff_id)
        await self.presses("transfer-ask")

    async def sees_colleague_as(self, state: str) -> None:
        """Wait until the page says that this is how the colleague who was asked stands."""
        await expect(self.part("transfer-state")).to_have_attribute("data-state", state)

    async def shares_screen(self) -> None:
        """Show the others the screen; Chromium chooses one with a picture of its own."""
        await self.presses("toggle-share")
        await self.presses("share-screen")
        await self.finds("sharing")

    async def shares_document(self, name: str, kind: str, content: bytes) -> None:
        """Show the others a file, found in the menu by the keyboard alone."""
        await self.part("toggle-share").focus()
        await self.page.keyboard.press("Enter")
        await expect(self.part("share-screen")).to_be_focused()
        await self.page.keyboard.press("ArrowDown")
        await expect(self.part("share-document")).to_be_focused()
        # What the browser's own dialog would do.
        file = FilePayload(name=name, mimeType=kind, buffer=content)
        await self.part("document-file").set_input_files(file)

    async def stops_sharing(self) -> None:
        """Show the screen no more."""
        await self.presses("stop-sharing")
        await self.misses("sharing")

    async def wrap_up_left_s(self) -> int:
        """Answer how much time the page gives for the wrap-up."""
        text = await self.part("wrap-up-left").inner_text()
        found = re.search(r"(\d+):(\d\d)", text)
        assert found, f"no time in {text!r}"
        return 60 * int(found[1]) + int(found[2])

    async def _chooses(self, staff_id: str) -> None:
        await self.presses("transfer")
        await self.part(f"transfer-person-{staff_id}").check()

    async def wraps_up(self) -> None:
        """Say how the call was finished, and be done with it."""
        await self.part("disposition").select_option(index=1)
        await self.presses("wrap-up-done")


class Officer(Desk):
    """The neighborhood officer's page."""

    path = f"/wijkagent/?{RAW_AUDIO}"

    def request(self, request_id: str) -> Locator:
        """Answer the card of a request."""
        return self.page.locator(f'[data-testid="request"][data-request-id="{request_id}"]')

    async def sees_request(self, request_id: str, state: str = "waiting") -> None:
        """Wait until a request is listed in that state."""
        await expect(self.request(request_id)).to_have_attribute("data-state", state)

    async def misses_request(self, request_id: str) -> None:
        """Wait until a request is no longer listed."""
        await expect(self.request(request_id)).to_have_count(0)

    async def does(self, request_id: str, deed: str) -> None:
        """Press one of a request's buttons."""
        await self.request(request_id).get_by_test_id(deed).click()


class InterpreterDesk(StaffScreen):
    """The interpreter's page."""

    path = f"/interpreter/?{RAW_AUDIO}"


class Station(StaffScreen):
    """The page of a service employee, on a phone."""

    path = "/station/"

    async def sees_help(self, state: str) -> None:
        """Wait until the page says that help is wanted, and whether somebody comes."""
        await expect(self.part("help-wanted")).to_have_attribute("data-state", state)

    async def sees_booth(self, booth_id: str, state: str) -> None:
        """Wait until that is what goes on at a booth."""
        row = self.page.locator(f'[data-testid="booth-row"][data-booth-id="{booth_id}"]')
        await expect(row).to_have_attribute("data-state", state)


class Wallboard(StaffScreen):
    """The supervisor's page."""

    path = f"/supervisor/?{RAW_AUDIO}"

    async def counts_waiting(self, number: int) -> None:
        """Wait until the board shows so many calls waiting."""
        await until(
            lambda: self._number("queue-length"), lambda seen: seen == number, f"{number} calls waiting"
        )

    async def waiting_calls(self) -> list[str]:
        """Answer the ids of the calls on the board."""
        rows = await self.part("waiting-call").all()
        return [await row.get_attribute("data-call-id") or "" for row in rows]

    async def waiting_call(self) -> str:
        """Wait until exactly one call waits; answer its id."""
        await expect(self.part("waiting-call")).to_have_count(1)
        return (await self.waiting_calls())[0]

    async def counts_ready(self, number: int) -> None:
        """Wait until the board shows so many employees ready."""
        await until(
            lambda: self._number("agents-ready"), lambda seen: seen == number, f"{number} employees ready"
        )

    async def asks_why(self, call_id: str) -> None:
        """Have the wait of a call explained."""
        await self._of_call(call_id, "call-why").click()
        await self.finds("call-explanation")

    async def puts_first(self, call_id: str) -> None:
        """Give a waiting call a head start."""
        await self._of_call(call_id, "call-prioritise").click()

    async def serves_in_order(self, *call_ids: str) -> None:
        """Wait until the board shows these calls, to be served in this order."""
        await until(self.waiting_calls, lambda seen: seen == list(call_ids), f"the order {call_ids}")

    async def joins(self, mode: str, why: str = "coaching") -> None:
        """Take part in the one call that is talked in."""
        await self.presses("call-join")
        await self.part(f"join-mode-{mode}").check()
        await self.part(f"join-why-{why}").check()
        await self.presses("join-confirm")
        await self.takes_part_by(mode)

    async def turns_to(self, mode: str) -> None:
        """Take part in another way."""
        await self.presses(f"joined-mode-{mode}")
        await self.takes_part_by(mode)

    async def takes_part_by(self, mode: str) -> None:
        """Wait until the page says that it is like this."""
        await expect(self.part("joined")).to_have_attribute("data-mode", mode)

    def _of_call(self, call_id: str, handle: str) -> Locator:
        return self.page.locator(f'[data-testid="waiting-call"][data-call-id="{call_id}"]').get_by_test_id(
            handle
        )

    async def _number(self, handle: str) -> int | None:
        text = await self.part(handle).inner_text()
        found = re.match(r"\s*(\d+)", text)
        return int(found[1]) if found else None
