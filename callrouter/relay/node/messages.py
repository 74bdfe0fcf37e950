"""What a signaling node and a relay say to each other: one JSON object a WebSocket text frame.

The node speaks first: ``hello`` with the version it speaks. The relay answers ``welcome`` with everything it
keeps, and from then on tells what happens, while the node asks and is answered by the number of its request.
Whoever hears something it doesn't know closes the connection; another version is refused at its hello.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeAlias

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter

from callrouter.model.media import Audience, LegQuality, LegState, LegSummary, RelaySnapshot, Slots
from callrouter.model.records import Id, Record
from callrouter.relay.sdp.offer import MAX_OFFER_SIZE

#: Raised when a message changes its meaning; both sides must have the same.
VERSION: Final = 1
#: Bytes of what a node may say: an offer whose every character is escaped, and rules for its room.
LONGEST_REQUEST: Final = 8 * MAX_OFFER_SIZE
#: Bytes of what a relay may say: a snapshot of a thousand calls has half of it.
LONGEST_NEWS: Final = 8 * 1024 * 1024

#: Close codes of the control connection, in the range that is free for use (RFC 6455 7.4.2).
CLOSE_PROTOCOL: Final = 4000
CLOSE_VERSION: Final = 4001
CLOSE_TOO_SLOW: Final = 4002

Number = Annotated[int, Field(ge=0, le=2**53)]
Code = Annotated[str, StringConstraints(max_length=64)]


class Hello(Record):
    """The node: which version it speaks. Later versions may say more here, which is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: Literal["hello"] = "hello"
    version: int


class Welcome(Record):
    """The relay: who it is, and everything it keeps at this moment."""

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

HELLO: Final[TypeAdapter[Hello]] = TypeAdapter(Hello)
REQUEST: Final[TypeAdapter[Request]] = TypeAdapter(Annotated[Request, Field(discriminator="type")])
NEWS: Final[TypeAdapter[News]] = TypeAdapter(Annotated[News, Field(discriminator="type")])
