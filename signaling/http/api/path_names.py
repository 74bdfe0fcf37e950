"""What may stand in the path of an operation, by the name it has there."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import StringConstraints, TypeAdapter

from callrouter.model.records import Id

_ID: Final = TypeAdapter[str](Id)
_OTHERS: Final[dict[str, TypeAdapter[str]]] = {
    "day": TypeAdapter(Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]),
    # As people write it: what is none is nobody's.
    "postcode": TypeAdapter(Annotated[str, StringConstraints(min_length=1, max_length=20)]),
}


def check(name: str, value: str) -> None:
    """Raise ``ValidationError`` when ``value`` can't stand for ``name``."""
    _OTHERS.get(name, _ID).validate_python(value)


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of what stands for ``name``."""
    return _OTHERS.get(name, _ID).json_schema()
