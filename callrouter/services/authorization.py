"""The gate before every action: the table of ``policy.authorization``, with the facts it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.policy.authorization import Asker, Scope, require, scope_of
from callrouter.policy.tenancy import Tenancy
from callrouter.queueing import QueueEngine


@dataclass(frozen=True, kw_only=True)
class Gate:
    """Lets through what is allowed.

    What is let through may be done at once: whose something is never changes, but that a call may come to
    belong to further centres.
    """

    engine: QueueEngine
    tenancy: Tenancy

    def glance(self, action: str, asker: Asker) -> Scope:
        """Check an action without what it is done with; return its scope. Raises NotAllowedError."""
        scope = scope_of(action, asker.role)
        require(scope, asker, {}, self.tenancy)
        return scope

    async def admit(self, action: str, asker: Asker, named: Mapping[str, object]) -> Scope:
        """Check an action, with the things that its message names by field; return its scope.

        Raises NotAllowedError, Refusal as for what isn't there, or QueueUnavailableError.
        """
        scope = self.glance(action, asker)
        require(scope, asker, named, self.tenancy)
        if not asker.realm.whole:
            if scope is Scope.CALL:
                await self._require_call(asker, str(named["call_id"]))
            elif scope is Scope.ALERT:
                await self._require_alert(asker, str(named["alert_id"]))
        return scope

    async def _require_call(self, asker: Asker, call_id: str) -> None:
        call = await self.engine.call(call_id)
        if call is None or not asker.realm.has(self.tenancy.of_call(call)):
            raise Refusal(RefusalCode.NO_SUCH_CALL)

    async def _require_alert(self, asker: Asker, alert_id: str) -> None:
        alerts = (await self.engine.board()).alerts
        alert = next((each for each in alerts if each.alert_id == alert_id), None)
        if alert is None or not asker.realm.has(self.tenancy.of_alert(alert)):
            raise Refusal(RefusalCode.NO_SUCH_ALERT)

    async def settle_flag(self, asker: Asker, call_id: str) -> None:
        """Take off what was reported of a visitor; elsewhere as if it had been taken off before."""
        if not asker.realm.whole:
            flagged = self.tenancy.part_of(await self.engine.board(), asker.realm).flagged
            if all(each.call_id != call_id for each in flagged):
                return
        await self.engine.settle_flag(call_id, asker.principal_id)
