"""The API's operations on booths as devices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from callrouter.model.booths import BoothStanding
from callrouter.model.records import Id, Record
from callrouter.model.states import RefusalCode
from callrouter.policy.tenancy import Tenancy
from callrouter.services.booths import Booths
from signaling.http.api.operation import Asked, Operation


class BoothList(Record):
    """All booths of the directory."""

    booths: tuple[BoothStanding, ...]


class EnrolmentOffered(Record):
    """A code to type in at the booth; good for one device, until ``expires_at`` (UTC epoch ms)."""

    code: str
    expires_at: int


class EnrolmentRevoked(Record):
    """Whether a device was enrolled as the booth until now."""

    was_enrolled: bool


class HelpAnswer(Record):
    """What is done about a request for help."""

    help_id: Id
    state: Literal["acknowledged", "settled"]


@dataclass(frozen=True, kw_only=True)
class BoothApi:
    """What supervisors can see and do with booths."""

    booths: Booths
    tenancy: Tenancy

    def operations(self) -> tuple[Operation, ...]:
        """Return all operations."""
        return (
            Operation(
                method="GET",
                path="/booths",
                action="booth.list",
                summary="All booths: connected, enrolled, devices, what is wrong, and help wanted.",
                answer=BoothList,
                handler=self._list,
            ),
            Operation(
                method="POST",
                path="/booths/{booth_id}/enrolment",
                action="booth.enrol",
                summary="Make a code that enrols one device as this booth; an older code is void.",
                answer=EnrolmentOffered,
                handler=self._offer,
                refusals=(RefusalCode.NO_SUCH_BOOTH,),
            ),
            Operation(
                method="DELETE",
                path="/booths/{booth_id}/enrolment",
                action="booth.revoke",
                summary="Let no device be this booth any more; its page is closed at once.",
                answer=EnrolmentRevoked,
                handler=self._revoke,
                refusals=(RefusalCode.NO_SUCH_BOOTH,),
            ),
            Operation(
                method="PUT",
                path="/help",
                action="help.acknowledge",
                summary="Say of a request for help that somebody is on the way, or was there.",
                body=HelpAnswer,
                answer=HelpAnswer,
                handler=self._answer,
                refusals=(RefusalCode.NO_SUCH_HELP,),
            ),
        )

    async def _list(self, asked: Asked) -> BoothList:
        realm, standings = asked.asker.realm, await self.booths.standings()
        return BoothList(
            booths=tuple(each for each in standings if realm.has(self.tenancy.of_place(each.location)))
        )

    async def _offer(self, asked: Asked) -> EnrolmentOffered:
        code, expires_at = await self.booths.offer_enrolment(asked.path["booth_id"], asked.by)
        return EnrolmentOffered(code=code, expires_at=expires_at)

    async def _revoke(self, asked: Asked) -> EnrolmentRevoked:
        return EnrolmentRevoked(was_enrolled=await self.booths.revoke(asked.path["booth_id"], asked.by))

    async def _answer(self, asked: Asked) -> HelpAnswer:
        wanted: HelpAnswer = asked.body
        if wanted.state == "acknowledged":
            await self.booths.acknowledge_help(wanted.help_id, asked.by)
        else:
            await self.booths.settle_help(wanted.help_id, asked.by)
        return wanted
