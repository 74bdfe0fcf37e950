"""What citizens are written is whole in every language, and fits where it goes."""

from __future__ import annotations

import string

import pytest
from icalendar import Calendar
from pydantic import ValidationError

from callrouter.model.callbacks import Appointment, CallbackState, Channel, Contact, Invitation
from callrouter.model.messages import Carrier, Letter, Message
from callrouter.services.letters import Envelope, Host, LetterWriter
from callrouter.services.letters.texts import LANGUAGES, texts_in
from tests.policy.test_callbacks import DAY, HOUR, NOW, waiting

KNOWN = {"name", "reference", "when", "until", "link"}
#: Not every language speaks of somebody wherever another does.
HOSTS = {"host", "Host", "with_host", "With_host"}
TOKEN = "x" * 43
#: What a phone shows as one or two messages: GSM 03.38 at most 306, other scripts 134 characters.
LONGEST_LATIN, LONGEST_OTHER = 306, 200
CONTACT = Contact(name="Jo Smit", phone="+31612345678", mail="jo@example.org")
WRITER = LetterWriter(public_url=lambda: "https://beeldbellen.example")


def written(
    letter: Letter,
    language: str = "nl",
    contact: Contact = CONTACT,
    starts_at: int = NOW + DAY,
    host: Host = "officer",
    **told: int | None,
) -> tuple[Message, ...]:
    request = waiting().model_copy(
        update={
            "language": language,
            "state": CallbackState.PLANNED,
            "appointment": Appointment(starts_at=starts_at, channel=Channel.VIDEO),
            "invitation": Invitation(
                invitation_id="i1", opens_at=NOW, closes_at=starts_at + DAY, starts_at=starts_at
            ),
        }
    )
    envelope = Envelope(letter=letter, host=host, token=TOKEN, **told)
    return WRITER.write(envelope, request, contact, at=NOW)


def field_of(name: str, calendar: str) -> str:
    return next(line.partition(":")[2] for line in calendar.splitlines() if line.startswith(f"{name}:"))


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_letter_with_the_same_gaps(language: str) -> None:
    ours, dutch = texts_in(language), texts_in("nl")
    assert set(ours.letters) == set(Letter)
    assert gaps(ours.greeting + ours.signature) == gaps(dutch.greeting + dutch.signature)
    for letter, words in ours.letters.items():
        for part in ("subject", "text", "sms"):
            found = gaps(getattr(words, part)) - HOSTS
            assert found <= KNOWN
            assert found == gaps(getattr(dutch.letters[letter], part)) - HOSTS, (letter, part)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", Letter)
def test_a_letter_reads_without_gaps_and_a_text_message_is_short(language: str, letter: Letter) -> None:
    only_phone = Contact(name="Jo Smit", phone="+31612345678")
    by_mail = written(letter, language)[0]
    assert "{" not in by_mail.subject + by_mail.text
    assert ("Jo Smit" in by_mail.text) == (letter is not Letter.RECEIVED)
    assert "\n" not in by_mail.subject
    (by_text,) = written(letter, language, only_phone)
    assert len(by_text.text) <= (LONGEST_OTHER if language in {"ar", "uk"} else LONGEST_LATIN)
    assert "Jo Smit" not in by_text.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", [Letter.PLANNED, Letter.PHONE_PLANNED])
def test_another_moment_says_in_whose_place_it_is(language: str, letter: Letter) -> None:
    only_phone = Contact(name="Jo Smit", phone="+31612345678")
    first, moved = (written(letter, language, instead_of=each)[0] for each in (None, NOW + 2 * DAY))
    assert first.subject in moved.subject
    assert len(moved.text) > len(first.text)
    assert "{" not in moved.subject + moved.text
    (by_text,) = written(letter, language, only_phone, instead_of=NOW + 2 * DAY)
    assert len(by_text.text) <= (LONGEST_OTHER if language in {"ar", "uk"} else LONGEST_LATIN)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", [Letter.INVITATION, Letter.PLANNED, Letter.PHONE_PLANNED, Letter.MISSED])
def test_a_letter_speaks_of_no_officer_where_somebody_of_the_centre_has_the_request(
    language: str, letter: Letter
) -> None:
    officer = texts_in(language).hosts["officer"]
    for message in written(letter, language, host="centre"):
        assert officer.name.casefold() not in f"{message.subject} {message.text}".casefold()
        assert officer.name_after_with.casefold() not in (message.calendar or "").casefold()


def test_another_language_reads_english() -> None:
    assert written(Letter.RECEIVED, "so")[0].subject == written(Letter.RECEIVED, "en")[0].subject


def test_what_is_urgent_goes_by_every_way_and_the_rest_by_one() -> None:
    assert [each.carrier for each in written(Letter.INVITATION)] == [Carrier.MAIL, Carrier.SMS]
    assert [each.carrier for each in written(Letter.RECEIVED)] == [Carrier.MAIL]
    landline = Contact(name="Jo", phone="+31501234567")
    assert written(Letter.INVITATION, contact=landline) == ()
    assert not WRITER.reaches(landline, Channel.VIDEO)
    assert WRITER.reaches(landline, Channel.PHONE)


def test_before_anybody_looked_at_a_request_strangers_are_not_written_at_our_cost() -> None:
    abroad = Contact(name="Jo", phone="+8801712345678")
    assert written(Letter.RECEIVED, contact=abroad) == ()
    assert [each.carrier for each in written(Letter.INVITATION, contact=abroad)] == [Carrier.SMS]
    assert WRITER.reaches(abroad, Channel.VIDEO)


@pytest.mark.parametrize(
    "name",
    [
        "uw boete staat open, betaal op https://politie-betalen.example/nl",
        "Betaal op politie-betalen.example",
        "WWW.politie",
        "jo@example.org",
        "Kijk op t.co/xyz",
    ],
)
def test_a_name_holds_no_link(name: str) -> None:
    with pytest.raises(ValidationError):
        Contact(name=name, phone="+31612345678")


@pytest.mark.parametrize(
    "name",
    ["J.R.R. Tolkien", "J.Smit", "Dr. van 't Hof-Öztürk", "\u041e\u043b\u044c\u0433\u0430 \u0490.", "أحمد"],
)
def test_a_name_may_have_initials_and_any_script(name: str) -> None:
    assert Contact(name=name, phone="+31612345678").name == name


@pytest.mark.parametrize("letter", [Letter.PLANNED, Letter.PHONE_PLANNED, Letter.REMINDER])
def test_what_is_planned_is_told_until_it_begins(letter: Letter) -> None:
    assert {each.expires_at for each in written(letter)} == {NOW + DAY}
    assert {each.expires_at for each in written(letter, starts_at=NOW + 21 * DAY)} == {NOW + 21 * DAY}
    assert {each.expires_at for each in written(letter, starts_at=NOW + HOUR)} == {NOW + HOUR}


def test_a_calendar_gets_the_conversation_and_loses_it_again() -> None:
    planned = written(Letter.PLANNED)[0].calendar
    off = written(Letter.CALLED_OFF, withdrawn=NOW + DAY)[0].calendar
    assert planned is not None
    assert off is not None
    added, removed = (Calendar.from_ical(text).to_ical().decode() for text in (planned, off))
    assert field_of("METHOD", added) == "PUBLISH"
    assert field_of("METHOD", removed) == "CANCEL"
    assert field_of("UID", added) == field_of("UID", removed)
    assert int(field_of("SEQUENCE", removed)) > int(field_of("SEQUENCE", added))
    assert field_of("DTSTART", added) == "20270116T080000Z"
    assert written(Letter.RECEIVED)[0].calendar is None
    # Who is asked to come now has what was planned taken away.
    assert "CANCEL" in str(written(Letter.INVITATION, withdrawn=NOW + DAY)[0].calendar)
