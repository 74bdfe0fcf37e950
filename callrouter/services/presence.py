"""Who is connected to this node: sessions with leases that outlive neither node nor page."""

from __future__ import annotations

import asyncio

import structlog

from callrouter.model.commands import SessionSpec, StaffSpec
from callrouter.model.directory import Directory
from callrouter.policy.routing import staff_places
from callrouter.queueing import QueueEngine, QueueUnavailableError

_log = structlog.get_logger(__name__)

#: A lease is renewed this often within its length, so that one missed renewal is harmless.
_RENEWALS_PER_LEASE = 3


class Presence:
    """The sessions of this node. Every connected page holds one; one batch renews them all."""

    def __init__(
        self, engine: QueueEngine, directory: Directory, *, lease_ms: int, reload_grace_ms: int
    ) -> None:
        self._engine = engine
        self._directory = directory
        self._lease_ms = lease_ms
        self._reload_grace_ms = reload_grace_ms
        self._sessions: dict[str, str] = {}

    async def open(self, session_id: str, principal_id: str) -> None:
        """Make the principal present, as the directory knows it."""
        self._sessions[session_id] = principal_id
        await self._engine.open_session(
            SessionSpec(session_id=session_id, principal_id=principal_id, lease_ms=self._lease_ms),
            self._staff_spec(principal_id),
        )

    async def close(self, session_id: str) -> None:
        """End a session whose page has gone, perhaps to reload."""
        if self._sessions.pop(session_id, None) is not None:
            await self._engine.close_session(session_id, grace_ms=self._reload_grace_ms)

    async def renew(self) -> None:
        """Renew every lease once; a session that had lapsed meanwhile is opened anew."""
        if not self._sessions:
            return
        for session_id in await self._engine.renew_leases(tuple(self._sessions), self._lease_ms):
            principal_id = self._sessions.get(session_id)
            if principal_id is not None:
                await self.open(session_id, principal_id)

    async def run(self) -> None:
        """Renew for ever."""
        while True:
            await asyncio.sleep(self._lease_ms / 1000 / _RENEWALS_PER_LEASE)
            try:
                await self.renew()
            except QueueUnavailableError:
                _log.warning("leases.not_renewed", sessions=len(self._sessions))

    def _staff_spec(self, principal_id: str) -> StaffSpec | None:
        account = self._directory.account(principal_id)
        if account is None:
            return None
        centre = next(known for known in self._directory.centres if known.centre_id == account.centre)
        return StaffSpec(
            staff_id=account.staff_id,
            role=account.role,
            display_name=account.display_name,
            centre=account.centre,
            languages=account.languages,
            places=staff_places(account, centre),
        )
