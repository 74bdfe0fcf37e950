"""The table of messages: who may send which, and what carries it out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, NamedTuple

from callrouter.model.refusal import Refusal
from callrouter.model.states import Role
from callrouter.relay import OfferRejected, ShareTaken
from callrouter.services.media import MediaUnavailableError
from signaling.handlers import booth, casework, conversation, help_at_booth, staff, supervisor
from signaling.handlers.services import Caller, Services
from signaling.protocol import client
from signaling.protocol.errors import ProtocolErrorCode
from signaling.protocol.server import (
    CallExplained,
    DayListed,
    Error,
    MediaAnswered,
    MediaPrepared,
    NoteTold,
    RequestDone,
)

Done = RequestDone | MediaPrepared | MediaAnswered | CallExplained | NoteTold | DayListed
Answer = Done | Error


class Route(NamedTuple):
    """Which roles may send a message, and what carries it out for a principal."""

    roles: frozenset[Role]
    handler: Callable[[Any, Caller, Services], Awaitable[Done]]


_BOOTH: Final = frozenset({Role.VISITOR})
_AGENT: Final = frozenset({Role.AGENT})
_RUNG: Final = frozenset({Role.AGENT, Role.INTERPRETER})
_SUPERVISOR: Final = frozenset({Role.SUPERVISOR})
_STAFF: Final = frozenset({Role.AGENT, Role.INTERPRETER, Role.SUPERVISOR})
_ASKING_HELP: Final = frozenset({Role.VISITOR, Role.AGENT})
_TALKING: Final = frozenset({Role.VISITOR, Role.AGENT, Role.INTERPRETER})

#: Every message but ``session.hello``, which the connection itself answers.
ROUTES: Final[dict[type[client.ClientMessageBase], Route]] = {
    client.CallRequest: Route(_BOOTH, booth.request_call),
    client.CallRate: Route(_BOOTH, booth.rate_call),
    client.CallLeave: Route(_TALKING, conversation.leave_call),
    client.ChatPost: Route(_TALKING, conversation.post_chat),
    client.TextType: Route(_TALKING, conversation.type_text),
    client.MediaPrepare: Route(_TALKING, conversation.prepare_media),
    client.MediaOffer: Route(_TALKING, conversation.offer_media),
    client.MediaShow: Route(_TALKING, conversation.show_devices),
    client.MediaShare: Route(_AGENT, conversation.share_media),
    client.StatusSet: Route(_STAFF, staff.set_status),
    client.ReservationAccept: Route(_RUNG, staff.accept),
    client.ReservationDecline: Route(_RUNG, staff.decline),
    client.InterpreterInvite: Route(_AGENT, staff.invite_interpreter),
    client.InterpreterCancel: Route(_AGENT, staff.cancel_interpreter),
    client.WrapUpFinish: Route(_AGENT, casework.finish_wrap_up),
    client.DispositionState: Route(_AGENT, casework.state_disposition),
    client.CallClassify: Route(_AGENT, casework.classify),
    client.CallFlag: Route(_AGENT, casework.flag),
    client.NoteWrite: Route(_AGENT, casework.write_note),
    client.NoteRead: Route(_AGENT, casework.read_note),
    client.DayRead: Route(_RUNG, casework.read_day),
    client.WrapUpExtend: Route(_AGENT, staff.extend_wrap_up),
    client.CallHold: Route(_AGENT, staff.hold),
    client.CallTransfer: Route(_AGENT, staff.transfer),
    client.TransferCancel: Route(_AGENT, staff.cancel_transfer),
    client.CallPrioritise: Route(_SUPERVISOR, supervisor.prioritise),
    client.CallExplain: Route(_SUPERVISOR, supervisor.explain),
    client.FlagSettle: Route(_SUPERVISOR, supervisor.settle_flag),
    client.LocationSwitch: Route(_SUPERVISOR, supervisor.switch_location),
    client.BoothReport: Route(_BOOTH, booth.report),
    client.HelpRequest: Route(_ASKING_HELP, help_at_booth.request),
    client.HelpWithdraw: Route(_BOOTH, help_at_booth.withdraw),
    client.HelpAcknowledge: Route(_SUPERVISOR, help_at_booth.acknowledge),
    client.HelpSettle: Route(_SUPERVISOR, help_at_booth.settle),
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
