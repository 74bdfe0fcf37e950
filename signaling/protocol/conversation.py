"""A call between those in it: what is written, and its media."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from callrouter.model.media import IceServer, LegQuality
from callrouter.model.records import Id, Record
from callrouter.model.states import Device
from callrouter.model.views import ChatEntry
from signaling.protocol.request import ClientMessageBase

_ChatText = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
_LiveText = Annotated[str, StringConstraints(max_length=2000)]
_Sdp = Annotated[str, StringConstraints(min_length=1, max_length=48 * 1024)]


class CallLeave(ClientMessageBase):
    """Leave the queue, or hang up."""

    type: Literal["call.leave"]
    call_id: Id


class ChatPost(ClientMessageBase):
    """Write to the others in the call. ``entry_id`` is the page's own: a repeat is one entry."""

    type: Literal["chat.post"]
    call_id: Id
    entry_id: Id
    text: _ChatText


class ChatRead(ClientMessageBase):
    """Ask for what was written before one joined; answered by ``chat.told``."""

    type: Literal["chat.read"]
    call_id: Id


class TextType(ClientMessageBase):
    """Show the others what is being typed, as it is typed (real-time text, ITU-T T.140); kept nowhere.

    ``text`` is the whole line so far, empty when it is given up. When it is finished the page posts it with
    ``chat.post`` under ``entry_id``. Of two messages for a line the higher ``revision`` counts.
    """

    type: Literal["text.type"]
    call_id: Id
    entry_id: Id
    revision: Annotated[int, Field(ge=0, le=1_000_000)]
    text: _LiveText


class MediaPrepare(ClientMessageBase):
    """Ask what the page's connection for a call needs; answered by ``media.prepared``."""

    type: Literal["media.prepare"]
    call_id: Id


class MediaOffer(ClientMessageBase):
    """Connect, or connect anew, to the media of a call; answered by ``media.answered``."""

    type: Literal["media.offer"]
    call_id: Id
    sdp_offer: _Sdp


class MediaShow(ClientMessageBase):
    """Say whether the own microphone and camera are on: at the start of a call, and at each change."""

    type: Literal["media.show"]
    call_id: Id
    microphone: Device
    camera: Device


class MediaShare(ClientMessageBase):
    """Show the others the shared screen or document, or stop; one participant at a time (``share_taken``)."""

    type: Literal["media.share"]
    call_id: Id
    on: bool


class ChatTold(Record):
    """Answer to ``chat.read``: the chat so far, to interpreters and supervisors since they joined."""

    type: Literal["chat.told"] = "chat.told"
    request_id: str
    call_id: Id
    entries: tuple[ChatEntry, ...]


class ChatDelivered(Record):
    """Somebody in the call wrote something."""

    type: Literal["chat.delivered"] = "chat.delivered"
    event_id: str
    call_id: Id
    entry: ChatEntry


class TextTyped(Record):
    """What somebody else in the call is typing: the whole line so far; empty when it was given up.

    A ``chat.delivered`` with the same ``entry_id`` takes its place.
    """

    type: Literal["text.typed"] = "text.typed"
    call_id: Id
    participant_id: Id
    entry_id: Id
    revision: int
    text: str


class MediaPrepared(Record):
    """Answer to ``media.prepare``: servers to reach the relay through, with credentials for a short time."""

    type: Literal["media.prepared"] = "media.prepared"
    request_id: str
    call_id: Id
    ice_servers: tuple[IceServer, ...]


class MediaAnswered(Record):
    """The relay's answer to ``media.offer``."""

    type: Literal["media.answered"] = "media.answered"
    request_id: str
    call_id: Id
    sdp_answer: str


class MediaSlotsChanged(Record):
    """Who is received in which slot of this page's connection (index = slot), and who shares something."""

    type: Literal["media.slots_changed"] = "media.slots_changed"
    call_id: Id
    slots: tuple[Id | None, ...]
    #: Who is received in the place for a shared screen or document; it is the page's own id while it shares.
    share: Id | None = None
    #: Whose pictures, of a camera or a screen, aren't sent for now as this page's connection is too narrow.
    paused: tuple[Id, ...] = ()


class MediaReplaced(Record):
    """The participant's media is connected from this session now; another page of theirs stops trying."""

    type: Literal["media.replaced"] = "media.replaced"
    call_id: Id
    session_id: Id


class MediaStateChanged(Record):
    """How the media connection of a participant of this call fares."""

    type: Literal["media.state_changed"] = "media.state_changed"
    call_id: Id
    participant_id: Id
    state: Literal["connecting", "connected", "slow", "gone"]


class MediaSpeakersChanged(Record):
    """Who speaks now, the page's own user among them."""

    type: Literal["media.speakers_changed"] = "media.speakers_changed"
    call_id: Id
    speakers: tuple[Id, ...]


class MediaMoved(Record):
    """The call's media goes on at another relay: connect anew, at once."""

    type: Literal["media.moved"] = "media.moved"
    call_id: Id


class MediaOfferWanted(Record):
    """Offer again on the same connection: this page is to send another codec."""

    type: Literal["media.offer_wanted"] = "media.offer_wanted"
    call_id: Id


class MediaQualityMeasured(Record):
    """How well a participant is sent and receives; a page hears its own, supervisors hear all."""

    type: Literal["media.quality_measured"] = "media.quality_measured"
    call_id: Id
    quality: LegQuality
