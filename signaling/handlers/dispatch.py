"""The table of messages: what carries each out for whom ``policy.authorization`` lets."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.policy.authorization import NotAllowedError, refused
from callrouter.relay import OfferRejected, ShareTaken
from callrouter.services.media import MediaUnavailableError
from signaling.handlers import (
    absence,
    booth,
    callback,
    casework,
    conversation,
    help_at_booth,
    staff,
    supervisor,
)
from signaling.handlers.services import Caller, Services
from signaling.protocol import client
from signaling.protocol.absence import AbsenceListed
from signaling.protocol.callback import CallbackFaulty, CallbackListed, CallbackProposed, CallbackTold
from signaling.protocol.errors import ProtocolErrorCode
from signaling.protocol.server import (
    CallExplained,
    ChatTold,
    DayListed,
    Error,
    MediaAnswered,
    MediaPrepared,
    NoteTold,
    RequestDone,
)

Done = (
    RequestDone
    | MediaPrepared
    | MediaAnswered
    | CallExplained
    | NoteTold
    | ChatTold
    | DayListed
    | CallbackListed
    | CallbackTold
    | CallbackFaulty
    | CallbackProposed
    | AbsenceListed
)
Answer = Done | Error


Handler = Callable[[Any, Caller, Services], Awaitable[Done]]

#: Every message but ``session.hello``, which the connection itself answers. Who may send it is policy's.
HANDLERS: Final[dict[type[client.ClientMessageBase], Handler]] = {
    client.CallRequest: booth.request_call,
    client.CallRate: booth.rate_call,
    client.CallLeave: conversation.leave_call,
    client.ChatPost: conversation.post_chat,
    client.ChatRead: conversation.read_chat,
    client.TextType: conversation.type_text,
    client.MediaPrepare: conversation.prepare_media,
    client.MediaOffer: conversation.offer_media,
    client.MediaShow: conversation.show_devices,
    client.MediaShare: conversation.share_media,
    client.StatusSet: staff.set_status,
    client.ReservationAccept: staff.accept,
    client.ReservationDecline: staff.decline,
    client.InterpreterInvite: staff.invite_interpreter,
    client.InterpreterCancel: staff.cancel_interpreter,
    client.WrapUpFinish: casework.finish_wrap_up,
    client.DispositionState: casework.state_disposition,
    client.CallClassify: casework.classify,
    client.CallFlag: casework.flag,
    client.NoteWrite: casework.write_note,
    client.NoteRead: casework.read_note,
    client.DayRead: casework.read_day,
    client.WrapUpExtend: staff.extend_wrap_up,
    client.CallJoin: supervisor.join,
    client.CallHold: staff.hold,
    client.CallTransfer: staff.transfer,
    client.TransferCancel: staff.cancel_transfer,
    client.CallPrioritise: supervisor.prioritise,
    client.CallMove: supervisor.move,
    client.CallPull: supervisor.pull,
    client.CallStop: supervisor.stop,
    client.StaffSteer: supervisor.steer_staff,
    client.StaffFree: supervisor.free_staff,
    client.StaffReadDay: supervisor.read_day,
    client.CallExplain: supervisor.explain,
    client.FlagSettle: supervisor.settle_flag,
    client.LocationSwitch: supervisor.switch_location,
    client.BoothReport: booth.report,
    client.HelpRequest: help_at_booth.request,
    client.HelpWithdraw: help_at_booth.withdraw,
    client.HelpAcknowledge: help_at_booth.acknowledge,
    client.HelpSettle: help_at_booth.settle,
    client.CallbackList: callback.list_work,
    client.CallbackRead: callback.read,
    client.CallbackClaim: callback.claim,
    client.CallbackPutBack: callback.put_back,
    client.CallbackHandOver: callback.hand_over,
    client.CallbackInvite: callback.invite,
    client.CallbackPlan: callback.plan,
    client.CallbackMiss: callback.miss,
    client.CallbackClose: callback.close,
    client.CallbackNote: callback.note,
    client.CallbackDismiss: callback.dismiss,
    client.CallbackPropose: callback.propose,
    client.CallbackAsk: callback.ask,
    client.AbsenceSet: absence.set_absence,
    client.AbsenceClear: absence.clear_absence,
    client.AbsenceList: absence.list_absences,
    client.RoomEnter: callback.enter_room,
    client.RoomAskPhone: callback.ask_phone,
    client.RoomAskCentre: callback.ask_centre,
}


async def carry_out(message: client.ClientMessage, by: Caller, services: Services) -> Answer:
    """Do what the message asks, or say why not. A fault of the server is raised."""
    try:
        return await _admitted(message, by, services)
    except NotAllowedError:
        code: ProtocolErrorCode | RefusalCode = ProtocolErrorCode.NOT_ALLOWED
    except Refusal as refusal:
        code = refusal.code
    except OfferRejected:
        code = ProtocolErrorCode.BAD_OFFER
    except ShareTaken:
        code = ProtocolErrorCode.SHARE_TAKEN
    except MediaUnavailableError:
        code = ProtocolErrorCode.UNAVAILABLE
    return Error(request_id=message.request_id, code=code)


async def _admitted(message: client.ClientMessage, by: Caller, services: Services) -> Done:
    scope = await services.gate.admit(message.type, by.asker, dict(message))
    try:
        return await HANDLERS[type(message)](message, by, services)
    except Refusal as refusal:
        raise refused(scope, refusal) from refusal
