"""``/api/v1/join``: what a citizen's link is good for now, and what it can do before the conversation.

The secret of the link comes in the body, as addresses end up in logs and histories; whoever has it is the
citizen. A device that is let in gets a cookie, by which it is that citizen on ``/ws``: one for each citizen,
as a family may share a browser. Nobody guesses 256 bits, so links that aren't any are not counted: a
network of mobile phones may be one address.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Final

import structlog
from aiohttp import web
from pydantic import Field, StringConstraints, ValidationError

from callrouter.model.callback_steps import AskOtherMoment
from callrouter.model.callbacks import DayPart, LinkState
from callrouter.model.records import Id, Record
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.policy.callback_access import citizen_of, link_state, request_of
from callrouter.queueing import KeptCallback, QueueUnavailableError
from callrouter.services.callbacks import CallbackService
from callrouter.services.waiting_room import WaitingRoom
from signaling.auth.identity import Identities, mark_of
from signaling.protocol.callback import RoomView
from signaling.sessions.rooms import Rooms

_log = structlog.get_logger(__name__)

_LONGEST_S: Final = 7 * 86_400


class _Link(Record):
    token: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{20,80}$")] = Field(repr=False)


class _OtherMoment(_Link):
    days: tuple[Annotated[int, Field(ge=1, le=7)], ...] = Field(default=(), max_length=7)
    parts: tuple[DayPart, ...] = Field(default=(), max_length=3)


class _Rating(_Link):
    call_id: Id
    rating: int = Field(ge=1, le=5)


class LinkTold(Record):
    """What a link is good for now, and the conversation it leads to: on ``/ws`` as ``citizen``."""

    state: LinkState
    citizen: str
    room: RoomView


@dataclass(frozen=True, kw_only=True)
class Join:
    """The routes."""

    callbacks: CallbackService
    waiting_room: WaitingRoom
    rooms: Rooms
    identities: Identities

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_post("/api/v1/join", self._answering(_Link, self._open))
        app.router.add_post("/api/v1/join/cancel", self._answering(_Link, self._cancel))
        app.router.add_post("/api/v1/join/rating", self._answering(_Rating, self._rate))
        app.router.add_post("/api/v1/join/moment", self._answering(_OtherMoment, self._other_moment))

    def _answering(
        self, kind: type[_Link], act: Callable[[web.Request, _Link], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            try:
                link = kind.model_validate_json(await request.read())
            except ValidationError:
                return _refused(400, "bad_request")
            try:
                return await act(request, link)
            except Refusal as refusal:
                _log.info("join.refused", reason=refusal.code)
                return _refused(404 if refusal.code is RefusalCode.WRONG_LINK else 409, refusal.code)
            except QueueUnavailableError:
                return _refused(503, "unavailable")

        return handle

    async def _open(self, request: web.Request, link: _Link) -> web.Response:
        kept, invitation_id = await self._conversation_of(link)
        state = self._state(kept, invitation_id)
        citizen = citizen_of(kept.request.request_id)
        device = await self.identities.device_of(request, citizen)
        closes_at = 0
        if state is LinkState.OPEN and kept.request.invitation is not None:
            closes_at = kept.request.invitation.closes_at + _LONGEST_S * 1000
            try:
                await self.callbacks.store.admit(
                    kept.request.request_id,
                    invitation_id,
                    citizen=citizen,
                    device=device,
                    until=closes_at,
                )
            except Refusal as refusal:
                if refusal.code is not RefusalCode.USED_ELSEWHERE:
                    raise
                state = LinkState.ELSEWHERE
        response = await self._told(state, kept)
        if state is LinkState.OPEN:
            self.identities.give_citizen(response, citizen, device, _LONGEST_S)
        return response

    async def _cancel(self, _request: web.Request, link: _Link) -> web.Response:
        return await self._take(link, self.waiting_room.cancel)

    async def _other_moment(self, _request: web.Request, link: _Link) -> web.Response:
        wished = _OtherMoment.model_validate(link.model_dump())
        step = AskOtherMoment(days=wished.days, parts=wished.parts)
        return await self._take(
            link, lambda citizen: self.callbacks.take(request_of(citizen), step, by=citizen)
        )

    async def _rate(self, _request: web.Request, link: _Link) -> web.Response:
        """Take what a citizen thinks of a conversation they had by this link, once; it is over by then."""
        kept, invitation_id = await self._conversation_of(link)
        rated = _Rating.model_validate(link.model_dump())
        citizen = citizen_of(kept.request.request_id)
        await self.rooms.engine.rate_call(rated.call_id, citizen, rated.rating)
        return await self._told(self._state(kept, invitation_id), kept)

    async def _take(self, link: _Link, act: Callable[[str], Awaitable[KeptCallback]]) -> web.Response:
        kept, invitation_id = await self._conversation_of(link)
        if self._state(kept, invitation_id) is LinkState.REVOKED:
            raise Refusal(RefusalCode.LINK_REVOKED)
        kept = await act(citizen_of(kept.request.request_id))
        return await self._told(self._state(kept, invitation_id), kept)

    async def _conversation_of(self, link: _Link) -> tuple[KeptCallback, str]:
        found = await self.callbacks.store.invitation_of(link.token)
        if found is None:
            raise Refusal(RefusalCode.WRONG_LINK)
        request_id, invitation_id = found
        kept = await self.callbacks.store.get(request_id)
        if kept is None:
            raise Refusal(RefusalCode.WRONG_LINK)
        return kept, invitation_id

    def _state(self, kept: KeptCallback, invitation_id: str) -> LinkState:
        return link_state(kept.request, invitation_id, at=self.callbacks.now())

    async def _told(self, state: LinkState, kept: KeptCallback) -> web.Response:
        mark = mark_of(citizen_of(kept.request.request_id))
        told = LinkTold(state=state, citizen=mark, room=await self.rooms.view_of(kept))
        return web.Response(text=told.model_dump_json(), content_type="application/json")


def _refused(status: int, code: str) -> web.Response:
    return web.json_response({"code": code}, status=status)
