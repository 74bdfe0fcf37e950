"""What becomes of pages whose sign-in ends: they are closed at once, on whichever node."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import suppress
from typing import Final

import structlog

from callrouter.model.events import Event, SignInEnded
from callrouter.model.refusal import Refusal
from callrouter.model.sign_ins import SignInEnd
from callrouter.model.states import Status
from callrouter.model.steering_events import Deed
from callrouter.queueing import QueueEngine, QueueUnavailableError, SignInStore
from callrouter.services.steering import SteeringService
from signaling.auth.identity import Identity
from signaling.protocol.errors import CloseCode
from signaling.sessions.hub import Hub

_log = structlog.get_logger(__name__)

#: Open pages are said to be in use this often, which is far shorter than any sign-in lasts unused.
_TOUCH_S: Final = 20.0
#: Ends of sign-ins that wait for the queue's server.
_MOST_ENDED: Final = 10_000
#: Ids that one script is asked about.
_MOST_AT_ONCE: Final = 100


class SignInNews:
    """Keeps the sign-ins of this node's pages in use, and closes pages whose sign-in is over."""

    def __init__(
        self, hub: Hub, sign_ins: SignInStore, engine: QueueEngine, steering: SteeringService
    ) -> None:
        self._hub = hub
        self._sign_ins = sign_ins
        self._engine = engine
        self._steering = steering
        self._ended: asyncio.Queue[SignInEnded] = asyncio.Queue(_MOST_ENDED)

    def follow(self, event: Event) -> None:
        """Close the pages of a sign-in that ended."""
        if isinstance(event, SignInEnded):
            _log.info("sign_in.ended", reason=event.reason, page=event.page)
            if self._close({event.sign_in_id}, event.staff_id, why=_why(event)):
                with suppress(asyncio.QueueFull):  # their leases run out, as their pages are closed
                    self._ended.put_nowait(event)

    async def signed_out(self, identity: Identity) -> None:
        """Close the pages of who signed out; somebody with no other page here goes offline.

        Raises ``QueueUnavailableError``.
        """
        pages = self._hub.connections(identity.principal_id)
        self._close({identity.sign_in}, identity.principal_id)
        if all(page.identity.sign_in == identity.sign_in for page in pages):
            with suppress(Refusal):  # who never connected has no status to change
                await self._engine.set_status(identity.principal_id, Status.OFFLINE)

    async def run(self) -> None:
        """Let nobody whose last page was closed stand in the queue, for ever."""
        while True:
            event = await self._ended.get()
            with suppress(Refusal, QueueUnavailableError):
                if not await self._sign_ins.of(event.staff_id):
                    await self._let_go(event)

    async def _let_go(self, event: SignInEnded) -> None:
        """Free who is signed in nowhere any more: a caller they leave waits for somebody else at once."""
        await self._engine.set_status(event.staff_id, Status.OFFLINE)
        staff = (await self._engine.view(event.staff_id)).staff
        busy_with = None if staff is None else staff.call_id or staff.reservation_id
        if busy_with is not None:
            await self._steering.free(event.staff_id, busy_with, Deed(event.by, event.why))

    async def run_clock(self) -> None:
        """Say which sign-ins have open pages, for ever; close those of which no end was heard."""
        while True:
            await asyncio.sleep(_TOUCH_S)
            with suppress(QueueUnavailableError):
                await self.look()

    async def look(self) -> None:
        """Say once which sign-ins have open pages, and close those that are over."""
        in_use = sorted({page.identity.sign_in for page in self._hub.connections() if page.identity.ends_at})
        for first in range(0, len(in_use), _MOST_AT_ONCE):
            self._close(await self._sign_ins.touch(in_use[first : first + _MOST_AT_ONCE]), why="expired")

    def _close(self, sign_ins: Collection[str], staff_id: str | None = None, *, why: str = "") -> bool:
        pages = [page for page in self._hub.connections(staff_id) if page.identity.sign_in in sign_ins]
        for page in pages:
            page.close(CloseCode.SIGNED_OUT, why)
        return bool(pages)


def _why(event: SignInEnded) -> str:
    """Return the word for pages, which says whether it was the person's own doing."""
    is_own = event.by == event.staff_id
    if event.reason is SignInEnd.REVOKED and is_own:
        return SignInEnd.SIGNED_OUT
    if event.reason is SignInEnd.CREDENTIALS_CHANGED and not is_own:
        return "credentials_reset"
    return event.reason
