"""What is made of being asked to call somebody back: a request, or a correction of the one they made."""

from __future__ import annotations

from callrouter.model.callbacks import CallbackRequest, CallbackState, Channel, Contact, NewCallback, Wishes
from callrouter.model.neighborhoods import CallbackPolicy, Neighborhood, Team
from callrouter.model.refusal import Refusal
from callrouter.model.states import Need, RefusalCode
from callrouter.policy.working_days import due_at

#: What nobody changes of a request once it is made, unless who asked for it does.
_LASTING = ("subject", "language", "neighborhood", "urgent")
#: What who asked for it may have got wrong.
_CORRECTED = (*_LASTING, "queue", "team", "centre", "wishes")

#: Who says so can't be phoned.
_UNPHONED = frozenset({Need.WITHOUT_HEARING, Need.WITHOUT_VOICE})


def is_written(wishes: Wishes) -> bool:
    """Say whether a citizen is written, by mail or text message: no video, and they can't hear or speak."""
    return wishes.channel is Channel.PHONE and not _UNPHONED.isdisjoint(wishes.needs)


def reached_by(wishes: Wishes) -> Channel:
    """Return the channel a citizen must be reachable by: who can be sent a link can be written."""
    return Channel.VIDEO if is_written(wishes) else wishes.channel


def asked(
    new: NewCallback,
    place: tuple[Neighborhood, Team],
    policy: CallbackPolicy,
    *,
    reference: str,
    at: int,
) -> CallbackRequest:
    """Return the request that is asked for at ``at`` (UTC epoch ms)."""
    neighborhood, team = place
    return CallbackRequest(
        request_id=new.request_id,
        revision=1,
        reference=reference,
        state=CallbackState.WAITING,
        origin=new.origin,
        queue=team.team_id,
        team=team.team_id,
        centre=team.centre,
        neighborhood=neighborhood.neighborhood_id,
        subject=new.subject,
        language=new.language,
        wishes=new.wishes,
        urgent=new.urgent,
        requested_at=at,
        due_at=due_at(policy, urgent=new.urgent, at=at),
    )


def asked_again(
    known: CallbackRequest, contact: Contact | None, again: CallbackRequest, new: Contact
) -> CallbackRequest:
    """Return what a request is once it is asked for again; itself if that says nothing new.

    Raises Refusal: ``changed_meanwhile`` for a correction of what somebody has seen to already, and for what
    is somebody else's.
    """
    if contact is None:  # erased: what was asked for then, nobody knows any more
        return known
    untouched = known.revision == 1 + known.corrections
    if _ways(contact) == _ways(new) and _same(known, again, _CORRECTED if untouched else _LASTING):
        return known
    theirs = any(way is not None and way in _ways(new) for way in _ways(contact))
    if not (untouched and theirs):
        raise Refusal(RefusalCode.CHANGED_MEANWHILE)
    corrected = {name: getattr(again, name) for name in (*_CORRECTED, "due_at")}
    corrected |= {"revision": known.revision + 1, "corrections": known.corrections + 1}
    return known.model_copy(update=corrected)


def _ways(contact: Contact) -> tuple[str | None, ...]:
    return contact.name, contact.phone, contact.mail


def _same(one: CallbackRequest, other: CallbackRequest, fields: tuple[str, ...]) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in fields)
