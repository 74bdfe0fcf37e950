"""The table of messages: who may send which, and what carries it out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, NamedTuple

from callrouter.model.refusal import Refusal
from callrouter.model.states import CALLERS, HOSTS, Role
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


class Route(NamedTuple):
    """Which roles may send a message, and what carries it out for a principal."""

    roles: frozenset[Role]
    handler: Callable[[Any, Caller, Services], Awaitable[Done]]


_BOOTH: Final = frozenset({Role.VISITOR})
_CITIZEN: Final = frozenset({Role.CITIZEN})
_AGENT: Final = frozenset({Role.AGENT})
_RUNG: Final = HOSTS | {Role.INTERPRETER}
_SUPERVISOR: Final = frozenset({Role.SUPERVISOR})
_STAFF: Final = _RUNG | {Role.SUPERVISOR, Role.SERVICE}
_HELPING: Final = frozenset({Role.SUPERVISOR, Role.SERVICE})
_ASKING_HELP: Final = frozenset({Role.VISITOR, Role.AGENT})
_TALKING: Final = CALLERS | _STAFF
_WORKING: Final = HOSTS | {Role.SUPERVISOR}
_ABSENT: Final = frozenset({Role.WIJKAGENT, Role.SUPERVISOR})

#: Every message but ``session.hello``, which the connection itself answers.
ROUTES: Final[dict[type[client.ClientMessageBase], Route]] = {
    client.CallRequest: Route(_BOOTH, booth.request_call),
    client.CallRate: Route(CALLERS, booth.rate_call),
    client.CallLeave: Route(_TALKING, conversation.leave_call),
    client.ChatPost: Route(_TALKING, conversation.post_chat),
    client.ChatRead: Route(_STAFF, conversation.read_chat),
    client.TextType: Route(_TALKING, conversation.type_text),
    client.MediaPrepare: Route(_TALKING, conversation.prepare_media),
    client.MediaOffer: Route(_TALKING, conversation.offer_media),
    client.MediaShow: Route(_TALKING, conversation.show_devices),
    client.MediaShare: Route(HOSTS, conversation.share_media),
    client.StatusSet: Route(_STAFF, staff.set_status),
    client.ReservationAccept: Route(_RUNG, staff.accept),
    client.ReservationDecline: Route(_RUNG, staff.decline),
    client.InterpreterInvite: Route(_WORKING, staff.invite_interpreter),
    client.InterpreterCancel: Route(_WORKING, staff.cancel_interpreter),
    client.WrapUpFinish: Route(HOSTS, casework.finish_wrap_up),
    client.DispositionState: Route(HOSTS, casework.state_disposition),
    client.CallClassify: Route(HOSTS, casework.classify),
    client.CallFlag: Route(HOSTS, casework.flag),
    client.NoteWrite: Route(HOSTS, casework.write_note),
    client.NoteRead: Route(HOSTS, casework.read_note),
    client.DayRead: Route(_RUNG, casework.read_day),
    client.WrapUpExtend: Route(HOSTS, staff.extend_wrap_up),
    client.CallJoin: Route(_SUPERVISOR, supervisor.join),
    client.CallHold: Route(_WORKING, staff.hold),
    client.CallTransfer: Route(_WORKING, staff.transfer),
    client.TransferCancel: Route(_WORKING, staff.cancel_transfer),
    client.CallPrioritise: Route(_SUPERVISOR, supervisor.prioritise),
    client.CallMove: Route(_SUPERVISOR, supervisor.move),
    client.CallPull: Route(_SUPERVISOR, supervisor.pull),
    client.CallStop: Route(_SUPERVISOR, supervisor.stop),
    client.StaffSteer: Route(_SUPERVISOR, supervisor.steer_staff),
    client.StaffFree: Route(_SUPERVISOR, supervisor.free_staff),
    client.StaffReadDay: Route(_SUPERVISOR, supervisor.read_day),
    client.CallExplain: Route(_SUPERVISOR, supervisor.explain),
    client.FlagSettle: Route(_SUPERVISOR, supervisor.settle_flag),
    client.LocationSwitch: Route(_SUPERVISOR, supervisor.switch_location),
    client.BoothReport: Route(_BOOTH, booth.report),
    client.HelpRequest: Route(_ASKING_HELP, help_at_booth.request),
    client.HelpWithdraw: Route(_BOOTH, help_at_booth.withdraw),
    client.HelpAcknowledge: Route(_HELPING, help_at_booth.acknowledge),
    client.HelpSettle: Route(_HELPING, help_at_booth.settle),
    client.CallbackList: Route(_WORKING, callback.list_work),
    client.CallbackRead: Route(_WORKING, callback.read),
    client.CallbackClaim: Route(HOSTS, callback.claim),
    client.CallbackPutBack: Route(_WORKING, callback.put_back),
    client.CallbackHandOver: Route(_WORKING, callback.hand_over),
    client.CallbackInvite: Route(HOSTS, callback.invite),
    client.CallbackPlan: Route(HOSTS, callback.plan),
    client.CallbackMiss: Route(HOSTS, callback.miss),
    client.CallbackClose: Route(HOSTS, callback.close),
    client.CallbackNote: Route(HOSTS, callback.note),
    client.CallbackDismiss: Route(HOSTS, callback.dismiss),
    client.CallbackPropose: Route(HOSTS, callback.propose),
    client.CallbackAsk: Route(_AGENT, callback.ask),
    client.AbsenceSet: Route(_ABSENT, absence.set_absence),
    client.AbsenceClear: Route(_ABSENT, absence.clear_absence),
    client.AbsenceList: Route(_ABSENT, absence.list_absences),
    client.RoomEnter: Route(_CITIZEN, callback.enter_room),
    client.RoomAskPhone: Route(_CITIZEN, callback.ask_phone),
    client.RoomAskCentre: Route(_CITIZEN, callback.ask_centre),
}


async def carry_out(message: client.ClientMessage, role: Role, by: Caller, services: Services) -> Answer:
    """Do what the message asks, or say why not. A fault of the server is raised."""
    route = ROUTES.get(type(message))
    if route is None or role not in route.roles:
        return Error(request_id=message.request_id, code=ProtocolErrorCode.NOT_ALLOWED)
    try:
        return await route.handler(message, by, services)
    except Refusal as refusal:
        return Error(request_id=message.request_id, code=refusal.code)
    except OfferRejected:
        return Error(request_id=message.request_id, code=ProtocolErrorCode.BAD_OFFER)
    except ShareTaken:
        return Error(request_id=message.request_id, code=ProtocolErrorCode.SHARE_TAKEN)
    except MediaUnavailableError:
        return Error(request_id=message.request_id, code=ProtocolErrorCode.UNAVAILABLE)
