"""The API's operations on the audit trail: search it, have it as a file, check its chain."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Final, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from callrouter.model.audit_trail import AuditEntry, ChainState
from callrouter.model.records import Id, Record
from callrouter.policy.tenancy import Tenancy
from callrouter.queueing import trail_day
from callrouter.services.audit_search import AuditTrail, Wanted
from signaling.audit_export import AuditFormat
from signaling.http.api.operation import Asked, Download, Operation, by_commas

_LATEST: Final = 2**43


class AuditQuery(Record):
    """Which entries are looked for; each condition that is given must hold. Times are UTC epoch ms."""

    from_at: int = Field(default=0, ge=0, le=_LATEST)
    to_at: int = Field(default=_LATEST, ge=0, le=_LATEST)
    by: Id | None = None
    #: Actions, separated by commas: whole ones, or first words, like ``callback`` for all that is done with
    #: requests.
    action: Annotated[
        tuple[Id, ...], BeforeValidator(by_commas, json_schema_input_type=str), Field(max_length=20)
    ] = ()
    #: The id of a call, person, place, booth, request or document.
    subject: Id | None = None
    #: In an entry's words, or in the name of who did it or what it was done to.
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] | None = None
    #: Where to go on: the ``next`` of the answer before.
    before: int | None = Field(default=None, ge=1, le=2**53)
    #: Only entries after this number: the ``newest`` of an answer before, for what has come since.
    after: int = Field(default=0, ge=0, le=2**53)
    limit: int = Field(default=50, ge=1, le=500)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to_at <= self.from_at:
            raise ValueError("to_at must be later than from_at")
        return self


class AuditExportQuery(Record):
    """Of which time (UTC epoch ms) the entries are written, and how."""

    from_at: int = Field(ge=0, le=_LATEST)
    to_at: int = Field(ge=0, le=_LATEST)
    format: AuditFormat = AuditFormat.CSV

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to_at <= self.from_at:
            raise ValueError("to_at must be later than from_at")
        return self


class AuditLine(AuditEntry):
    """An entry, with the names that the directory has now."""

    by_name: str | None
    subject_name: str | None


class AuditPage(Record):
    """Entries, the newest first. A page may hold few, or none, and still have a ``next``."""

    entries: tuple[AuditLine, ...]
    #: What to give as ``before`` for older ones; None when there are none.
    next: int | None
    #: The number up to which it was looked: what to give as ``after`` for what comes later.
    newest: int
    #: How far back was looked, UTC epoch ms; None when nothing was looked at.
    back_to: int | None


@dataclass(frozen=True, kw_only=True)
class AuditApi:
    """What supervisors can see of what staff did."""

    trail: AuditTrail
    tenancy: Tenancy

    def operations(self) -> tuple[Operation, ...]:
        """Return all operations."""
        return (
            Operation(
                method="GET",
                path="/audit",
                action="audit.search",
                summary="What staff did, the newest first: by time, person, action, subject and text.",
                query=AuditQuery,
                answer=AuditPage,
                handler=self._search,
            ),
            Operation(
                method="GET",
                path="/audit/chain",
                action="audit.check",
                summary="Check that no entry was altered or left out: ten seconds for a million.",
                answer=ChainState,
                handler=self._check,
            ),
            Operation(
                method="GET",
                path="/audit/export",
                action="audit.export",
                summary="All entries of a time, oldest first, as CSV, or as JSON lines with their hashes.",
                query=AuditExportQuery,
                answer=Download,
                handler=self._export,
            ),
        )

    async def _search(self, asked: Asked) -> AuditPage:
        query: AuditQuery = asked.query
        realm = asked.asker.realm
        wanted = Wanted(
            from_at=query.from_at or None,
            to_at=query.to_at if query.to_at < _LATEST else None,
            by=query.by,
            actions=query.action,
            subject=query.subject,
            text=query.text or None,
            before=query.before,
            after=query.after,
            most=query.limit,
            told=None if realm.whole else lambda entry: realm.has(self.tenancy.of_entry(entry)),
        )
        found = await self.trail.search(wanted)
        return AuditPage(
            entries=tuple(map(self._line, found.entries)),
            next=found.next,
            newest=found.newest,
            back_to=found.back_to,
        )

    async def _check(self, _asked: Asked) -> ChainState:
        return await self.trail.check()

    async def _export(self, asked: Asked) -> Download:
        query: AuditExportQuery = asked.query
        name = f"audit-{trail_day(query.from_at)}-{trail_day(query.to_at - 1)}.{query.format}"
        return Download(name=name, content_type=query.format.content_type, content=self._written(query))

    async def _written(self, query: AuditExportQuery) -> AsyncIterator[bytes]:
        yield query.format.head.encode()
        async for run in self.trail.entries(query.from_at, query.to_at):
            yield query.format.lines(run).encode()

    def _line(self, entry: AuditEntry) -> AuditLine:
        return AuditLine(
            **dict(entry),
            by_name=self.trail.name_of(entry.by),
            subject_name=self.trail.name_of(entry.subject),
        )
