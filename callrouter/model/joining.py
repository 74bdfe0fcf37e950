"""How a supervisor takes part in somebody else's call, and why."""

from __future__ import annotations

from enum import StrEnum


class JoinMode(StrEnum):
    """Whom a supervisor in a call is received by; they receive everybody."""

    #: By nobody.
    LISTEN = "listen"
    #: By who hosts the call.
    WHISPER = "whisper"
    #: By everybody.
    BARGE = "barge"


class JoinReason(StrEnum):
    """Why a supervisor joins: an employer who listens in must be able to say so afterwards."""

    #: The employee asked for help.
    ASKED = "asked"
    #: The employee is new, or learns something.
    COACHING = "coaching"
    #: Conversations are looked at by sample.
    QUALITY = "quality"
    #: Somebody is threatened or abused.
    SAFETY = "safety"
