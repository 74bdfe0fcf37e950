"""What records are made of: identifiers, languages, lists, and the record itself."""

from __future__ import annotations

from datetime import time
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

#: An identifier: letters, digits and ``._:#/*-``, at most 120 characters.
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:#/*-]{1,120}$")]
#: A language as a lower-case ISO 639 code, such as ``nl`` or ``ar``.
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
#: An address of the web in plain characters: https, or http on this machine alone. It may become a QR code,
#: and its origin part of a Content-Security-Policy.
WebAddress = Annotated[
    str,
    StringConstraints(
        pattern=(
            r"^(https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?|http://(127\.0\.0\.1|localhost))(:[0-9]{1,5})?"
            r"([/?#][!-~]*)?$"
        ),
        max_length=500,
    ),
]

#: A page of this service, wherever that is.
OwnPath = Annotated[str, StringConstraints(pattern=r"^/([a-z0-9-]{1,40}/){1,5}$")]


def _without_zone(moment: time) -> time:
    if moment.tzinfo is not None:
        raise ValueError("a time of day there, without a zone or Z")
    return moment


#: A time of day by the clock of the place it is about.
LocalTime = Annotated[time, AfterValidator(_without_zone)]

_Item = TypeVar("_Item")
#: A list as scripts write it: Lua has one kind of table, and an empty one is written as ``{}``.
Listed = Annotated[tuple[_Item, ...], BeforeValidator(lambda value: () if value == {} else value)]


class Record(BaseModel):
    """An immutable value; an unknown field is an error. What is None may be left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Told(Record):
    """What another process says of itself, which may be of a later version: unknown fields are left out."""

    model_config = ConfigDict(extra="ignore")
