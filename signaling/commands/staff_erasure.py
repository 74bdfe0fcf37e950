"""What ``callrouter staff export`` and ``staff erase`` do, beside a running node."""

from __future__ import annotations

from typing import Final

from callrouter.model.directory import Directory
from callrouter.services.absences import AbsenceRegister
from callrouter.services.accounts import AccountFaultError
from callrouter.services.audit_trail import ActionNotes
from signaling.person_export import as_json, of_staff
from signaling.sessions.clock import now_ms
from signaling.settings import Settings
from signaling.stores import Stores

_OPERATOR: Final = "operator"


async def export_person(stores: Stores, settings: Settings, directory: Directory, staff_id: str) -> str:
    """Return all that is kept of somebody, as JSON; that it was asked for is noted, not of whom."""
    await ActionNotes(stores.audit_trail).note("export.person", by=_OPERATOR)
    return as_json(await of_staff(stores, settings, directory, staff_id))


async def erase_person(stores: Stores, _settings: Settings, directory: Directory, staff_id: str) -> str:
    """Erase somebody without an account; that it was done is noted, not of whom.

    What was counted of them goes at its time, and so does the audit trail. Raises Refusal, and
    AccountFaultError while they have an account.
    """
    if directory.account(staff_id) is not None:
        raise AccountFaultError("works here; remove the account first")
    await stores.accounts.erase(staff_id, by=_OPERATOR)
    absences = AbsenceRegister(stores.documents, directory, now=now_ms)
    await absences.load()
    await absences.forget(staff_id, by=_OPERATOR)
    return f"{staff_id}: erased; figures and the audit trail go at their time"
