"""What anybody in a call may ask."""

from __future__ import annotations

import time

from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.services.participation import call_of
from signaling.handlers.services import Caller, Services
from signaling.protocol.client import (
    CallLeave,
    ChatPost,
    ChatRead,
    MediaOffer,
    MediaPrepare,
    MediaShare,
    MediaShow,
    TextType,
)
from signaling.protocol.server import ChatTold, MediaAnswered, MediaPrepared, RequestDone
from signaling.sessions.projection import chat_for


async def leave_call(message: CallLeave, by: Caller, services: Services) -> RequestDone:
    """Leave the queue, or hang up."""
    await services.engine.leave_call(message.call_id, by.principal_id)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def post_chat(message: ChatPost, by: Caller, services: Services) -> RequestDone:
    """Write to the others."""
    await services.engine.post_chat(message.call_id, by.principal_id, message.entry_id, message.text)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def read_chat(message: ChatRead, by: Caller, services: Services) -> ChatTold:
    """Tell what was written so far to somebody who takes part. Raises Refusal ``not_a_participant``."""
    view = await services.engine.view(by.principal_id)
    if view.call is None or view.call.call_id != message.call_id:
        raise Refusal(RefusalCode.NOT_A_PARTICIPANT)
    entries = chat_for(by.principal_id, view.call, view.chat)
    return ChatTold(request_id=message.request_id, call_id=message.call_id, entries=entries)


async def type_text(message: TextType, by: Caller, services: Services) -> RequestDone:
    """Show the others what is being typed."""
    await services.live_text.type(
        message.call_id,
        by.principal_id,
        entry_id=message.entry_id,
        revision=message.revision,
        text=message.text,
    )
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def prepare_media(message: MediaPrepare, by: Caller, services: Services) -> MediaPrepared:
    """Tell what a connection to the call's media needs; credentials are for its participants only."""
    await call_of(services.engine, message.call_id, by.principal_id)
    servers = services.turn.for_participant(time.time())
    return MediaPrepared(request_id=message.request_id, call_id=message.call_id, ice_servers=servers)


async def offer_media(message: MediaOffer, by: Caller, services: Services) -> MediaAnswered:
    """Connect to the call's media."""
    answer = await services.media.connect(message.call_id, by.principal_id, by.session_id, message.sdp_offer)
    return MediaAnswered(request_id=message.request_id, call_id=message.call_id, sdp_answer=answer)


async def share_media(message: MediaShare, by: Caller, services: Services) -> RequestDone:
    """Show the others a screen, or stop."""
    await services.media.share(message.call_id, by.principal_id, on=message.on)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def show_devices(message: MediaShow, by: Caller, services: Services) -> RequestDone:
    """Tell the others whether microphone and camera are on."""
    await services.engine.show_devices(
        message.call_id, by.principal_id, microphone=message.microphone, camera=message.camera
    )
    return RequestDone(request_id=message.request_id, call_id=message.call_id)
