"""What citizens are written: letters, by which channel they go, and how far they came."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from pydantic import Field

from callrouter.model.base import Id, Record


class Letter(StrEnum):
    """What a citizen is written."""

    #: The request was received.
    RECEIVED = "received"
    #: Come now.
    INVITATION = "invitation"
    #: A conversation by video is planned, with the link.
    PLANNED = "planned"
    #: A conversation by phone is planned.
    PHONE_PLANNED = "phone_planned"
    REMINDER = "reminder"
    #: What was planned is off; somebody will be in touch.
    CALLED_OFF = "called_off"
    #: We tried to reach you.
    MISSED = "missed"
    #: We tried as often as we do.
    GIVEN_UP = "given_up"
    #: The request is closed; what was agreed on is off.
    CLOSED = "closed"
    #: The request is closed, as the citizen wished.
    CANCELED = "canceled"


#: Speak of what is agreed on: once that has changed they are true no more.
OF_AGREEMENT: Final = (Letter.INVITATION, Letter.PLANNED, Letter.PHONE_PLANNED, Letter.REMINDER)


class Carrier(StrEnum):
    """By what a message goes."""

    MAIL = "mail"
    SMS = "sms"


class DeliveryState(StrEnum):
    """How far a message came, as far as we can know: whether it is read, nobody tells."""

    PENDING = "pending"
    #: The mail server or the gateway took it.
    SENT = "sent"
    #: Refused for good, or too late to be of use.
    FAILED = "failed"
    #: Not sent: something else was agreed on before it could be.
    DROPPED = "dropped"


class Writing(Record):
    """What a carrier takes to somebody."""

    message_id: Id
    carrier: Carrier
    #: A mail address, or a phone number as E.164 has it.
    to: str = Field(repr=False)
    subject: str = Field(default="", repr=False)
    text: str = Field(repr=False)
    #: RFC 5545, to go with a mail.
    calendar: str | None = Field(default=None, repr=False)


class Message(Writing):
    """A message to a citizen. Holds personal data and a secret link: kept only until it is delivered."""

    request_id: Id
    letter: Letter
    #: Of no use after this; UTC epoch ms.
    expires_at: int
    #: How often it was tried in vain.
    failures: int = 0


class Delivery(Record):
    """What staff may know of a message."""

    message_id: Id
    letter: Letter
    carrier: Carrier
    state: DeliveryState
    #: When it came to this state; UTC epoch ms.
    at: int
    failures: int = 0
