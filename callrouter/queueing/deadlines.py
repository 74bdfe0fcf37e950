"""What is due when: claimed in batches by any node, applied one by one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from callrouter.queueing.scripts import ScriptName


class DeadlineKind(StrEnum):
    """What comes due.

    The subject is a reservation, a seat, a pool, a person, a session, a participant, a relay, a booth or a
    location.
    """

    RING = "ring"
    STEP = "step"
    #: A seat was offered to everybody as often as may be, a while ago.
    REOFFER = "reoffer"
    #: Nobody is staffed in a pool any more; the subject may also say how far its queues are walked.
    UNSTAFFED = "unstaffed"
    WRAP_UP = "wrap_up"
    #: A back-off: after a decline, or when somebody who rang couldn't be had.
    READY = "ready"
    LEASE = "lease"
    #: A person's page should have reloaded.
    GRACE = "grace"
    #: A party's place in a call isn't kept any longer.
    LOST = "lost"
    #: A person disconnected for so long that they are offline.
    FORGET = "forget"
    #: A relay's registration; the subject is the relay.
    RELAY = "relay"
    #: A request for help that nobody ended.
    HELP = "help"
    #: A location closed by hand opens; the subject is the location.
    DOOR = "door"


#: The transition that each kind of deadline brings.
TRANSITIONS = {
    DeadlineKind.RING: ScriptName.EXPIRE_RESERVATION,
    DeadlineKind.STEP: ScriptName.OPEN_STEP,
    DeadlineKind.REOFFER: ScriptName.OFFER_AGAIN,
    DeadlineKind.UNSTAFFED: ScriptName.SKIP_UNSTAFFED,
    DeadlineKind.WRAP_UP: ScriptName.END_WRAP_UP,
    DeadlineKind.READY: ScriptName.END_BACKOFF,
    DeadlineKind.LEASE: ScriptName.END_LEASE,
    DeadlineKind.GRACE: ScriptName.END_GRACE,
    DeadlineKind.LOST: ScriptName.DROP_PARTICIPANT,
    DeadlineKind.FORGET: ScriptName.FORGET_PERSON,
    DeadlineKind.RELAY: ScriptName.END_RELAY_LEASE,
    DeadlineKind.HELP: ScriptName.END_HELP,
    DeadlineKind.DOOR: ScriptName.REOPEN_LOCATION,
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that has come due; ``due_at`` in UTC epoch ms."""

    kind: DeadlineKind
    subject: str
    due_at: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """The deadlines claimed, and in how long the next one is due, by the engine's clock, if there is any."""

    due: tuple[Deadline, ...]
    next_in_ms: int | None
