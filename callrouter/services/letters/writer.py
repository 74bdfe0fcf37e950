"""Makes messages of letters: by mail, by text message, or by both where it matters that one comes in time."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from babel.dates import format_datetime, format_time

from callrouter.model.callbacks import CallbackRequest, Channel, Contact
from callrouter.model.messages import Carrier, Letter, Message
from callrouter.policy.phone_numbers import is_dutch, takes_text
from callrouter.policy.working_days import ZONE
from callrouter.services.letters.calendar import Entry, calendar_file
from callrouter.services.letters.texts import LANGUAGES, Host, LetterTexts, texts_in

_DAY_MS: Final = 86_400_000
#: Go by every way there is: who doesn't read them in time misses a conversation.
_URGENT: Final = frozenset({Letter.INVITATION, Letter.REMINDER})
#: Whoever reads them when the conversation has begun has no use for them; until then they are tried.
_BEFOREHAND: Final = frozenset({Letter.PLANNED, Letter.PHONE_PLANNED, Letter.REMINDER})
_ON_CALENDAR: Final = frozenset({Letter.PLANNED, Letter.PHONE_PLANNED})


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """A letter to be written, and the secret of its link, if it has one."""

    letter: Letter
    host: Host = "officer"
    token: str | None = field(default=None, repr=False)
    #: When what was agreed on would have begun, and doesn't now; UTC epoch ms.
    withdrawn: int | None = None
    #: When what was agreed on before, and is replaced now, would have begun; UTC epoch ms.
    instead_of: int | None = None


@dataclass(frozen=True, kw_only=True)
class LetterWriter:
    """Writes to citizens. ``public_url`` is where they find the service, without a slash at its end."""

    public_url: Callable[[], str]
    new_id: Callable[[], str] = field(default=lambda: secrets.token_hex(8))

    def reaches(self, contact: Contact, channel: Channel) -> bool:
        """Say whether a citizen can be had by a channel: a link goes by mail or by text message."""
        if channel is Channel.PHONE:
            return contact.phone is not None
        return bool(_carriers(contact, Letter.INVITATION))

    def write(
        self, envelope: Envelope, request: CallbackRequest, contact: Contact, *, at: int
    ) -> tuple[Message, ...]:
        """Write a letter about a request; ``at`` in UTC epoch ms. Nothing for who can't be written to."""
        draft = _Draft(envelope=envelope, request=request, contact=contact, at=at)
        gaps = draft.gaps(f"{self.public_url()}/join/{envelope.token}" if envelope.token else "")
        return tuple(
            draft.message(self.new_id(), carrier, gaps) for carrier in _carriers(contact, envelope.letter)
        )


@dataclass(frozen=True, kw_only=True)
class _Draft:
    """One letter, before it is a message for one carrier."""

    envelope: Envelope
    request: CallbackRequest
    contact: Contact
    at: int

    @property
    def letter(self) -> Letter:
        return self.envelope.letter

    @property
    def texts(self) -> LetterTexts:
        return texts_in(self.request.language)

    def gaps(self, link: str) -> dict[str, str]:
        """Return what goes into the gaps of a text."""
        request, invitation = self.request, self.request.invitation
        return {
            "name": self.contact.name,
            "reference": request.reference,
            "when": _when(_starts_at(request), request.language),
            "until": _until(None if invitation is None else invitation.closes_at, request.language),
            "earlier": _when(self.envelope.instead_of, request.language),
            "link": link,
            **self.texts.hosts[self.envelope.host].gaps(),
        }

    def message(self, message_id: str, carrier: Carrier, gaps: dict[str, str]) -> Message:
        """Return the letter as it goes by one carrier."""
        words, by_mail = self.texts.letters[self.letter], carrier is Carrier.MAIL
        # Anybody may have left this address, with any words for a name.
        unproved = self.letter is Letter.RECEIVED
        greeting = self.texts.greeting_to_anybody if unproved else self.texts.greeting
        moved = self.texts.moved if self.envelope.instead_of is not None else ""
        mail = "\n\n".join(filter(None, (greeting, moved, words.text.lstrip(), self.texts.signature)))
        body = mail if by_mail else f"{words.sms} {moved}".rstrip()
        subject = words.subject.format_map(gaps)
        if moved:
            subject = self.texts.moved_subject.format(subject=subject)
        return Message(
            message_id=message_id,
            request_id=self.request.request_id,
            letter=self.letter,
            carrier=carrier,
            to=(self.contact.mail if by_mail else self.contact.phone) or "",
            subject=subject if by_mail else "",
            text=body.format_map(gaps),
            calendar=self.calendar(gaps) if by_mail else None,
            expires_at=self.expires_at(),
        )

    def calendar(self, gaps: dict[str, str]) -> str | None:
        """Return what becomes of the entry in a calendar; None for letters that touch none."""
        request, withdrawn = self.request, self.envelope.withdrawn
        starts_at = _starts_at(request) if self.letter in _ON_CALENDAR else withdrawn
        if starts_at is None:
            return None
        entry = Entry(
            uid=f"{request.reference}@callrouter",
            revision=request.revision + (withdrawn is not None),
            at=self.at,
            starts_at=starts_at,
            title=self.texts.calendar_title.format_map(gaps),
            description=self.texts.letters[self.letter].text.format_map(gaps),
            canceled=self.letter not in _ON_CALENDAR,
        )
        return calendar_file(entry)

    def expires_at(self) -> int:
        """Return until when the letter is of use: before what it speaks of, or for a day."""
        request = self.request
        if self.letter is Letter.INVITATION and request.invitation is not None:
            return request.invitation.closes_at
        if self.letter in _BEFOREHAND and request.appointment is not None:
            return request.appointment.starts_at
        return self.at + _DAY_MS


def _carriers(contact: Contact, letter: Letter) -> tuple[Carrier, ...]:
    ways = [Carrier.MAIL] if contact.mail is not None else []
    if contact.phone is None or not takes_text(contact.phone):
        return tuple(ways)
    # Texts abroad cost: before anybody of the service has looked at a request, none is sent.
    paid_for = letter is not Letter.RECEIVED or is_dutch(contact.phone)
    if paid_for and (not ways or letter in _URGENT):
        ways.append(Carrier.SMS)
    return tuple(ways)


def _starts_at(request: CallbackRequest) -> int | None:
    if request.appointment is not None:
        return request.appointment.starts_at
    return None if request.invitation is None else request.invitation.starts_at


def _when(at: int | None, language: str) -> str:
    if at is None:
        return ""
    moment = datetime.fromtimestamp(at / 1000, tz=UTC).astimezone(ZONE)
    return format_datetime(moment, "EEEE d MMMM, HH:mm", locale=_locale(language))


def _until(at: int | None, language: str) -> str:
    if at is None:
        return ""
    moment = datetime.fromtimestamp(at / 1000, tz=UTC)
    return format_time(moment, "HH:mm", tzinfo=ZONE, locale=_locale(language))


def _locale(language: str) -> str:
    return language if language in LANGUAGES else "en"
