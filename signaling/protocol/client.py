"""What a page may say: imperative messages, discriminated by ``type``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from callrouter.model.records import Id, Language, Record
from callrouter.model.states import AwayReason, Disposition, Status, Subject

#: Longest message a page may send, in bytes; an SDP offer is the longest there is (about 17 kB).
MAX_MESSAGE_BYTES = 64 * 1024

RequestId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
_EventId = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,15}-[0-9]{1,15}$")]
_ChatText = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
_Sdp = Annotated[str, StringConstraints(min_length=1, max_length=48 * 1024)]


class ClientMessageBase(Record):
    """What every client message has: the page's own id for it, repeated in the answer."""

    request_id: RequestId


class SessionHello(ClientMessageBase):
    """First message of a connection; with the last event id seen, missed events follow."""

    type: Literal["session.hello"]
    last_event_id: _EventId | None = None


class CallRequest(ClientMessageBase):
    """A booth asks for a conversation. Repeating it while the call lives answers the same call."""

    type: Literal["call.request"]
    language: Language
    subject: Subject


class CallLeave(ClientMessageBase):
    """Leave the queue, or hang up."""

    type: Literal["call.leave"]
    call_id: Id


class CallRate(ClientMessageBase):
    """A booth rates the conversation it had, once."""

    type: Literal["call.rate"]
    call_id: Id
    rating: Annotated[int, Field(ge=1, le=5)]


class StatusSet(ClientMessageBase):
    """Become ready, or away with a reason."""

    type: Literal["status.set"]
    status: Literal[Status.READY, Status.AWAY]
    reason: (
        Literal[AwayReason.BREAK, AwayReason.MEETING, AwayReason.ADMINISTRATION, AwayReason.OTHER] | None
    ) = None


class ReservationAccept(ClientMessageBase):
    """Take the call that rings."""

    type: Literal["reservation.accept"]
    reservation_id: Id


class ReservationDecline(ClientMessageBase):
    """Let the call go to the next person, without blame."""

    type: Literal["reservation.decline"]
    reservation_id: Id


class InterpreterInvite(ClientMessageBase):
    """Ask for an interpreter between Dutch and ``language`` to join the call."""

    type: Literal["interpreter.invite"]
    call_id: Id
    language: Language


class InterpreterCancel(ClientMessageBase):
    """Withdraw an invitation, or release the interpreter."""

    type: Literal["interpreter.cancel"]
    call_id: Id
    seat_id: Id


class WrapUpFinish(ClientMessageBase):
    """End the wrap-up of a call, saying how it was finished."""

    type: Literal["wrap_up.finish"]
    call_id: Id
    disposition: Disposition


class ChatPost(ClientMessageBase):
    """Write to the others in the call. ``entry_id`` is the page's own: a repeat is one entry."""

    type: Literal["chat.post"]
    call_id: Id
    entry_id: Id
    text: _ChatText


class MediaOffer(ClientMessageBase):
    """Connect, or connect anew, to the media of a call; answered by ``media.answered``."""

    type: Literal["media.offer"]
    call_id: Id
    sdp_offer: _Sdp


ClientMessage = Annotated[
    SessionHello
    | CallRequest
    | CallLeave
    | CallRate
    | StatusSet
    | ReservationAccept
    | ReservationDecline
    | InterpreterInvite
    | InterpreterCancel
    | WrapUpFinish
    | ChatPost
    | MediaOffer,
    Field(discriminator="type"),
]

CLIENT_MESSAGE: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)
