"""What a signaling node and a relay say to each other: one JSON object a WebSocket text frame.

The node speaks first: ``hello`` with the versions it speaks. The relay answers ``welcome`` with the newest
that both do and everything it keeps, and from then on tells what happens, while the node asks and is answered
by the number of its request. Two that share no version part at the hello.

The other side may be of a later release that speaks the same version and says more in it: fields that one
doesn't know are left out, news of an unknown kind too, and an unknown request is answered ``refused``
(``failed``). What makes no sense at all closes the connection.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeAlias, TypeVar

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from callrouter.model.media import Audience, LegQuality, LegState, LegSummary, RelaySnapshot, Slots
from callrouter.model.records import Id, Record
from callrouter.relay.sdp.offer import MAX_OFFER_SIZE

#: Raised when a message changes its meaning. Relays with calls outlive an upgrade of their nodes, so this
#: release then goes on speaking the version before.
VERSION: Final = 1
OLDEST_VERSION: Final = 1
#: Bytes of what a node may say: an offer whose every character is escaped, and rules for its room.
LONGEST_REQUEST: Final = 8 * MAX_OFFER_SIZE
#: Bytes of what a relay may say: a snapshot of a thousand calls has half of it.
LONGEST_NEWS: Final = 8 * 1024 * 1024

#: Close codes of the control connection, in the range that is free for use (RFC 6455 7.4.2).
CLOSE_PROTOCOL: Final = 4000
CLOSE_VERSION: Final = 4001
CLOSE_TOO_SLOW: Final = 4002

_Said = TypeVar("_Said")

Number = Annotated[int, Field(ge=0, le=2**53)]
Code = Annotated[str, StringConstraints(max_length=64)]


class Hello(Record):
    """The node: the newest and the oldest version it speaks."""

    type: Literal["hello"] = "hello"
    version: int
    #: None: only that one.
    oldest: int | None = None


class Welcome(Record):
    """The relay: the version to speak from now on, who it is, and everything it keeps at this moment."""

    type: Literal["welcome"] = "welcome"
    version: int
    relay_id: Id
    snapshot: RelaySnapshot


class Connect(Record):
    """The node: see ``Relay.connect``; so it is with the other requests."""

    type: Literal["connect"] = "connect"
    id: Number
    room: Id
    participant: Id
    #: Longer ones are for the engine to refuse; the frame is bounded.
    sdp_offer: str
    audience: Audience


class SetAudience(Record):
    """The node: rule who receives whom."""

    type: Literal["set_audience"] = "set_audience"
    id: Number
    room: Id
    audience: Audience


class Share(Record):
    """The node: begin or stop sharing."""

    type: Literal["share"] = "share"
    id: Number
    room: Id
    participant: Id
    on: bool


class Disconnect(Record):
    """The node: remove a participant."""

    type: Literal["disconnect"] = "disconnect"
    id: Number
    room: Id
    participant: Id


class CloseRoom(Record):
    """The node: remove everybody."""

    type: Literal["close_room"] = "close_room"
    id: Number
    room: Id


class Done(Record):
    """The relay: the request of this number is done."""

    type: Literal["done"] = "done"
    id: Number
    #: Of ``connect`` only.
    sdp_answer: str | None = None


class Refused(Record):
    """The relay: the request of this number is not done, and why."""

    type: Literal["refused"] = "refused"
    id: Number
    why: Literal["offer_rejected", "share_taken", "failed"]
    #: Of ``offer_rejected``: its code and its message.
    code: Code = ""
    message: str = ""


class SlotsChanged(Record):
    """The relay: see ``RelayListener.slots_changed``; so it is with the others below."""

    type: Literal["slots_changed"] = "slots_changed"
    room: Id
    participant: Id
    slots: Slots


class LegChanged(Record):
    """The relay: how a leg is."""

    type: Literal["leg_changed"] = "leg_changed"
    room: Id
    participant: Id
    state: LegState


class SpeakersChanged(Record):
    """The relay: who speaks."""

    type: Literal["speakers_changed"] = "speakers_changed"
    room: Id
    speakers: tuple[Id, ...]


class OfferWanted(Record):
    """The relay: a participant must offer again."""

    type: Literal["offer_wanted"] = "offer_wanted"
    room: Id
    participant: Id


class QualityMeasured(Record):
    """The relay: how a leg has done."""

    type: Literal["quality_measured"] = "quality_measured"
    room: Id
    quality: LegQuality


class LegEnded(Record):
    """The relay: how a leg has done that is no more."""

    type: Literal["leg_ended"] = "leg_ended"
    room: Id
    summary: LegSummary


Request: TypeAlias = Connect | SetAudience | Share | Disconnect | CloseRoom
Reply: TypeAlias = Done | Refused
Event: TypeAlias = SlotsChanged | LegChanged | SpeakersChanged | OfferWanted | QualityMeasured | LegEnded
News: TypeAlias = Welcome | Reply | Event

_REQUEST: Final[TypeAdapter[Request]] = TypeAdapter(Annotated[Request, Field(discriminator="type")])
_NEWS: Final[TypeAdapter[News]] = TypeAdapter(Annotated[News, Field(discriminator="type")])
_UNKNOWN_KIND: Final = "union_tag_invalid"


class Unknown(Record):
    """Something of a kind that only a later release has; with the number of the request, if it is one."""

    id: Number | None = None


def common_version(hello: Hello, *, newest: int = VERSION, oldest: int = OLDEST_VERSION) -> int | None:
    """Return the newest version that a node and this relay both speak; None: there is none."""
    version = min(hello.version, newest)
    return (
        version if version >= max(oldest, hello.version if hello.oldest is None else hello.oldest) else None
    )


def hello_in(text: str) -> Hello:
    """Return what a node says first. Raises ValidationError."""
    return Hello.kept(text)


def request_in(text: str) -> Request | Unknown:
    """Return what a node asks. Raises ValidationError for what makes no sense."""
    return _said(_REQUEST, text)


def news_in(text: str) -> News | Unknown:
    """Return what a relay says. Raises ValidationError for what makes no sense."""
    return _said(_NEWS, text)


def _said(adapter: TypeAdapter[_Said], text: str) -> _Said | Unknown:
    try:
        return adapter.validate_json(text, extra="ignore")
    except ValidationError as error:
        if any(
            fault["type"] != _UNKNOWN_KIND for fault in error.errors(include_url=False, include_input=False)
        ):
            raise
        return Unknown.kept(text)
