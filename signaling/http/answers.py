"""What the small routes beside the API share: bodies are closed models, refusals have a stable code."""

from __future__ import annotations

from typing import Any, TypeVar

from aiohttp import web
from pydantic import ValidationError

from callrouter.model.records import Record

_Body = TypeVar("_Body", bound=Record)


async def read_body(request: web.Request, kind: type[_Body]) -> _Body:
    """Return what a page posted. Raises the answer to a faulty body."""
    try:
        return kind.model_validate_json(await request.read())
    except ValidationError as error:
        raise web.HTTPBadRequest(text='{"code":"bad_request"}', content_type="application/json") from error


def is_there(request: web.Request) -> bool:
    """Say whether the connection that a request came by still is."""
    return request.transport is not None and not request.transport.is_closing()


def refused(status: int, code: str, *, retry_ms: int = 0, **more: Any) -> web.Response:
    """Answer that it wasn't done and why; ``retry_ms``: after which time trying again makes sense."""
    if not retry_ms:
        return web.json_response({"code": code, **more}, status=status)
    retry_s = -(-retry_ms // 1000)
    return web.json_response(
        {"code": code, "retry_after_s": retry_s, **more},
        status=status,
        headers={"Retry-After": str(retry_s)},
    )
