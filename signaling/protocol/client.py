"""What a page may say: imperative messages, discriminated by ``type``.

Those of one subject stand in ``booth``, ``casework`` and ``conversation`` beside this module.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from callrouter.model.commands import TransferTarget
from callrouter.model.doors import Notice
from callrouter.model.joining import JoinMode, JoinReason
from callrouter.model.records import Id, Language
from callrouter.model.states import AwayReason, Status
from callrouter.model.steering_events import Why
from signaling.protocol.absence import AbsenceClear, AbsenceList, AbsenceSet
from signaling.protocol.booth import (
    BoothReport,
    CallRate,
    CallRequest,
    HelpAcknowledge,
    HelpRequest,
    HelpSettle,
    HelpWithdraw,
)
from signaling.protocol.callback import (
    CallbackAsk,
    CallbackClaim,
    CallbackClose,
    CallbackDismiss,
    CallbackHandOver,
    CallbackInvite,
    CallbackList,
    CallbackMiss,
    CallbackNote,
    CallbackPlan,
    CallbackPropose,
    CallbackPutBack,
    CallbackRead,
    RoomAskCentre,
    RoomAskPhone,
    RoomEnter,
)
from signaling.protocol.casework import (
    CallClassify,
    CallFlag,
    DayRead,
    DispositionState,
    FlagSettle,
    NoteRead,
    NoteWrite,
    WrapUpExtend,
    WrapUpFinish,
)
from signaling.protocol.conversation import (
    CallLeave,
    ChatPost,
    ChatRead,
    MediaOffer,
    MediaPrepare,
    MediaShare,
    MediaShow,
    TextType,
)
from signaling.protocol.request import ClientMessageBase
from signaling.protocol.steering import (
    CallMove,
    CallPrioritise,
    CallPull,
    CallStop,
    StaffFree,
    StaffReadDay,
    StaffSteer,
)

#: Longest message a page may send, in bytes; an SDP offer is the longest there is (about 38 kB).
MAX_MESSAGE_BYTES = 64 * 1024

_EventId = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,15}-[0-9]{1,15}$")]
_TransferId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,24}$")]


class SessionHello(ClientMessageBase):
    """First message of a connection; with the last event id seen, missed events follow."""

    type: Literal["session.hello"]
    last_event_id: _EventId | None = None
    #: Of an enrolled booth: its device's signature of what ``session.challenge`` asked for (base64).
    proof: Annotated[str, StringConstraints(max_length=128)] | None = None


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


class CallJoin(ClientMessageBase):
    """A supervisor takes part in a call that is talked in, or otherwise than until now; all in it are told.

    Only in the modes that ``session.opened`` names for the call's location. They leave by ``call.leave``.
    """

    type: Literal["call.join"]
    call_id: Id
    mode: JoinMode
    #: Stands in the journal, and is told to supervisors only.
    why: JoinReason


class CallExplain(ClientMessageBase):
    """A supervisor asks why a call still waits, and what opens next; answered by ``call.explained``."""

    type: Literal["call.explain"]
    call_id: Id


class LocationSwitch(ClientMessageBase):
    """A supervisor closes a location for new calls, tells something else there, or opens it again."""

    type: Literal["location.switch"]
    location: Id
    open: bool
    #: What visitors are told; only of a closing.
    notice: Notice = Notice()
    #: When the closing began that they saw (``closing.at``); 0: none. Another one is not replaced.
    seen: int = Field(default=0, ge=0)
    why: Why = ""


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
    | FlagSettle
    | NoteWrite
    | NoteRead
    | DayRead
    | CallHold
    | CallTransfer
    | TransferCancel
    | CallJoin
    | CallPrioritise
    | CallMove
    | CallPull
    | CallStop
    | StaffSteer
    | StaffFree
    | StaffReadDay
    | CallExplain
    | LocationSwitch
    | BoothReport
    | HelpRequest
    | HelpWithdraw
    | HelpAcknowledge
    | HelpSettle
    | CallbackList
    | CallbackRead
    | CallbackClaim
    | CallbackPutBack
    | CallbackHandOver
    | CallbackInvite
    | CallbackPlan
    | CallbackMiss
    | CallbackClose
    | CallbackNote
    | CallbackDismiss
    | CallbackPropose
    | CallbackAsk
    | AbsenceSet
    | AbsenceClear
    | AbsenceList
    | RoomEnter
    | RoomAskPhone
    | RoomAskCentre
    | ChatPost
    | ChatRead
    | TextType
    | MediaPrepare
    | MediaOffer
    | MediaShow
    | MediaShare,
    Field(discriminator="type"),
]

CLIENT_MESSAGE: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)
