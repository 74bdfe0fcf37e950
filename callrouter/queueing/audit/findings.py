"""What an audit can find: each kind has a code, a subject by id, and a detail without personal data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FindingCode(StrEnum):
    """Each way in which what is kept may contradict itself."""

    #: A record or a hash that can't be read as what its name says.
    UNREADABLE = "unreadable"
    #: A key of a kind nobody knows.
    UNKNOWN_KEY = "unknown_key"
    #: A seat, its reservation and its person don't say the same of each other.
    RESERVATION_MISMATCH = "reservation_mismatch"
    #: One person, or one seat, has more than one pending reservation.
    DOUBLE_RESERVATION = "double_reservation"
    #: A person takes part in more than one live call.
    DOUBLE_PARTICIPATION = "double_participation"
    #: Whoever takes part, whoever has a seat and whoever is on a call aren't the same people.
    PARTICIPANT_MISMATCH = "participant_mismatch"
    #: Fields of one record contradict each other.
    RECORD_CONTRADICTION = "record_contradiction"
    #: A call that ended without all that belongs to an end, or goes on although it can't.
    END_MISMATCH = "end_mismatch"
    #: ``calls``, ``booths``, ``waiting:*`` or ``people`` differ from a recount.
    INDEX_MISMATCH = "index_mismatch"
    #: ``present`` or ``staffed`` differ from a recount.
    COUNTER_MISMATCH = "counter_mismatch"
    #: ``ready:*`` differs from who is available.
    POOL_MISMATCH = "pool_mismatch"
    #: ``seats:*`` differs from what waits.
    QUEUE_MISMATCH = "queue_mismatch"
    #: A seat waits although somebody who could serve it is available.
    MISSED_MATCH = "missed_match"
    #: A step should be open, or shouldn't.
    STEP_MISMATCH = "step_mismatch"
    #: A deadline differs from what the state asks for.
    DEADLINE_MISMATCH = "deadline_mismatch"
    #: Sessions, their leases and who is online differ.
    SESSION_MISMATCH = "session_mismatch"
    #: Something ended is kept for ever, or something live expires.
    EXPIRY_MISMATCH = "expiry_mismatch"
    #: A call's media is placed on a relay that isn't registered, or relays and calls don't say the same.
    RELAY_MISMATCH = "relay_mismatch"
    #: The journal tells another story than the records.
    JOURNAL_MISMATCH = "journal_mismatch"
    #: The statistics differ from a recount of the journal.
    STATISTICS_MISMATCH = "statistics_mismatch"
    #: An entry of the audit trail isn't as it was written, or others are missing.
    TRAIL_BROKEN = "trail_broken"
    #: The audit trail tells something else than the journal.
    TRAIL_MISMATCH = "trail_mismatch"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that can't be: what it concerns, by id, and what is wrong with it."""

    code: FindingCode
    subject: str
    detail: str
