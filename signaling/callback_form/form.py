"""What somebody filled in, read: a request to be called back, or what is wrong beside which field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Annotated, Final, TypeVar

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from callrouter.model.base import Record
from callrouter.model.callbacks import Channel, Contact, DayPart, NewCallback, Origin, PersonName, Wishes
from callrouter.model.refusal import Refusal
from callrouter.model.states import Need, Subject
from callrouter.policy.callback_asking import is_written
from callrouter.policy.contact_details import read_mail_address, read_postcode
from callrouter.policy.phone_numbers import read_phone_number, takes_text
from signaling.callback_form.languages import FURTHER, READ

_NAME: Final = TypeAdapter(PersonName)
#: Who is called back can't be anonymous.
TOPICS: Final = (Subject.QUESTION, Subject.REPORT, Subject.COMPLAINT)
#: ISO weekdays on which somebody may like to be called.
DAYS: Final = ("1", "2", "3", "4", "5", "6", "7")
_Choice = TypeVar("_Choice", bound=StrEnum)
_Line = Annotated[str, StringConstraints(max_length=500)]
_Chosen = Annotated[tuple[Annotated[str, StringConstraints(max_length=30)], ...], Field(max_length=10)]


class Wrong(StrEnum):
    """What can be wrong with a field."""

    MISSING = "missing"
    MALFORMED = "malformed"
    #: A postcode that is nobody's.
    UNKNOWN = "unknown"
    #: Video isn't offered there.
    PHONE_ONLY = "phone_only"
    #: Neither a phone number nor a mail address.
    NO_CONTACT = "no_contact"
    #: The link to a video call can't be sent to a landline.
    NO_WAY_FOR_LINK = "no_way_for_link"
    #: Nor can what is written to who can't be phoned.
    NO_WAY_TO_WRITE = "no_way_to_write"


class Filled(Record):
    """The fields as they were filled in; all of them as text."""

    name: _Line = Field(default="", repr=False, description="how the citizen wants to be called")
    phone: _Line = Field(
        default="", repr=False, description="as people write it; Dutch without a country code"
    )
    email: _Line = Field(default="", repr=False)
    postcode: _Line = Field(default="", description="`9712 AB`, or `9712`")
    topic: _Line = Field(default="", description="`question`, `report` or `complaint`")
    language: _Line = Field(default="", description="an ISO 639 code of a language on the form")
    preference: _Line = Field(default="", description="`video` or `phone`")
    days: _Chosen = Field(default=(), description="`1` (Monday) to `7`; none = any")
    parts: _Chosen = Field(default=(), description="`morning`, `afternoon`, `evening`; none = any")
    needs: _Chosen = Field(
        default=(), description="`without_hearing`, `without_voice`, `screen_reader`, `companion`"
    )


class WrongFieldsError(Exception):
    """What was filled in can't be a request; ``fields`` says what is wrong with which."""

    def __init__(self, fields: dict[str, Wrong]) -> None:
        super().__init__("some fields are wrong")
        self.fields = fields


def read(
    filled: Filled, *, request_id: str, origin: Origin, offers_video: Callable[[str], bool]
) -> NewCallback:
    """Return the request that was filled in.

    ``offers_video`` says it of a postcode, and raises Refusal for one that is nobody's.
    Raises WrongFieldsError, with every field that is wrong.
    """
    reading = _Reading(filled, offers_video)
    new = reading.request(request_id, origin)
    if new is None:
        raise WrongFieldsError(reading.wrong)
    return new


class _Reading:
    def __init__(self, filled: Filled, offers_video: Callable[[str], bool]) -> None:
        self._filled = filled
        self._offers_video = offers_video
        self.wrong: dict[str, Wrong] = {}

    def request(self, request_id: str, origin: Origin) -> NewCallback | None:
        filled = self._filled
        topic = self._one_of(TOPICS, "topic", filled.topic)
        postcode, video = self._place()
        channel = self._one_of(Channel, "preference", filled.preference)
        if channel is Channel.VIDEO and video is False:
            self.wrong["preference"] = Wrong.PHONE_ONLY
        wishes = self._wishes(channel)
        name, phone, mail = self._name(), self._phone(wishes), self._mail()
        self._check_reach(wishes, phone, mail)
        language = self._language()
        if self.wrong or topic is None or wishes is None:
            return None
        return NewCallback(
            request_id=request_id,
            origin=origin,
            contact=Contact(name=name, phone=phone, mail=mail),
            postcode=postcode,
            subject=topic,
            language=language,
            wishes=wishes,
        )

    def _wishes(self, channel: Channel | None) -> Wishes | None:
        days = self._days()
        parts = self._all_of(DayPart, "parts", self._filled.parts)
        needs = self._all_of(Need, "needs", self._filled.needs)
        return None if channel is None else Wishes(channel=channel, days=days, parts=parts, needs=needs)

    def _name(self) -> str:
        if not self._filled.name.strip():
            self.wrong["name"] = Wrong.MISSING
            return ""
        try:
            return _NAME.validate_python(self._filled.name)
        except ValidationError:
            self.wrong["name"] = Wrong.MALFORMED
            return ""

    def _place(self) -> tuple[str, bool | None]:
        """Return the postcode, and whether video is offered there; None = nobody knows."""
        if not self._filled.postcode.strip():
            self.wrong["postcode"] = Wrong.MISSING
            return "", None
        postcode = read_postcode(self._filled.postcode)
        if postcode is None:
            self.wrong["postcode"] = Wrong.MALFORMED
            return "", None
        try:
            return postcode, self._offers_video(postcode)
        except Refusal:
            self.wrong["postcode"] = Wrong.UNKNOWN
            return "", None

    def _phone(self, wishes: Wishes | None) -> str | None:
        if not self._filled.phone.strip():
            if wishes is not None and wishes.channel is Channel.PHONE and not is_written(wishes):
                self.wrong["phone"] = Wrong.MISSING
            return None
        number = read_phone_number(self._filled.phone)
        if number is None:
            self.wrong["phone"] = Wrong.MALFORMED
        return number

    def _mail(self) -> str | None:
        if not self._filled.email.strip():
            return None
        address = read_mail_address(self._filled.email)
        if address is None:
            self.wrong["email"] = Wrong.MALFORMED
        return address

    def _check_reach(self, wishes: Wishes | None, phone: str | None, mail: str | None) -> None:
        if mail is not None or {"phone", "email"} & self.wrong.keys():
            return
        if phone is None:
            self.wrong["phone"] = Wrong.NO_CONTACT
        elif wishes is not None and not takes_text(phone):
            if wishes.channel is Channel.VIDEO:
                self.wrong["email"] = Wrong.NO_WAY_FOR_LINK
            elif is_written(wishes):
                self.wrong["email"] = Wrong.NO_WAY_TO_WRITE

    def _language(self) -> str:
        language = self._filled.language
        if language not in READ and language not in FURTHER:
            self.wrong["language"] = Wrong.MALFORMED if language else Wrong.MISSING
        return language

    def _days(self) -> tuple[int, ...]:
        if not set(self._filled.days) <= set(DAYS):
            self.wrong["days"] = Wrong.MALFORMED
            return ()
        return tuple(sorted({int(day) for day in self._filled.days}))

    def _one_of(self, choices: Iterable[_Choice], field: str, given: str) -> _Choice | None:
        found = next((choice for choice in choices if choice == given), None)
        if found is None:
            self.wrong[field] = Wrong.MALFORMED if given else Wrong.MISSING
        return found

    def _all_of(self, choices: Iterable[_Choice], field: str, given: tuple[str, ...]) -> tuple[_Choice, ...]:
        found = tuple(choice for choice in choices if choice in given)
        if len(found) != len(set(given)):
            self.wrong[field] = Wrong.MALFORMED
        return found
