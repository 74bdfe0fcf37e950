"""The form's twin for forms of others, and what both ask of a postcode."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from callrouter.model.base import Record
from callrouter.model.callbacks import Origin
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.policy.contact_details import read_postcode
from callrouter.services.callbacks import CallbackService
from signaling.callback_form.form import Filled, WrongFieldsError, read
from signaling.http.api.operation import ApiFault, Asked, Fault, Operation

_INVALID: Final = ("422", "Fields are wrong: `faults` says which (`where`) and how (`what`).")


class AskedCallback(Filled):
    """A request to be called back. Asked again with the same ``id`` it is the same request.

    As long as nobody has seen to it, what has changed is taken over; then, and for another citizen, another
    ``id`` is needed.
    """

    id: Annotated[str, StringConstraints(min_length=8, max_length=200)] = Field(
        description="the caller's own, not to be guessed by others"
    )


class TakenCallback(Record):
    """A request that was taken: what its citizen is told. ``due_at`` is UTC epoch ms."""

    reference: str
    due_at: int


class PostcodePlace(Record):
    """Where a postcode is, whose it is, and whether they offer video now."""

    neighborhood: str
    team: str
    video: bool


@dataclass(frozen=True, kw_only=True)
class CallbackApi:
    """The operations."""

    callbacks: CallbackService

    def operations(self) -> tuple[Operation, ...]:
        """Return all of them."""
        return (
            Operation(
                method="POST",
                path="/callbacks",
                action="callback.ask",
                summary="Ask that a citizen be called back.",
                body=AskedCallback,
                answer=TakenCallback,
                handler=self._ask,
                refusals=(RefusalCode.TOO_OFTEN, RefusalCode.CHANGED_MEANWHILE),
                faults=(_INVALID,),
            ),
            Operation(
                method="GET",
                path="/neighborhoods/{postcode}",
                action="postcode.look_up",
                summary="Where a postcode is, and whether its officers can be talked with by video.",
                answer=PostcodePlace,
                handler=self._place,
                refusals=(RefusalCode.UNKNOWN_POSTCODE,),
            ),
        )

    async def _ask(self, asked: Asked) -> TakenCallback:
        filled: AskedCallback = asked.body
        request_id = f"api-{sha256(filled.id.encode()).hexdigest()[:32]}"
        try:
            new = read(filled, request_id=request_id, origin=Origin.API, offers_video=self._offers_video)
        except WrongFieldsError as error:
            faults = [Fault(where=field, what=wrong) for field, wrong in error.fields.items()]
            raise ApiFault(422, "invalid", faults) from None
        request = await self.callbacks.ask(new, by=asked.by)
        return TakenCallback(reference=request.reference, due_at=request.due_at)

    async def _place(self, asked: Asked) -> PostcodePlace:
        postcode = read_postcode(asked.path["postcode"])
        if postcode is None:
            raise Refusal(RefusalCode.UNKNOWN_POSTCODE)
        neighborhood, team, video = self.callbacks.place_of(postcode)
        return PostcodePlace(neighborhood=neighborhood.name, team=team.name, video=video)

    def _offers_video(self, postcode: str) -> bool:
        return self.callbacks.place_of(postcode)[2]
