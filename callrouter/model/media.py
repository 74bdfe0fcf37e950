"""What is said about the media of a call: where it lives, who receives whom, and how well it goes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from callrouter.model.base import Id, Record, Told

Fraction = Annotated[float, Field(ge=0, le=1)]
#: From 1 (bad) to 5 (excellent), as listeners would rate it (ITU-T P.800.1).
Score = Annotated[float, Field(ge=1, le=5)]


class LegState(StrEnum):
    """How a participant's media connection is."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    SLOW = "slow"
    GONE = "gone"


class Slots(Record):
    """Who is received in which place of one participant's connection."""

    #: Index = slot.
    people: tuple[Id | None, ...]
    #: Whose shared screen or document is received.
    share: Id | None = None
    #: Whose pictures, of a camera or a screen, aren't sent for now as this participant's connection is too
    #: narrow. Who has the camera off isn't named here.
    paused: tuple[Id, ...] = ()


class Audience(Record):
    """Who receives whom in a room; by default everybody receives everybody.

    One rule for holding and for a supervisor's listening, whispering and barging in: a route from one
    participant to another exists exactly when ``reaches`` says so.
    """

    #: On hold: they and the others receive nothing of each other. Everybody keeps their slots.
    apart: tuple[Id, ...] = ()
    #: Participants who are received only by those named: by nobody (listening), or by some (whispering).
    #: The others get no place for them. Whoever isn't named here is received by all.
    heard_by: Mapping[Id, tuple[Id, ...]] = Field(default_factory=dict)

    def admits(self, publisher: str, viewer: str) -> bool:
        """Say whether ``publisher`` may stand in a slot of ``viewer``."""
        allowed = self.heard_by.get(publisher)
        return allowed is None or viewer in allowed

    def reaches(self, publisher: str, viewer: str) -> bool:
        """Say whether media goes from ``publisher`` to ``viewer``."""
        held = publisher in self.apart or viewer in self.apart
        return self.admits(publisher, viewer) and not held


class DirectionQuality(Record):
    """One direction of a leg, over the last measured stretch; a rate of None: nothing was sent."""

    #: Share of packets that never came, after what retransmission mended.
    loss: Fraction
    jitter_ms: float
    #: Bits per second, audio and video.
    bitrate: int
    #: Pictures per second; in the direction down, of the best received participant.
    frames_per_s: float | None = None


class LegQuality(Record):
    """How well a participant is sent and receives. ``up`` is towards the relay."""

    participant_id: Id
    score: Score
    round_trip_ms: float | None
    up: DirectionQuality
    down: DirectionQuality


class LegSummary(Record):
    """The quality of one leg over its whole life, for the call's record."""

    participant_id: Id
    duration_s: float
    #: The mean and the worst of the scores measured; None: too short to tell.
    mean_score: Score | None = None
    worst_score: Score | None = None
    loss_up: Fraction
    loss_down: Fraction
    round_trip_ms: float | None = None
    #: How long it was slow or gone.
    interrupted_s: float
    transport: Literal["udp", "tcp"]


class LegSnapshot(Record):
    """One participant's connection, as it is now."""

    participant_id: Id
    state: LegState
    slots: Slots


class RoomSnapshot(Record):
    """One room, as it is now; without anybody in it there is none."""

    room: Id
    legs: tuple[LegSnapshot, ...] = ()
    audience: Audience = Field(default_factory=Audience)
    #: Who shares a screen or document.
    sharer: Id | None = None
    speakers: tuple[Id, ...] = ()


class RelaySnapshot(Record):
    """Everything a relay keeps of calls: what a node that has just attached to it must know."""

    rooms: tuple[RoomSnapshot, ...] = ()


class RelayRecord(Told):
    """A relay process, as it registers itself."""

    #: Made anew at each start of a process: a relay that comes back is another one.
    relay_id: Id
    #: Where its control API is: ``unix:///path`` or ``https://host:port``.
    control_url: Annotated[str, StringConstraints(pattern=r"^(unix:///|https://)\S{1,200}$")]
    #: The one machine whose nodes reach it, if its place is a unix socket; None: all do.
    machine: Id | None = None
    #: How many calls it takes.
    capacity: Annotated[int, Field(ge=1)]
    #: Takes no new calls: it is about to stop.
    draining: bool = False
    release: Annotated[str, StringConstraints(max_length=60)] = ""
    #: The newest form of the data that it can work on; relays that don't say are of the time of form 4.
    reads_to: Annotated[int, Field(ge=1)] = 4


class RelayLoad(Told):
    """What a relay says of itself with each renewal of its registration."""

    legs: Annotated[int, Field(ge=0)]
    packets_per_s: Annotated[int, Field(ge=0)]
    #: Share of one core.
    cpu: Annotated[float, Field(ge=0)]
    #: The latest that its event loop has run something since the last renewal.
    loop_lag_ms: Annotated[float, Field(ge=0)] = 0


class IceServer(Record):
    """A TURN or STUN server, as RTCConfiguration.iceServers has it."""

    urls: tuple[str, ...]
    username: str | None = None
    credential: str | None = None
