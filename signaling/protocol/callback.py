"""Callback requests: what officers and employees do with them, and what a waiting citizen says."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from callrouter.model.callbacks import (
    AttemptResult,
    CallbackOutcome,
    CallbackRequest,
    CallbackState,
    Channel,
    Contact,
)
from callrouter.model.messages import Delivery
from callrouter.model.records import Id, Language, Record
from callrouter.model.states import Need
from signaling.callback_form.form import Filled, Wrong
from signaling.protocol.request import ClientMessageBase


class _CallbackMessage(ClientMessageBase):
    """What is said about one request."""

    callback_id: Id


class CallbackList(ClientMessageBase):
    """Ask for the own requests and those of the own queues; a supervisor: for those past due."""

    type: Literal["callback.list"]


class CallbackRead(_CallbackMessage):
    """Ask for one request with who its citizen is; answered by ``callback.told``."""

    type: Literal["callback.read"]


class CallbackClaim(_CallbackMessage):
    """Take a waiting request; it goes back by itself when nothing is done with it."""

    type: Literal["callback.claim"]


class CallbackPutBack(_CallbackMessage):
    """Give a request back to its queue; a supervisor: whoever holds it."""

    type: Literal["callback.put_back"]


class CallbackHandOver(_CallbackMessage):
    """Give a request to a colleague, or to another queue: a team or a centre."""

    type: Literal["callback.hand_over"]
    queue: Id
    staff_id: Id | None = None


class CallbackInvite(_CallbackMessage):
    """Ask the citizen to come by video now; ``invitation_id`` is the page's own, so a repeat is one."""

    type: Literal["callback.invite"]
    invitation_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,40}$")]


class CallbackPlan(_CallbackMessage):
    """Agree on a moment (UTC epoch ms), or on another one; the citizen is written."""

    type: Literal["callback.plan"]
    starts_at: Annotated[int, Field(ge=0)]
    channel: Channel
    invitation_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,40}$")]


class CallbackMiss(_CallbackMessage):
    """Say that the citizen couldn't be reached; policy says when to try again, or that it was enough.

    ``attempt_id`` is the page's own: a repeat is one try.
    """

    type: Literal["callback.miss"]
    attempt_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,40}$")]


class CallbackClose(_CallbackMessage):
    """Say that it is done, and how."""

    type: Literal["callback.close"]
    outcome: CallbackOutcome


class CallbackNote(_CallbackMessage):
    """Leave a note for whoever works on the request next; erased with the citizen's name."""

    type: Literal["callback.note"]
    text: Annotated[str, StringConstraints(max_length=1000)]


class CallbackDismiss(_CallbackMessage):
    """Say that one knows what the citizen called off: it is listed no longer."""

    type: Literal["callback.dismiss"]


class CallbackPropose(_CallbackMessage):
    """Ask for moments that suit the citizen; answered by ``callback.proposed``."""

    type: Literal["callback.propose"]


class CallbackAsk(ClientMessageBase):
    """Ask for a callback for somebody on the phone, as ``form`` was filled in.

    ``callback_id`` is the page's own, so a repeat is one request. Answered by ``callback.told`` or
    ``callback.faulty``.
    """

    type: Literal["callback.ask"]
    callback_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{16,40}$")]
    form: Filled
    urgent: bool = False


class RoomEnter(ClientMessageBase):
    """A citizen is ready, and waits for the officer."""

    type: Literal["room.enter"]


class RoomAskPhone(ClientMessageBase):
    """A citizen who waits in vain would rather be phoned."""

    type: Literal["room.ask_phone"]


class RoomAskCentre(ClientMessageBase):
    """A citizen who waits in vain would rather talk with anybody of the Regional Service Centre."""

    type: Literal["room.ask_centre"]


class CallbackView(Record):
    """A request as those who work on it see it. Without ``contact``, who its citizen is was erased."""

    request: CallbackRequest
    contact: Contact | None
    deliveries: tuple[Delivery, ...]


class Officer(Record):
    """Somebody of a team."""

    staff_id: Id
    display_name: str


class TeamView(Record):
    """A team of neighborhood officers, as staff see it."""

    team_id: Id
    name: str
    centre: Id
    #: Whether its citizens are offered video.
    video: bool
    #: The names of its neighborhoods, by id.
    neighborhoods: dict[Id, str]
    #: Of teams of the own centre, and of those a supervisor oversees; of others it isn't told who is in them.
    officers: tuple[Officer, ...] = ()


class RoomView(Record):
    """A conversation as its citizen sees it. Times are UTC epoch ms."""

    reference: str
    state: CallbackState
    language: Language
    channel: Channel
    needs: tuple[Need, ...]
    #: The moment agreed on; None when they were asked to come now.
    starts_at: int | None
    opens_at: int | None
    closes_at: int | None
    arrived_at: int | None
    #: Who they are to talk with: an officer of the neighborhood, or somebody of the centre.
    host: Literal["officer", "centre"]
    #: Whether that person could be rung now; ``busy``: in another call, or they have just declined this one.
    officer: Literal["there", "busy", "away"]
    #: How the interpreters stand, where that person doesn't speak the language; None = none is needed.
    interpreter: Literal["free", "busy", "away"] | None
    #: After this long other ways are offered.
    kept_waiting_s: int
    #: Whether they can be phoned: they left a number.
    phone: bool
    #: Whether they could be put through to the Regional Service Centre: nobody of it is to come already.
    centre: bool
    #: Whether they asked for that, and somebody of it is sought.
    put_through: bool
    #: Whether a supervisor may join the conversation: they are told before it begins.
    may_be_joined: bool
    wants_other_moment: bool
    call_id: Id | None
    #: How the last try went wrong, as long as nothing else is agreed on.
    failure: AttemptResult | None
    outcome: CallbackOutcome | None


class CallbackListed(Record):
    """Answer to ``callback.list``: those due first, of ``count``."""

    type: Literal["callback.listed"] = "callback.listed"
    request_id: str
    count: int
    #: The queues these are of: teams, or a centre.
    queues: tuple[Id, ...]
    callbacks: tuple[CallbackView, ...]


class CallbackTold(Record):
    """A request as a step has left it; the answer to every message about one."""

    type: Literal["callback.told"] = "callback.told"
    request_id: str
    callback: CallbackView


class CallbackFaulty(Record):
    """A ``callback.ask`` whose form has ``faults``, by field; nothing was asked for."""

    type: Literal["callback.faulty"] = "callback.faulty"
    request_id: str
    faults: dict[str, Wrong]


class CallbackProposed(Record):
    """Answer to ``callback.propose``: the next moments that suit, UTC epoch ms."""

    type: Literal["callback.proposed"] = "callback.proposed"
    request_id: str
    moments: tuple[int, ...]


class RoomChanged(Record):
    """How a citizen's conversation stands now: told to their page at first, and at each change."""

    type: Literal["room.changed"] = "room.changed"
    room: RoomView
