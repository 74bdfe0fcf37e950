"""What records are made of: identifiers, languages, lists, and the record itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import to_json

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

    @classmethod
    def kept(cls, text: str | bytes) -> Self:
        """Read what another version may have stored: fields that this one doesn't know are left out."""
        return cls.model_validate_json(text, extra="ignore")

    @classmethod
    def to_change(cls, text: str | bytes) -> Self:
        """Read it to store it again with ``to_keep``: unknown fields are carried along, unseen."""
        return cls.model_validate_json(text, extra="allow")

    def to_keep(self, *, exclude_none: bool = False, exclude_defaults: bool = False) -> str:
        """Return the JSON to store, with the unknown fields that ``to_change`` found."""
        tree = self.model_dump(mode="json", exclude_none=exclude_none, exclude_defaults=exclude_defaults)
        _carry_along(self, tree)
        return to_json(tree).decode()


def _carry_along(value: Any, tree: Any) -> None:
    """Put unknown fields of records, however deep, back into what was made of them."""
    if isinstance(value, Record):
        tree |= value.__pydantic_extra__ or {}
        for name in type(value).model_fields:
            if name in tree:
                _carry_along(getattr(value, name), tree[name])
    elif isinstance(value, Mapping):
        for name, part in value.items():
            if name in tree:  # a key that isn't a text is none of a record's
                _carry_along(part, tree[name])
    elif isinstance(value, tuple | list):
        for part, of in zip(value, tree, strict=True):
            _carry_along(part, of)


class Told(Record):
    """What another process says of itself, which may be of a later version: unknown fields are left out."""

    model_config = ConfigDict(extra="ignore")
