"""Every enumerated state, outcome and reason, each with the one meaning the design gives it."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a party of a call, or an account, is."""

    #: Comes to a booth.
    VISITOR = "visitor"
    #: Asked to be called back, and comes by a personal link.
    CITIZEN = "citizen"
    AGENT = "agent"
    #: A neighborhood officer.
    WIJKAGENT = "wijkagent"
    INTERPRETER = "interpreter"
    SUPERVISOR = "supervisor"
    #: Helps people at a station, or guards it; takes no calls.
    SERVICE = "service"


#: Who a call is for.
CALLERS = frozenset({Role.VISITOR, Role.CITIZEN})
#: Who has it.
HOSTS = frozenset({Role.AGENT, Role.WIJKAGENT})


class Subject(StrEnum):
    """What a visitor calls about."""

    QUESTION = "question"
    REPORT = "report"
    COMPLAINT = "complaint"
    ANONYMOUS = "anonymous"


class Need(StrEnum):
    """How a visitor wants to be met; whoever is asked to answer knows it before."""

    #: Doesn't speak: types instead.
    WITHOUT_VOICE = "without_voice"
    #: Doesn't hear: reads instead.
    WITHOUT_HEARING = "without_hearing"
    #: Has the screen read aloud: sees no picture, and no gesture.
    SCREEN_READER = "screen_reader"
    #: Somebody helps them, and is there too.
    COMPANION = "companion"


class Device(StrEnum):
    """What a participant says of the own microphone, or camera."""

    ON = "on"
    OFF = "off"
    #: There is none, or the browser may not use it.
    MISSING = "missing"


class Loudspeaker(StrEnum):
    """What a booth says of its loudspeaker."""

    OK = "ok"
    MISSING = "missing"
    #: The browser doesn't tell.
    UNKNOWN = "unknown"


class Network(StrEnum):
    """How a booth's own connection to the service does, as its page finds it."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    UNKNOWN = "unknown"


class BoothUse(StrEnum):
    """What goes on at a booth; never who is there."""

    #: Connected, and without a call.
    FREE = "free"
    #: Its call waits for somebody.
    WAITING = "waiting"
    IN_USE = "in_use"
    #: Not connected.
    OFFLINE = "offline"


class BoothTrouble(StrEnum):
    """What is wrong with a booth that is in use."""

    #: It was there before and isn't now, within its opening hours.
    OFFLINE = "offline"
    CAMERA = "camera"
    MICROPHONE = "microphone"
    LOUDSPEAKER = "loudspeaker"
    NETWORK = "network"


class HelpAsker(StrEnum):
    """Who asked for somebody to come to a booth."""

    VISITOR = "visitor"
    #: The employee in a call with its visitor.
    AGENT = "agent"


class HelpEnd(StrEnum):
    """Why a request for help is over."""

    #: The visitor needs nobody any more.
    WITHDRAWN = "withdrawn"
    #: Somebody was there.
    SETTLED = "settled"
    #: Nobody said so for long enough.
    LAPSED = "lapsed"


class CallState(StrEnum):
    """Where a call stands; ``ENDED`` is final. A call that is handed over blindly waits once more."""

    WAITING = "waiting"
    TALKING = "talking"
    ENDED = "ended"


class EndReason(StrEnum):
    """Why a call ended; every call ends once, with one of these."""

    #: The visitor left before anybody answered.
    ABANDONED = "abandoned"
    VISITOR_HUNG_UP = "visitor_hung_up"
    STAFF_HUNG_UP = "staff_hung_up"
    #: A party whose presence the call needs stayed away longer than the grace time.
    CONNECTION_LOST = "connection_lost"
    #: A supervisor ended it.
    SUPERVISOR_ENDED = "supervisor_ended"


class LeaveReason(StrEnum):
    """Why a participant left a call."""

    HUNG_UP = "hung_up"
    CONNECTION_LOST = "connection_lost"
    #: Handed the call over blindly; somebody else is being sought.
    TRANSFERRED = "transferred"
    #: An interpreter who was there first, and for whom no employee came, or a supervisor when nobody hosts
    #: the call any more.
    RELEASED = "released"
    #: A supervisor took them out of it: they were stuck.
    FREED = "freed"


class CallDeed(StrEnum):
    """What a supervisor does with a call."""

    #: Another queue or person is asked for it.
    MOVED = "moved"
    #: The supervisor answers it.
    PULLED = "pulled"
    ENDED = "ended"


class PersonDeed(StrEnum):
    """What a supervisor does with a person."""

    STATUS_SET = "status_set"
    FREED = "freed"


class SeatState(StrEnum):
    """Where a seat stands: a place in a call that waits for one person from its pools."""

    WAITING = "waiting"
    #: One person's reservation for it is ringing.
    RESERVED = "reserved"
    TAKEN = "taken"
    #: Given up: its person left, the invitation was withdrawn, or the call ended.
    CLOSED = "closed"


class ReservationOutcome(StrEnum):
    """How a reservation ended."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    #: Nobody answered in time (RONA): the person becomes away(missed).
    TIMED_OUT = "timed_out"
    #: The caller left, or the invitation was withdrawn.
    CANCELED = "canceled"
    #: The person became unavailable while it rang, or the other half of a joint reservation fell away.
    RESCINDED = "rescinded"


class MatchEdge(StrEnum):
    """What brought a seat and a person together."""

    #: The seat came up: a new call, an invitation, the next try after a decline, or a further step.
    SEAT_OPENED = "seat_opened"
    #: The person became available.
    PERSON_FREED = "person_freed"


class Order(StrEnum):
    """By what the people who stand in a pool are ordered, the lowest first."""

    #: Since when they have been idle.
    IDLE_SINCE = "idle_since"
    #: Which share of their time they were occupied, from signing in until they last became free. While they
    #: wait it stays, or the order of who stands there would change by itself.
    OCCUPANCY = "occupancy"


class Status(StrEnum):
    """What a person sets."""

    READY = "ready"
    AWAY = "away"
    OFFLINE = "offline"


class AwayReason(StrEnum):
    """Why a person is away; the first four are chosen, the others set by the router."""

    BREAK = "break"
    MEETING = "meeting"
    ADMINISTRATION = "administration"
    OTHER = "other"
    SIGNED_IN = "signed_in"
    MISSED = "missed"
    DISCONNECTED = "disconnected"


class Activity(StrEnum):
    """What follows from the calls a person holds."""

    IDLE = "idle"
    RESERVED = "reserved"
    ON_CALL = "on_call"
    WRAP_UP = "wrap_up"


class Disposition(StrEnum):
    """How a call was finished, as its employee states it."""

    ANSWERED = "answered"
    REPORT_TAKEN = "report_taken"
    #: An appointment to file a complaint.
    APPOINTMENT_MADE = "appointment_made"
    #: Files the complaint with the form on the website.
    ONLINE_FORM = "online_form"
    REFERRED = "referred"
    #: A colleague finishes it.
    HANDED_OVER = "handed_over"
    NOTHING_DONE = "nothing_done"


class Flag(StrEnum):
    """What an employee reports of how a visitor behaved."""

    ABUSE = "abuse"
    THREAT = "threat"
    #: Plays with the booth, or keeps it from others.
    MISUSE = "misuse"


class Outcome(StrEnum):
    """What became of an offer, in the day of the person who had it."""

    TALKED = "talked"
    MISSED = "missed"
    DECLINED = "declined"


class RefusalCode(StrEnum):
    """Why a command was refused; a refusal changes nothing."""

    ALREADY_IN_CALL = "already_in_call"
    ALREADY_TAKEN = "already_taken"
    ALREADY_INVITED = "already_invited"
    CALLER_LEFT = "caller_left"
    RESERVATION_EXPIRED = "reservation_expired"
    NO_SUCH_CALL = "no_such_call"
    NO_SUCH_RESERVATION = "no_such_reservation"
    NO_SUCH_SEAT = "no_such_seat"
    NO_SUCH_PERSON = "no_such_person"
    NO_SUCH_LOCATION = "no_such_location"
    NO_SUCH_BOOTH = "no_such_booth"
    NO_SUCH_HELP = "no_such_help"
    #: It is over.
    NO_SUCH_ALERT = "no_such_alert"
    #: The code for enrolling a booth is unknown, was used, or is too old.
    WRONG_CODE = "wrong_code"
    NOT_A_PARTICIPANT = "not_a_participant"
    NOT_YOURS = "not_yours"
    WRONG_STATE = "wrong_state"
    #: The call's chat holds as much as it may.
    CHAT_FULL = "chat_full"
    #: The other half of the call is complete: a page can't receive more people.
    CALL_FULL = "call_full"
    #: The location takes no calls now: it is outside its opening hours.
    CLOSED = "closed"
    #: A supervisor closed the location for now.
    CLOSED_BY_HAND = "closed_by_hand"
    #: As many calls wait at this location as may.
    QUEUE_FULL = "queue_full"
    #: Nobody who could answer this call is there.
    NOBODY_STAFFED = "nobody_staffed"
    #: What was to be changed has been changed by somebody else since it was read.
    CHANGED_MEANWHILE = "changed_meanwhile"
    #: Policy doesn't let supervisors join calls of this place that way.
    NOT_ALLOWED_HERE = "not_allowed_here"
    #: Another supervisor is in the call.
    ALREADY_SUPERVISED = "already_supervised"
    #: The own centre doesn't finish calls that way.
    NOT_OFFERED = "not_offered"
    #: Nobody speaks this language here.
    UNKNOWN_LANGUAGE = "unknown_language"
    #: Nobody may sign in with this account.
    ACCOUNT_LOCKED = "account_locked"
    NO_SUCH_REQUEST = "no_such_request"
    NO_SUCH_TEAM = "no_such_team"
    #: The request is closed; nothing more can be done with it.
    REQUEST_CLOSED = "request_closed"
    #: No neighborhood has this postcode.
    UNKNOWN_POSTCODE = "unknown_postcode"
    #: This neighborhood doesn't offer video, or not yet.
    PHONE_ONLY = "phone_only"
    #: What is asked for needs a phone number, or an e-mail address, that wasn't given.
    UNREACHABLE = "unreachable"
    #: The moment is past, or too far ahead.
    NO_SUCH_MOMENT = "no_such_moment"
    TOO_FAR_AHEAD = "too_far_ahead"
    #: This address, number or person asked too often lately.
    TOO_OFTEN = "too_often"
    #: The link was made by nobody here.
    WRONG_LINK = "wrong_link"
    #: The link was withdrawn, as the conversation was canceled or moved.
    LINK_REVOKED = "link_revoked"
    #: The link is in use on another device.
    USED_ELSEWHERE = "used_elsewhere"
