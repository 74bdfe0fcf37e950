"""One operation of the API: its description, and how a request becomes an answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any, Final, Literal, TypeVar

import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict, SecretStr, SkipValidation, ValidationError

from callrouter.model.records import Record
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode, Role
from callrouter.policy.authorization import RULES, Asker, NotAllowedError, Outsider, Party
from callrouter.queueing import QueueUnavailableError
from callrouter.services.audit_trail import ActionNotes
from callrouter.services.authorization import Gate
from signaling.auth.identity import Identities, Page
from signaling.edge.bodies import MOST_BYTES_KNOWN
from signaling.edge.buckets import Buckets
from signaling.edge.limits import Limit, Refusals
from signaling.http.api import path_names

_log = structlog.get_logger(__name__)

PREFIX: Final = "/api/v1"
#: Requests a second of one account in the long run, and at once.
_RATE: Final = 20.0
_BURST: Final = 200.0
_Kind = TypeVar("_Kind", bound=BaseModel)


class Fault(Record):
    """Where a request is wrong, and how."""

    where: str
    what: str


class ApiError(Record):
    """Why a request was not carried out; nothing was changed. ``code`` is stable."""

    code: str
    faults: tuple[Fault, ...] = ()


class ApiFault(Exception):  # noqa: N818  (an answer, as Refusal is)
    """A request that can't be carried out, as the caller is told."""

    def __init__(
        self, status: int, code: str, faults: Sequence[Fault] = (), *, retry_s: int | None = None
    ) -> None:
        super().__init__(code)
        self.retry_s = retry_s
        self.status, self.error = status, ApiError(code=code, faults=tuple(faults))


def by_commas(value: object) -> object:
    """Take a query's text apart that lists several values."""
    return tuple(part for part in value.split(",") if part) if isinstance(value, str) else value


class Download(Record):
    """An answer that is a file; a large one comes in parts, as they are read."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    name: str
    content_type: str
    content: bytes | SkipValidation[AsyncIterator[bytes]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request, parsed: who asks, the names in the path, and the query or body if the operation has one."""

    asker: Asker
    path: dict[str, str]
    query: Any
    body: Any

    @property
    def by(self) -> str:
        """Who asks, by name."""
        return self.asker.principal_id


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What one method of one path promises."""

    method: Literal["GET", "PUT", "POST", "DELETE"]
    path: str
    #: What it does, as ``policy.authorization`` names it.
    action: str
    summary: str
    answer: type[BaseModel]
    handler: Callable[[Asked], Awaitable[BaseModel]]
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    #: Refusals with which it may be answered.
    refusals: tuple[RefusalCode, ...] = ()
    #: Further answers, by status: what they mean.
    faults: tuple[tuple[str, str], ...] = ()

    @property
    def party(self) -> Party:
        """Who uses it. Raises NotAllowedError where nobody may whom the API knows."""
        rule = RULES.get(self.action, {})
        found: Party | None = next((each for each in _PARTIES if each in rule), None)
        if found is None:
            raise NotAllowedError
        return found


#: Of several who may do something, the first uses the API for it.
_PARTIES: Final[tuple[Party, ...]] = (Outsider.ANYBODY, Outsider.FORM, Role.SUPERVISOR)
STATUS_OF: Final = {
    RefusalCode.NO_SUCH_CALL: 404,
    RefusalCode.NO_SUCH_PERSON: 404,
    RefusalCode.NO_SUCH_LOCATION: 404,
    RefusalCode.NO_SUCH_BOOTH: 404,
    RefusalCode.NO_SUCH_HELP: 404,
    RefusalCode.NO_SUCH_ALERT: 404,
    RefusalCode.UNKNOWN_POSTCODE: 404,
    RefusalCode.TOO_OFTEN: 429,
    RefusalCode.CHANGED_MEANWHILE: 412,
}
#: Of every other refusal: the state of things doesn't allow it.
CONFLICT: Final = 409


@dataclass(frozen=True, kw_only=True)
class Doorkeeper:
    """Says who asks, of those who may. ``form_key`` None: no form of others may anything."""

    identities: Identities
    gate: Gate
    refusals: Refusals
    form_key: SecretStr | None = None
    _pace: Buckets = field(default_factory=lambda: Buckets(_RATE, _BURST))

    async def identify(self, operation: Operation, request: web.Request) -> Asker:
        """Return who asks, before what they say is read. Raises ApiFault, or NotAllowedError."""
        match operation.party:
            case Outsider.ANYBODY:
                return Asker(principal_id="", role=Outsider.ANYBODY)
            case Outsider.FORM:
                return self._form(request)
            case _:
                return await self._supervisor(operation, request)

    def _form(self, request: web.Request) -> Asker:
        given = request.headers.get("Authorization", "").encode()
        wanted = b"" if self.form_key is None else f"Bearer {self.form_key.get_secret_value()}".encode()
        if not wanted or not compare_digest(given, wanted):
            raise ApiFault(401, "wrong_key")
        return Asker(principal_id="api", role=Outsider.FORM)

    async def _supervisor(self, operation: Operation, request: web.Request) -> Asker:
        identity = await self.identities.identify(request, Page.SUPERVISOR)
        if identity is None:
            raise ApiFault(401, "signed_out")
        if self._pace.take(identity.principal_id, asyncio.get_running_loop().time()) is None:
            self.refusals.note(Limit.ACCOUNT_REQUESTS)
            raise ApiFault(429, "too_often", retry_s=self._pace.retry_s)
        self.gate.glance(operation.action, identity.asker)
        return identity.asker


def add_operations(
    app: web.Application, operations: Sequence[Operation], doorkeeper: Doorkeeper, notes: ActionNotes
) -> None:
    """Add the routes; of what leaves as a file it is noted who took it."""

    def route(operation: Operation) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                result = await _carry_out(operation, request, doorkeeper, notes)
            except ApiFault as fault:
                return _json(fault.error, fault.status, retry_s=fault.retry_s)
            except NotAllowedError:
                return _json(ApiError(code="not_allowed"), 403)
            except Refusal as refusal:
                status = STATUS_OF.get(refusal.code, CONFLICT)
                return _json(ApiError(code=refusal.code), status)
            except QueueUnavailableError:
                return _json(ApiError(code="unavailable"), 503)
            except Exception:  # noqa: BLE001  (a bug costs one answer, and shows nothing of the inside)
                _log.exception("api.failed", path=operation.path)
                return _json(ApiError(code="internal"), 500)
            return await _file(result, request) if isinstance(result, Download) else _json(result, 200)

        return answer

    for operation in operations:
        app.router.add_route(operation.method, PREFIX + operation.path, route(operation))


async def _carry_out(
    operation: Operation, request: web.Request, doorkeeper: Doorkeeper, notes: ActionNotes
) -> BaseModel:
    asked = Asked(
        asker=await doorkeeper.identify(operation, request),
        path=_path(request),
        query=_parsed(operation.query, dict(request.query)) if operation.query else None,
        body=_parsed(operation.body, await _body(request)) if operation.body else None,
    )
    named = dict(asked.path) | (dict(asked.body) if asked.body is not None else {})
    await doorkeeper.gate.admit(operation.action, asked.asker, named)
    result = await operation.handler(asked)
    if isinstance(result, Download):
        what = operation.path.split("/")[1]
        form = result.name.rpartition(".")[2]
        await notes.note("export.made", by=asked.by, subject=what, outcome=form)
    return result


def _path(request: web.Request) -> dict[str, str]:
    names = dict(request.match_info)
    for name, value in names.items():
        try:
            path_names.check(name, value)
        except ValidationError as error:
            faults = [Fault(where=name, what=fault["msg"]) for fault in error.errors(include_url=False)]
            raise ApiFault(400, "bad_request", faults) from None
    return names


async def _body(request: web.Request) -> Any:
    try:
        return json.loads(await request.clone(client_max_size=MOST_BYTES_KNOWN).read())
    except web.HTTPRequestEntityTooLarge as error:
        raise ApiFault(413, "too_large") from error
    except ConnectionError as error:  # nobody is there any more to be told
        raise ApiFault(400, "bad_request") from error
    except (ValueError, RecursionError) as error:
        raise ApiFault(400, "bad_request", [Fault(where="body", what="not valid JSON")]) from error


def _parsed(kind: type[_Kind], given: Any) -> _Kind:
    try:
        # As JSON, so that numbers and times in a query or a body are read by the same rules.
        return kind.model_validate_json(json.dumps(given), strict=False)
    except ValidationError as error:
        faults = [
            Fault(where=".".join(map(str, fault["loc"])) or "body", what=fault["msg"])
            for fault in error.errors(include_input=False, include_url=False)
        ]
        raise ApiFault(400, "bad_request", faults) from error


def _json(answer: BaseModel, status: int, *, retry_s: int | None = None) -> web.Response:
    headers = {"Cache-Control": "no-store"} | ({} if retry_s is None else {"Retry-After": str(retry_s)})
    return web.json_response(text=answer.model_dump_json(), status=status, headers=headers)


async def _file(file: Download, request: web.Request) -> web.StreamResponse:
    headers = {
        "Content-Type": file.content_type,
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Cache-Control": "no-store",
    }
    if isinstance(file.content, bytes):
        return web.Response(body=file.content, headers=headers)
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    # What fails in the middle ends the connection, so that nobody takes half a file for the whole.
    async for part in file.content:
        await response.write(part)
    await response.write_eof()
    return response
