"""Callback requests: what a citizen asks, and where it stands. Times are UTC epoch ms."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from callrouter.model.base import Id, Language, Listed, Record
from callrouter.model.states import Need, Subject

#: A Dutch postcode, as ``9711 AB``: four digits alone name a neighborhood well enough.
Postcode = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}( ?[A-Z]{2})?$")]
#: A phone number as E.164 has it.
PhoneNumber = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]
MailAddress = Annotated[
    str, StringConstraints(pattern=r"^[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,190}$", max_length=254)
]
#: What programs that show a mail would make a link of; an initial with its dot is a name's.
_LINK = re.compile(r"://|\bwww\.|@\w|\w{2,}\.[^\W\d_]{2,}|\w\.\w+/", re.IGNORECASE)


def _without_link(name: str) -> str:
    if _LINK.search(name):
        raise ValueError("a name holds no link")
    return name


#: One line in one direction: a sign that turns the text around could make another name of it.
PersonName = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        pattern=r"^[^\x00-\x1f\x7f-\x9f<>\u2028\u2029\u202a-\u202e\u2066-\u2069]{1,80}$",
    ),
    AfterValidator(_without_link),
]


class Channel(StrEnum):
    """How a citizen and an officer talk."""

    VIDEO = "video"
    PHONE = "phone"


class Origin(StrEnum):
    """Who wrote a request down."""

    #: The citizen, on the public form.
    FORM = "form"
    #: An employee, for somebody who called 0900-8844.
    EMPLOYEE = "employee"
    #: A form of somebody else, by the interface.
    API = "api"


class DayPart(StrEnum):
    """A part of a day on which somebody likes to be called."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class CallbackState(StrEnum):
    """Where a request stands; ``CLOSED`` is final."""

    #: In its queue, for anybody there.
    WAITING = "waiting"
    #: One person works on it; without a further step it goes back to its queue.
    CLAIMED = "claimed"
    #: The citizen was asked to join by video now.
    INVITED = "invited"
    #: A moment was agreed on.
    PLANNED = "planned"
    #: They talk by video.
    TALKING = "talking"
    CLOSED = "closed"


#: The states in which a request is somebody's.
HELD = frozenset({CallbackState.CLAIMED, CallbackState.INVITED, CallbackState.PLANNED, CallbackState.TALKING})


class CallbackOutcome(StrEnum):
    """How a request was closed; every request is, once, with one of these."""

    SPOKEN_BY_VIDEO = "spoken_by_video"
    SPOKEN_BY_PHONE = "spoken_by_phone"
    #: By mail or text message, who can't be spoken with otherwise.
    ANSWERED_IN_WRITING = "answered_in_writing"
    #: As often tried as policy says.
    NOT_REACHED = "not_reached"
    #: The citizen needs it no more.
    CANCELED = "canceled"
    #: Somebody outside this service takes care of it.
    REFERRED = "referred"
    #: Nothing needed to be done: twice the same, or nothing for the police.
    NEEDLESS = "needless"


class AttemptResult(StrEnum):
    """How one try to reach a citizen went wrong."""

    NO_ANSWER = "no_answer"
    #: Didn't come to the conversation.
    NO_SHOW = "no_show"
    #: A connection was lost while they talked.
    INTERRUPTED = "interrupted"
    #: The citizen came, and nobody of the service did.
    KEPT_WAITING = "kept_waiting"


class Attempt(Record):
    """One try to reach the citizen."""

    at: int
    channel: Channel
    result: AttemptResult
    by: Id
    #: What tells it from others, where somebody says so who may repeat it.
    attempt_id: Id | None = None


class Wishes(Record):
    """When and how a citizen likes to be called; no days or parts = any."""

    channel: Channel
    #: ISO weekdays, 1 = Monday.
    days: Listed[Annotated[int, Field(ge=1, le=7)]] = Field(default=(), max_length=7)
    parts: Listed[DayPart] = Field(default=(), max_length=3)
    needs: Listed[Need] = Field(default=(), max_length=len(Need))


class Contact(Record):
    """Who a citizen is, and how to reach them. Kept apart from the request, erased by policy."""

    name: PersonName
    phone: PhoneNumber | None = None
    mail: MailAddress | None = None
    #: What officers leave for each other.
    note: Annotated[str, StringConstraints(max_length=1000)] = ""

    @model_validator(mode="after")
    def _can_be_reached(self) -> Contact:
        if self.phone is None and self.mail is None:
            raise ValueError("a phone number or a mail address is needed")
        return self


class Appointment(Record):
    """The moment agreed on."""

    starts_at: int
    channel: Channel


class Invitation(Record):
    """The way into one conversation by video. Links to it are kept as digests, apart."""

    invitation_id: Id
    #: The links work between these.
    opens_at: int
    closes_at: int
    #: When the conversation is meant to begin.
    starts_at: int
    #: Since when the citizen is in the waiting room; None while they aren't.
    arrived_at: int | None = None
    #: When they left the waiting room last, before anybody came, and how long they had waited there.
    left_at: int | None = None
    waited_ms: int | None = None


class Withdrawn(Record):
    """What a citizen called off, for whoever had it: they may be preparing for it."""

    staff_id: Id
    appointment: Appointment | None = None


class LinkState(StrEnum):
    """What a citizen's link is good for."""

    #: Come in.
    OPEN = "open"
    #: Its time is yet to come, or over.
    EARLY = "early"
    LATE = "late"
    #: It leads to no conversation any more: that was called off, or another link leads to it.
    REVOKED = "revoked"
    #: Another device is connected.
    ELSEWHERE = "elsewhere"
    CLOSED = "closed"


class CallbackRequest(Record):
    """A citizen's request to be called back. Says nothing of who they are."""

    request_id: Id
    #: Grows with each change.
    revision: int = Field(ge=1)
    reference: str
    state: CallbackState
    origin: Origin
    #: In whose queue it is: a team, or a centre that took it over.
    queue: Id
    #: The team of the citizen's neighborhood; None where no team is.
    team: Id | None
    centre: Id
    neighborhood: Id
    subject: Subject
    language: Language
    wishes: Wishes
    urgent: bool = False
    requested_at: int
    due_at: int
    #: How often who asked for it corrected it, before anybody had seen to it.
    corrections: int = 0
    #: Tried in vain: not again before this.
    not_before: int | None = None
    #: Since when it is past due, and everybody who watches was told.
    overdue_at: int | None = None
    #: Who it is held by.
    staff_id: Id | None = None
    held_since: int | None = None
    appointment: Appointment | None = None
    invitation: Invitation | None = None
    #: The conversation it has become.
    call_id: Id | None = None
    #: The citizen asked for another moment than the one agreed on.
    wants_other_moment: bool = False
    #: When somebody left a note last.
    noted_at: int | None = None
    reminded_at: int | None = None
    attempts: Listed[Attempt] = ()
    outcome: CallbackOutcome | None = None
    closed_at: int | None = None
    closed_by: Id | None = None
    #: The citizen called it off, and whoever had it hasn't said yet that they know.
    withdrawn: Withdrawn | None = None
    #: When it went to the centre, as nobody of its team called; once.
    to_centre_at: int | None = None
    #: When who they are was erased.
    erased_at: int | None = None


class NewCallback(Record):
    """What is asked for, checked in form; what it becomes is policy's."""

    request_id: Id
    origin: Origin
    contact: Contact
    postcode: Postcode
    subject: Subject
    language: Language
    wishes: Wishes
    urgent: bool = False

    @model_validator(mode="after")
    def _subject_is_of_somebody(self) -> NewCallback:
        if self.subject is Subject.ANONYMOUS:
            raise ValueError("who is called back can't be anonymous")
        return self
