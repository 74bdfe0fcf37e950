"""The API's operation by which supervisors sign people out."""

from __future__ import annotations

from dataclasses import dataclass

from callrouter.model.directory import Directory
from callrouter.model.records import Record
from callrouter.model.refusal import Refusal
from callrouter.model.sign_ins import SignInEnd, of_person
from callrouter.model.states import RefusalCode
from callrouter.model.steering_events import Why
from callrouter.queueing import SignInStore
from signaling.http.api.operation import Asked, Operation


class SignOut(Record):
    """Why a person is signed out."""

    why: Why = ""


class SignedOut(Record):
    """How many sign-ins of a person ended."""

    sign_ins: int


@dataclass(frozen=True, kw_only=True)
class SignInsApi:
    """What supervisors do with others' sign-ins."""

    sign_ins: SignInStore
    directory: Directory

    def operations(self) -> tuple[Operation, ...]:
        """Return all operations."""
        return (
            Operation(
                method="POST",
                path="/people/{staff_id}/sign-out",
                action="staff.sign_out",
                summary="Sign a person out everywhere; their pages end at once.",
                body=SignOut,
                answer=SignedOut,
                handler=self._sign_out,
                refusals=(RefusalCode.NO_SUCH_PERSON,),
            ),
        )

    async def _sign_out(self, asked: Asked) -> SignedOut:
        staff_id = asked.path["staff_id"]
        if self.directory.account(staff_id) is None:
            raise Refusal(RefusalCode.NO_SUCH_PERSON)
        return SignedOut(
            sign_ins=await self.sign_ins.end(
                of_person(staff_id), SignInEnd.REVOKED, asked.by, why=asked.body.why
            )
        )
