"""Postcodes and mail addresses as people write them, and as they are kept."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_POSTCODE: Final = re.compile(r"([1-9][0-9]{3})([A-Z]{2})?")
#: Looser than the standard: what it takes for others may yet be refused by who delivers it.
_MAIL_ADDRESS: Final = re.compile(
    r"[^\s@,;:<>()\[\]\"\\\x00-\x1f\x7f]{1,64}@[^\s@,;:<>()\[\]\"\\\x00-\x1f\x7f]{1,185}\.[^\W\d_]{2,60}"
)
_LONGEST: Final = 254


def read_postcode(text: str) -> str | None:
    """Return the Dutch postcode that a person wrote, as ``9712 AB`` or ``9712``; None when it is none.

    Digits may be those of another script.
    """
    found = _POSTCODE.fullmatch("".join(_digit(sign) for sign in text if not sign.isspace()).upper())
    return None if found is None else " ".join(filter(None, found.groups()))


def read_mail_address(text: str) -> str | None:
    """Return the mail address that a person wrote; None when there can be no such address."""
    address = text.strip()
    return address if len(address) <= _LONGEST and _MAIL_ADDRESS.fullmatch(address) else None


def _digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)
