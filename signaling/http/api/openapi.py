"""The API's description, made from its operations (OpenAPI 3.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any, Final

from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from callrouter.model.states import Role
from callrouter.policy.authorization import Outsider, Party
from signaling.http.api import path_names
from signaling.http.api.operation import CONFLICT, PREFIX, STATUS_OF, ApiError, Download, Operation

_REFERENCE: Final = "#/components/schemas/{model}"
_NAMES_IN_PATH: Final = re.compile(r"{(\w+)}")
_COMMON_FAULTS: Final = {
    "400": "The request is not valid; `faults` says where.",
    "403": "Not for who asks: `not_allowed`; or not from an origin that may: `foreign_origin`.",
    "429": "Too often: `too_often`; `Retry-After` says when it may well be granted.",
    "500": "A fault of the server.",
    "503": "The queue can't be reached; worth trying again.",
}
_FAULTS_OF_WRITING: Final = {
    "411": "The body doesn't say how large it is: `length_required`.",
    "413": "The body is too large.",
    "415": "The body is no JSON: `unsupported_media_type`.",
}

_FAULTS_OF_ACCESS: Final = {
    Role.SUPERVISOR: {"401": "Nobody is signed in as a supervisor."},
    Outsider.FORM: {"401": "The key is missing or wrong, or there is none."},
    Outsider.ANYBODY: {},
}
#: Of operations for others than supervisors.
_SECURITY: Final[dict[Party, list[dict[str, list[str]]]]] = {
    Outsider.FORM: [{"form": []}],
    Outsider.ANYBODY: [],
}

_Wanted = tuple[type[BaseModel], JsonSchemaMode]


def describe(operations: Sequence[Operation]) -> dict[str, Any]:
    """Return the OpenAPI document of these operations."""
    told = [operation.answer for operation in operations if operation.answer is not Download]
    wanted: list[_Wanted] = [(answer, "serialization") for answer in told]
    wanted += [(operation.body, "validation") for operation in operations if operation.body]
    wanted.append((ApiError, "serialization"))
    references, definitions = models_json_schema(_unique(wanted), ref_template=_REFERENCE)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        path = paths.setdefault(PREFIX + operation.path, {})
        path[operation.method.lower()] = {
            "summary": operation.summary,
            "operationId": _operation_id(operation),
            **({} if operation.party is Role.SUPERVISOR else {"security": _SECURITY[operation.party]}),
            "parameters": _parameters(operation),
            **(
                {"requestBody": {"required": True, **_content(references[operation.body, "validation"])}}
                if operation.body
                else {}
            ),
            "responses": {
                "200": {"description": "Done.", **_answer(operation, references)},
                **_faults(operation, references[ApiError, "serialization"]),
            },
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "callrouter", "version": version("callrouter")},
        "paths": paths,
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {
                "supervisor": {"type": "apiKey", "in": "cookie", "name": "callrouter_supervisor"},
                "form": {"type": "http", "scheme": "bearer"},
            },
        },
        "security": [{"supervisor": []}],
    }


def add_description(app: web.Application, operations: Sequence[Operation]) -> None:
    """Serve the document."""
    document = describe(operations)

    async def answer(_request: web.Request) -> web.Response:
        return web.json_response(document)

    app.router.add_get(f"{PREFIX}/openapi.json", answer)


def _unique(wanted: Sequence[_Wanted]) -> list[_Wanted]:
    return list({(model, mode): (model, mode) for model, mode in wanted}.values())


def _operation_id(operation: Operation) -> str:
    words = [part.strip("{}") for part in operation.path.split("/") if part]
    return "_".join((operation.method.lower(), *words)).replace("-", "_")


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    names = _NAMES_IN_PATH.findall(operation.path)
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": path_names.schema(name)} for name in names
    ]
    if operation.query:
        schema = operation.query.model_json_schema(ref_template=_REFERENCE)
        inner = schema.get("$defs", {})
        for name, field in schema["properties"].items():
            found.append(
                {
                    "name": name,
                    "in": "query",
                    "required": name in schema.get("required", ()),
                    "schema": _inlined(field, inner),
                }
            )
    return found


def _inlined(field: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(field, list):
        return [_inlined(item, definitions) for item in field]
    if not isinstance(field, dict):
        return field
    if "$ref" in field:
        return _inlined(definitions[field["$ref"].rsplit("/", 1)[1]], definitions)
    return {key: _inlined(value, definitions) for key, value in field.items()}


def _answer(operation: Operation, references: Mapping[Any, Any]) -> dict[str, Any]:
    if operation.answer is Download:
        return {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
    return _content(references[operation.answer, "serialization"])


def _faults(operation: Operation, schema: dict[str, Any]) -> dict[str, Any]:
    told = _COMMON_FAULTS | (_FAULTS_OF_WRITING if operation.method != "GET" else {})
    told |= _FAULTS_OF_ACCESS[operation.party]
    told |= dict(operation.faults)
    for code in operation.refusals:
        status = str(STATUS_OF.get(code, CONFLICT))
        told[status] = f"{told[status]}, `{code}`" if status in told else f"Refused: `{code}`"
    return {status: {"description": text, **_content(schema)} for status, text in told.items()}


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}
