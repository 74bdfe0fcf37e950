"""Phone numbers as people write them, and as machines need them."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

#: Numbers without a country's code are Dutch.
_REGION = "NL"
_MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


def read_phone_number(text: str) -> str | None:
    """Return the number that a person wrote as E.164 has it; None when there can be no such number."""
    try:
        number = phonenumbers.parse(text, _REGION)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def is_dutch(number: str) -> bool:
    """Say whether a number, given as E.164 has it, is one of the Netherlands."""
    return number.startswith("+31")


def takes_text(number: str) -> bool:
    """Say whether text messages reach a number, given as E.164 has it."""
    return phonenumbers.number_type(phonenumbers.parse(number)) in _MOBILE
