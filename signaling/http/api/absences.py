"""The API's operations on absences of officers."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import Field

from callrouter.model.absences import Absence, Absences
from callrouter.model.records import Id, Record
from callrouter.model.states import RefusalCode
from callrouter.policy.tenancy import Tenancy
from callrouter.services.absences import AbsenceRegister
from signaling.http.api.operation import Asked, Operation


class AbsenceTold(Record):
    """From when until when an officer is absent (UTC epoch ms), and who stands in, if anybody."""

    starts_at: int = Field(ge=0)
    ends_at: int = Field(ge=0)
    replacement: Id | None = None


@dataclass(frozen=True, kw_only=True)
class AbsenceApi:
    """What supervisors can see and say of absences."""

    absences: AbsenceRegister
    tenancy: Tenancy

    def operations(self) -> tuple[Operation, ...]:
        """Return all operations."""
        return (
            Operation(
                method="GET",
                path="/absences",
                action="absence.list",
                summary="Absences of officers that are not over.",
                answer=Absences,
                handler=self._list,
            ),
            Operation(
                method="PUT",
                path="/absences/{staff_id}",
                action="absence.set",
                summary="Say when an officer is absent and who stands in; in place of what was said before.",
                body=AbsenceTold,
                answer=Absences,
                handler=self._set,
                refusals=(
                    RefusalCode.NO_SUCH_PERSON,
                    RefusalCode.NO_SUCH_MOMENT,
                    RefusalCode.TOO_FAR_AHEAD,
                    RefusalCode.CHANGED_MEANWHILE,
                ),
            ),
            Operation(
                method="DELETE",
                path="/absences/{staff_id}",
                action="absence.clear",
                summary="Say that an officer is there, or is again; harmless when nobody said otherwise.",
                answer=Absences,
                handler=self._clear,
                refusals=(RefusalCode.CHANGED_MEANWHILE,),
            ),
        )

    async def _list(self, asked: Asked) -> Absences:
        return self._seen(self.absences.known(), asked)

    def _seen(self, absences: tuple[Absence, ...], asked: Asked) -> Absences:
        realm, of = asked.asker.realm, self.tenancy.of_person
        return Absences(absences=tuple(each for each in absences if realm.has(of(each.staff_id))))

    async def _set(self, asked: Asked) -> Absences:
        told: AbsenceTold = asked.body
        absence = Absence(
            staff_id=asked.path["staff_id"],
            starts_at=told.starts_at,
            ends_at=told.ends_at,
            replacement=told.replacement,
        )
        return self._seen(await self.absences.tell(absence, by=asked.by), asked)

    async def _clear(self, asked: Asked) -> Absences:
        return self._seen(await self.absences.clear(asked.path["staff_id"], by=asked.by), asked)
