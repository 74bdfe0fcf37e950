"""Export of the protocol: JSON Schema for the two directions and the API, and the tables of the documents.

``python -m signaling.protocol.schema`` rewrites the files in the repository; ``scripts/protocol`` calls it
and then makes the TypeScript types. A test holds the files to what this module makes.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from signaling.http.api.shapes import ApiShape
from signaling.protocol.client import ClientMessage
from signaling.protocol.rights import rights_table
from signaling.protocol.server import ServerMessage
from signaling.settings_table import PAGE as SETTINGS
from signaling.settings_table import settings_tables

ROOT = Path(__file__).resolve().parents[2]
SCHEMA_DIR = ROOT / "web" / "shared" / "protocol"
DOCUMENT = ROOT / "PROTOCOL.md"
RIGHTS = ROOT / "docs" / "authorization.md"
_BEGIN = "<!-- generated: {} -->"
_END = "<!-- end of generated: {} -->"


class _Schema(GenerateJsonSchema):
    """Without titles on fields: the TypeScript generator would make an alias of each."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002  (signature of pydantic)
        """Never."""
        return False


def _tidy(node: Any) -> Any:
    """Make constants required, and drop what JSON Schema draft-07 readers don't know."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    tidy = {key: _tidy(value) for key, value in node.items() if key != "discriminator"}
    properties = tidy.get("properties")
    if isinstance(properties, dict):
        constant = [name for name, value in properties.items() if "const" in value]
        required = tidy.get("required", [])
        tidy["required"] = [name for name in properties if name in required or name in constant]
    return tidy


def schema_of(direction: str) -> dict[str, Any]:
    """Return the JSON Schema of all messages of ``direction``: ``client`` or ``server``; or of ``api``."""
    union, mode = _SCHEMAS[direction]
    schema = TypeAdapter(union).json_schema(mode=mode, schema_generator=_Schema)
    tidied = _tidy(schema)
    if mode == "serialization":
        for definition in tidied["$defs"].values():
            if "properties" in definition:
                definition["required"] = list(definition["properties"])
    draft = "http://json-schema.org/draft-07/schema#"
    title = "ApiShape" if direction == "api" else f"{direction.title()}Message"
    return {"$schema": draft, "title": title, **tidied}


_DIRECTIONS: dict[str, tuple[Any, JsonSchemaMode]] = {
    "client": (ClientMessage, "validation"),
    "server": (ServerMessage, "serialization"),
}
_SCHEMAS: dict[str, tuple[Any, JsonSchemaMode]] = {**_DIRECTIONS, "api": (ApiShape, "serialization")}


def schema_text(direction: str) -> str:
    """Return the schema as the file holds it."""
    return json.dumps(schema_of(direction), indent=2, ensure_ascii=False) + "\n"


def _models(direction: str) -> list[type[BaseModel]]:
    union = get_args(_DIRECTIONS[direction][0])[0]
    return list(get_args(union))


def message_table(direction: str) -> str:
    """Return a Markdown table of the messages of ``direction``, one row each."""
    rows = ["| message | fields | meaning |", "| --- | --- | --- |"]
    for model in _models(direction):
        name = get_args(model.model_fields["type"].annotation)[0]
        fields = [
            f"`{field}`" + ("" if info.is_required() else "?")
            for field, info in model.model_fields.items()
            if field not in {"type", "request_id"} and not info.exclude
        ]
        meaning = " ".join((inspect.getdoc(model) or "").split()).replace("|", "\\|").replace("``", "`")
        rows.append(f"| `{name}` | {', '.join(fields) or '-'} | {meaning} |")
    return "\n".join(rows) + "\n"


def document_text(current: str) -> str:
    """Return PROTOCOL.md with its generated parts made anew."""
    for direction in _DIRECTIONS:
        current = with_part(current, direction, message_table(direction))
    return current


def with_part(current: str, name: str, made: str) -> str:
    """Return a document with its generated part of this name made anew."""
    begin, end = _BEGIN.format(name), _END.format(name)
    head, _, rest = current.partition(begin)
    _, found, tail = rest.partition(end)
    if not found:
        message = f"the document has no generated part for {name}"
        raise ValueError(message)
    return f"{head}{begin}\n{made}{end}{tail}"


def main() -> None:
    """Rewrite the schema files, PROTOCOL.md and docs/authorization.md."""
    for direction in _SCHEMAS:
        (SCHEMA_DIR / f"{direction}.schema.json").write_text(schema_text(direction), "utf-8")
    DOCUMENT.write_text(document_text(DOCUMENT.read_text("utf-8")), "utf-8")
    RIGHTS.write_text(with_part(RIGHTS.read_text("utf-8"), "rights", rights_table()), "utf-8")
    SETTINGS.write_text(with_part(SETTINGS.read_text("utf-8"), "settings", settings_tables()), "utf-8")


if __name__ == "__main__":
    main()
