"""What a page may say: imperative messages, discriminated by ``type``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from callrouter.model.booths import DeviceReport
from callrouter.model.commands import TransferTarget
from callrouter.model.records import Id, Language, Record
from callrouter.model.states import AwayReason, Device, Disposition, Flag, Need, Status, Subject

#: Longest message a page may send, in bytes; an SDP offer is the longest there is (about 38 kB).
MAX_MESSAGE_BYTES = 64 * 1024

RequestId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
_EventId = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,15}-[0-9]{1,15}$")]
_ChatText = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
_LiveText = Annotated[str, StringConstraints(max_length=2000)]
_NoteText = Annotated[str, StringConstraints(max_length=8000)]
_TransferId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,24}$")]
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
    needs: Annotated[tuple[Need, ...], Field(max_length=len(Need))] = ()


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
    """Become ready, or away with a reason; during a call and its wrap-up: what to become afterwards."""

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


class WrapUpExtend(ClientMessageBase):
    """Ask for the wrap-up of a call to last until ``ends_at`` (UTC epoch ms); there is a limit."""

    type: Literal["wrap_up.extend"]
    call_id: Id
    ends_at: Annotated[int, Field(ge=0)]


class DispositionState(ClientMessageBase):
    """Say how the call was finished, in it or while wrapping up; kept at once, the last word counts."""

    type: Literal["disposition.state"]
    call_id: Id
    disposition: Disposition


class CallClassify(ClientMessageBase):
    """Correct what the call is about; whoever hosts it, or hosted it last when it has ended."""

    type: Literal["call.classify"]
    call_id: Id
    subject: Subject


class CallFlag(ClientMessageBase):
    """Report how the visitor behaves; supervisors see it with the live call."""

    type: Literal["call.flag"]
    call_id: Id
    kind: Flag


class NoteWrite(ClientMessageBase):
    """Replace the own note on a call, in it or afterwards, while notes are kept.

    ``revision`` is one more than that of the text it replaces (the first is 1): refused with
    ``changed_meanwhile`` when another page of the same person replaced it before; that one's text is told.
    """

    type: Literal["note.write"]
    call_id: Id
    text: _NoteText
    revision: Annotated[int, Field(ge=1, le=1_000_000)]


class NoteRead(ClientMessageBase):
    """Ask for the notes on the own call, or the own note on one of before; answered by ``note.told``."""

    type: Literal["note.read"]
    call_id: Id


class DayRead(ClientMessageBase):
    """Ask what the own work was in some time (UTC epoch ms), before ``to_at``; answered by ``day.listed``."""

    type: Literal["day.read"]
    from_at: Annotated[int, Field(ge=0)]
    to_at: Annotated[int, Field(ge=0)]


class CallHold(ClientMessageBase):
    """Put the visitor on hold, or talk on: nobody sees or hears them, and they see and hear nobody."""

    type: Literal["call.hold"]
    call_id: Id
    held: bool


class CallTransfer(ClientMessageBase):
    """Hand the call over: blindly, leaving at once, or consulted: the colleague joins, then one leaves.

    ``transfer_id`` is the page's own: a repeat is one transfer.
    """

    type: Literal["call.transfer"]
    call_id: Id
    transfer_id: _TransferId
    to: TransferTarget
    consulted: bool


class TransferCancel(ClientMessageBase):
    """Withdraw a consulted transfer that nobody has accepted."""

    type: Literal["transfer.cancel"]
    call_id: Id
    seat_id: Id


class CallPrioritise(ClientMessageBase):
    """A supervisor ranks a waiting call as if it had been queued this much earlier; 0 takes it back."""

    type: Literal["call.prioritise"]
    call_id: Id
    head_start_s: Annotated[int, Field(ge=0, le=86_400)]


class CallExplain(ClientMessageBase):
    """A supervisor asks why a call still waits, and what opens next; answered by ``call.explained``."""

    type: Literal["call.explain"]
    call_id: Id


class LocationSwitch(ClientMessageBase):
    """A supervisor closes a location for new calls, or opens it again."""

    type: Literal["location.switch"]
    location: Id
    open: bool


class BoothReport(ClientMessageBase):
    """A booth says how its devices and its connection are: at its start, at each change, and each minute."""

    type: Literal["booth.report"]
    report: DeviceReport


class HelpRequest(ClientMessageBase):
    """Ask for somebody to come to the booth: by the booth, or with ``call_id`` by the employee in its call.

    While a request is open at the booth, a repeat is the same request.
    """

    type: Literal["help.request"]
    call_id: Id | None = None


class HelpWithdraw(ClientMessageBase):
    """The booth says that nobody need come any more."""

    type: Literal["help.withdraw"]


class HelpAcknowledge(ClientMessageBase):
    """A supervisor says that somebody is on the way."""

    type: Literal["help.acknowledge"]
    help_id: Id


class HelpSettle(ClientMessageBase):
    """A supervisor says that somebody was there."""

    type: Literal["help.settle"]
    help_id: Id


class ChatPost(ClientMessageBase):
    """Write to the others in the call. ``entry_id`` is the page's own: a repeat is one entry."""

    type: Literal["chat.post"]
    call_id: Id
    entry_id: Id
    text: _ChatText


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


class MediaShare(ClientMessageBase):
    """Show the others the shared screen or document, or stop; one participant at a time (``share_taken``)."""

    type: Literal["media.share"]
    call_id: Id
    on: bool


class MediaShow(ClientMessageBase):
    """Say whether the own microphone and camera are on: at the start of a call, and at each change."""

    type: Literal["media.show"]
    call_id: Id
    microphone: Device
    camera: Device


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
    | WrapUpExtend
    | DispositionState
    | CallClassify
    | CallFlag
    | NoteWrite
    | NoteRead
    | DayRead
    | CallHold
    | CallTransfer
    | TransferCancel
    | CallPrioritise
    | CallExplain
    | LocationSwitch
    | BoothReport
    | HelpRequest
    | HelpWithdraw
    | HelpAcknowledge
    | HelpSettle
    | ChatPost
    | TextType
    | MediaPrepare
    | MediaOffer
    | MediaShow
    | MediaShare,
    Field(discriminator="type"),
]

CLIENT_MESSAGE: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)
