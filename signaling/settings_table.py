"""The tables of docs/settings.md, made from the settings themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from signaling.settings import SECRETS, Settings

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "settings.md"
_KINDS: Final = {"integer": "whole number", "number": "number", "boolean": "yes or no", "string": "text"}


def settings_tables() -> str:
    """Return a Markdown table for each group of settings: name, what it may be, default, meaning."""
    schema = Settings.model_json_schema()
    return "\n".join(
        f"### {_title(group)}\n\n| setting | may be | default | |\n| --- | --- | --- | --- |\n{''.join(rows)}"
        for group in Settings.__mro__
        if issubclass(group, BaseModel) and (rows := [*_rows(group, schema)])
    )


def _title(group: type[BaseModel]) -> str:
    if group is Settings:
        return "The service"
    return (group.__doc__ or group.__name__).partition("\n")[0].removesuffix(".")


def _rows(group: type[BaseModel], schema: Mapping[str, Any]) -> Iterator[str]:
    for name in group.__annotations__:
        if name not in Settings.model_fields:
            continue
        field, kept = Settings.model_fields[name], schema["properties"][name]
        default = "" if field.default in {None, ""} or field.default == () else f"`{_shown(field.default)}`"
        description = (field.description or "").replace("|", "\\|")
        yield f"| `{name}` | {_may_be(name, kept, schema)} | {default} | {description} |\n"


def _shown(default: Any) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    return ",".join(map(str, default)) if isinstance(default, tuple) else str(default)


def _may_be(name: str, kept: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    (one,) = [each for each in kept.get("anyOf", [kept]) if each.get("type") != "null"]
    if "$ref" in one:
        one = schema["$defs"][one["$ref"].rpartition("/")[2]]
    if "enum" in one:
        return ", ".join(f"`{each}`" for each in one["enum"])
    if name in SECRETS:
        least = f", {one['minLength']} characters or more" if "minLength" in one else ""
        return f"secret{least}"
    if one["type"] == "array":
        items = ", ".join(f"`{each}`" for each in one["items"].get("enum", ()))
        return f"list of {items}" if items else "list"
    if one.get("format") == "path":
        return "path"
    return f"{_KINDS[one['type']]}{_bounds(one)}"


def _bounds(one: Mapping[str, Any]) -> str:
    least, most = one.get("minimum"), one.get("maximum")
    above = one.get("exclusiveMinimum")
    if above is not None:
        return f", more than {above:g}" + ("" if most is None else f", at most {most:g}")
    if least is None and most is None:
        return ""
    if most is None:
        return f", {least:g} or more"
    return f", {least or 0:,g} to {most:,g}"
