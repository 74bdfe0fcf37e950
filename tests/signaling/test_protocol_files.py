"""PROTOCOL.md, the JSON Schema and the TypeScript types are what the models say."""

from __future__ import annotations

import hashlib

import pytest

from callrouter.model.states import RefusalCode
from signaling.protocol import schema
from signaling.protocol.errors import ProtocolErrorCode
from signaling.protocol.rights import rights_table
from signaling.settings_table import PAGE, settings_tables


@pytest.mark.parametrize("direction", ["client", "server", "api"])
def test_schema_file_is_current(direction: str) -> None:
    on_disk = (schema.SCHEMA_DIR / f"{direction}.schema.json").read_text("utf-8")
    assert on_disk == schema.schema_text(direction), "run scripts/protocol"


@pytest.mark.parametrize("direction", ["client", "server", "api"])
def test_types_are_made_from_the_current_schema(direction: str) -> None:
    digest = hashlib.sha256(schema.schema_text(direction).encode()).hexdigest()
    types = (schema.SCHEMA_DIR / f"{direction}.ts").read_text("utf-8")
    assert digest in types, "run scripts/protocol"


def test_document_is_current() -> None:
    on_disk = schema.DOCUMENT.read_text("utf-8")
    assert on_disk == schema.document_text(on_disk), "run scripts/protocol"


def test_the_table_of_rights_is_the_one_that_decides() -> None:
    on_disk = schema.RIGHTS.read_text("utf-8")
    assert on_disk == schema.with_part(on_disk, "rights", rights_table()), "run scripts/protocol"


def test_the_tables_of_settings_are_the_ones_that_count() -> None:
    on_disk = PAGE.read_text("utf-8")
    assert on_disk == schema.with_part(on_disk, "settings", settings_tables()), "run scripts/protocol"


def test_every_error_code_is_documented() -> None:
    document = schema.DOCUMENT.read_text("utf-8")
    missing = [code for code in [*RefusalCode, *ProtocolErrorCode] if f"`{code}`" not in document]
    assert not missing


def test_client_constants_are_required_and_nothing_unknown_is_allowed() -> None:
    for definition in schema.schema_of("client")["$defs"].values():
        if "properties" in definition:
            assert definition["additionalProperties"] is False
            assert "type" not in definition["properties"] or "type" in definition["required"]
