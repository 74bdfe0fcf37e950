"""The fields of the public form: name, phone, mail address, postcode and choices."""

from __future__ import annotations

from unicodedata import bidirectional

from pydantic import ValidationError

from callrouter.model.callbacks import NewCallback, Origin
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.policy.contact_details import read_mail_address, read_postcode
from callrouter.policy.phone_numbers import read_phone_number, takes_text
from signaling.callback_form.form import Filled, WrongFieldsError, read
from tests.fuzz.parts import parts

LONGEST = 4000
_TURNING = frozenset({"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"})
_NAMES = ("name", "phone", "email", "postcode", "topic", "language", "preference")


def _offers_video(postcode: str) -> bool:
    if postcode.startswith("9"):
        return postcode < "95"
    raise Refusal(RefusalCode.UNKNOWN_POSTCODE)


def fuzz(data: bytes) -> None:
    """Demand a request whose details can be used, or a fault beside a field."""
    texts = [part.decode("utf-8", "replace") for part in parts(data)]
    fields: dict[str, object] = dict(zip(_NAMES, texts, strict=False))
    fields |= {"days": tuple(texts[7:9]), "parts": tuple(texts[9:11]), "needs": tuple(texts[11:13])}
    try:
        filled = Filled.model_validate(fields)
    except ValidationError:
        return
    try:
        new = read(filled, request_id="form-1", origin=Origin.FORM, offers_video=_offers_video)
    except WrongFieldsError as error:
        faults = set(error.fields)
    else:
        _check(new)
        return
    assert faults
    assert faults <= set(Filled.model_fields)


def _check(new: NewCallback) -> None:
    """Demand that details are kept in the form in which they are kept: reading them again changes nothing."""
    assert read_postcode(new.postcode) == new.postcode
    contact = new.contact
    assert contact.phone or contact.mail
    if contact.phone is not None:
        assert read_phone_number(contact.phone) == contact.phone
        takes_text(contact.phone)
    if contact.mail is not None:
        assert read_mail_address(contact.mail) == contact.mail
    assert len(contact.name.splitlines()) == 1
    assert not any(bidirectional(sign) in _TURNING for sign in contact.name)
    assert NewCallback.model_validate_json(new.model_dump_json()) == new
