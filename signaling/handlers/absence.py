"""Who is absent: said by officers of themselves, by supervisors of anybody."""

from __future__ import annotations

from callrouter.model.absences import Absence
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode, Role
from signaling.handlers.services import Caller, Services
from signaling.protocol.absence import AbsenceClear, AbsenceList, AbsenceListed, AbsenceSet


async def set_absence(message: AbsenceSet, by: Caller, services: Services) -> AbsenceListed:
    """Keep an absence."""
    absence = Absence(
        staff_id=_whose(message.staff_id, by),
        starts_at=message.starts_at,
        ends_at=message.ends_at,
        replacement=message.replacement,
    )
    return _listed(
        message.request_id, await services.absences.tell(absence, by=by.principal_id), by, services
    )


async def clear_absence(message: AbsenceClear, by: Caller, services: Services) -> AbsenceListed:
    """Keep that somebody is there."""
    whose = _whose(message.staff_id, by)
    return _listed(message.request_id, await services.absences.clear(whose, by=by.principal_id), by, services)


async def list_absences(message: AbsenceList, by: Caller, services: Services) -> AbsenceListed:
    """Tell who is absent."""
    return _listed(message.request_id, services.absences.known(), by, services)


def _whose(staff_id: str | None, by: Caller) -> str:
    if staff_id not in {None, by.principal_id} and not _steers(by):
        raise Refusal(RefusalCode.NOT_YOURS)
    return staff_id or by.principal_id


def _listed(request_id: str, absences: tuple[Absence, ...], by: Caller, services: Services) -> AbsenceListed:
    if _steers(by):
        realm, of = by.asker.realm, services.gate.tenancy.of_person
        absences = tuple(each for each in absences if realm.has(of(each.staff_id)))
    else:
        own = by.principal_id
        absences = tuple(each for each in absences if own in {each.staff_id, each.replacement})
    return AbsenceListed(request_id=request_id, absences=absences)


def _steers(by: Caller) -> bool:
    return by.asker.role is Role.SUPERVISOR
