"""Callback requests: made by citizens and for them, worked on by officers, moved by their conversations."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from callrouter.model.absences import Absence
from callrouter.model.callback_steps import CallbackStep, Erase, HandOver, InviteNow, Note, Plan
from callrouter.model.callbacks import (
    CallbackRequest,
    Channel,
    Contact,
    NewCallback,
)
from callrouter.model.directory import Account, Directory
from callrouter.model.messages import Letter, Message
from callrouter.model.neighborhoods import Neighborhood, Team
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode, Role
from callrouter.policy.callback_access import audience_of, check_target, citizen_of, may_see
from callrouter.policy.callback_asking import asked, asked_again, reached_by
from callrouter.policy.callback_changes import Outcome
from callrouter.policy.callback_moments import wakes_at
from callrouter.policy.callbacks import advance
from callrouter.policy.roster import Roster
from callrouter.policy.tenancy import realm_of
from callrouter.policy.working_days import ZONE
from callrouter.queueing import (
    Asked,
    CallbackStore,
    KeptCallback,
    Link,
    Written,
    held_list,
    staff_list,
    waiting_list,
)
from callrouter.queueing.callbacks import OVERDUE
from callrouter.services.calls import new_reference
from callrouter.services.letters import Envelope, Host, LetterWriter

_DAY_MS: Final = 86_400_000
#: Another person's step may come between reading a request and writing it; this often in a row it can't.
_TRIES: Final = 20
#: A list of requests holds no more; whoever has more to do sees those due first.
MOST_LISTED: Final = 200
#: Who takes steps that nobody took.
CLOCK: Final = "clock"
_ASK: Final = "ask"
_LINKED: Final = frozenset({Letter.INVITATION, Letter.PLANNED, Letter.REMINDER})


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Requests that somebody may work on, soonest due first, and how many there are."""

    count: int
    requests: tuple[KeptCallback, ...]


@dataclass(frozen=True, kw_only=True)
class CallbackService:
    """Makes callback requests and takes steps with them. Every method may raise QueueUnavailableError."""

    store: CallbackStore
    directory: Directory
    letters: LetterWriter
    now: Callable[[], int]
    #: Who is absent when.
    absences: Callable[[], tuple[Absence, ...]] = tuple

    def roster(self) -> Roster:
        """Return who works on which queues now."""
        return Roster(directory=self.directory, absences=self.absences(), at=self.now())

    def place_of(self, postcode: str) -> tuple[Neighborhood, Team, bool]:
        """Return where a postcode is, whose it is, and whether they offer video now.

        Raises Refusal: ``unknown_postcode``.
        """
        neighborhood = self.directory.neighborhood_of(postcode)
        team = None if neighborhood is None else self.directory.team(neighborhood.team)
        if neighborhood is None or team is None:
            raise Refusal(RefusalCode.UNKNOWN_POSTCODE)
        return neighborhood, team, self._offers_video(team)

    async def ask(self, new: NewCallback, *, by: str = "", limits: Sequence[Asked] = ()) -> CallbackRequest:
        """Make a request, return the one of this id, or correct it as long as nobody has seen to it.

        ``limits`` count beside those of policy. Raises Refusal: ``changed_meanwhile`` when it can't be
        corrected any more, or is somebody else's; ``unknown_postcode``; ``phone_only`` where video isn't
        offered; ``unreachable`` for who can't be phoned, written, or sent a link; ``too_often``.
        """
        neighborhood, team, video = self.place_of(new.postcode)
        if new.wishes.channel is Channel.VIDEO and not video:
            raise Refusal(RefusalCode.PHONE_ONLY)
        if not self.letters.reaches(new.contact, reached_by(new.wishes)):
            raise Refusal(RefusalCode.UNREACHABLE)
        own = tuple(
            Asked(who=who, most=self.directory.callbacks.most_a_day, window_ms=_DAY_MS)
            for who in (new.contact.phone, new.contact.mail)
            if who is not None
        )
        for _ in range(_TRIES):
            at = self.now()
            request = asked(
                new, (neighborhood, team), self.directory.callbacks, reference=new_reference(), at=at
            )
            known = await self.store.get(new.request_id)
            if known is not None:
                request = asked_again(known.request, known.contact, request, new.contact)
                if request is known.request:
                    return request
            taken = _Taken(
                outcome=Outcome(request, (Letter.RECEIVED,)),
                before=None if known is None else known.request,
                step=_ASK,
                by=by,
                at=at,
                contact=new.contact,
            )
            if await self.store.put(self._written(taken, (*own, *limits))):
                return request
        raise Refusal(RefusalCode.CHANGED_MEANWHILE)

    async def take(self, request_id: str, step: CallbackStep, *, by: str) -> KeptCallback:
        """Take a step with a request, whoever else takes one at that moment.

        Raises Refusal: ``no_such_request``, ``phone_only`` and ``unreachable`` for a channel that can't be
        had, and those of ``policy.callbacks.advance``.
        """
        for _ in range(_TRIES):
            kept = await self._read(request_id)
            at = self.now()
            self._check_channel(kept, step)
            outcome = advance(kept.request, step, self.directory.callbacks, at=at)
            if outcome.request is kept.request:
                return kept
            taken = _Taken(
                outcome=outcome,
                before=kept.request,
                step=step.step,
                by=by,
                at=at,
                contact=_noted(kept.contact, step) if outcome.request.erased_at is None else None,
            )
            if await self.store.put(self._written(taken)):
                return await self._read(request_id)
        raise Refusal(RefusalCode.CHANGED_MEANWHILE)

    async def take_as(self, account: Account, request_id: str, step: CallbackStep) -> KeptCallback:
        """Take a step as a member of staff.

        Raises Refusal as ``take`` does, also for a request of others; ``no_such_person``
        and ``no_such_team`` for somebody or a queue that it can't be handed to.
        """
        await self.read_as(account, request_id)
        if isinstance(step, HandOver):
            check_target(self.roster(), step)
        return await self.take(request_id, step, by=account.staff_id)

    async def read_as(self, account: Account, request_id: str) -> KeptCallback:
        """Read a request as a member of staff. Raises Refusal ``no_such_request``, also for one of others."""
        kept = await self._read(request_id)
        if not may_see(self.roster(), account, kept.request):
            raise Refusal(RefusalCode.NO_SUCH_REQUEST)
        return kept

    async def note(self, account: Account, request_id: str, text: str) -> KeptCallback:
        """Leave a note with a request. Raises Refusal as ``take_as`` does."""
        await self.read_as(account, request_id)
        return await self.take(request_id, Note(by=account.staff_id, text=text), by=account.staff_id)

    async def erase(self, request_id: str, *, by: str) -> None:
        """Erase who the citizen of a request is; an open one is closed. Raises Refusal as ``take`` does."""
        await self.take(request_id, Erase(by=by), by=by)

    async def work_of(self, account: Account) -> Listing:
        """Return what somebody holds, and what waits in the queues they work on."""
        lists = [staff_list(account.staff_id)]
        for queue in self.roster().queues_of(account):
            lists += [waiting_list(queue), held_list(queue)]
        count, requests = await self.store.listed(lists, most=MOST_LISTED)
        return Listing(count=count, requests=requests)

    async def agreed_by(self, staff_id: str) -> tuple[tuple[str, int], ...]:
        """Return what somebody has agreed on with citizens: requests, and when each begins, UTC epoch ms."""
        _, requests = await self.store.listed([staff_list(staff_id)], most=MOST_LISTED)
        agreed = ((each.request.request_id, each.request.appointment) for each in requests)
        return tuple((name, moment.starts_at) for name, moment in agreed if moment is not None)

    async def overdue(self, account: Account) -> Listing:
        """Return what is past due of what somebody oversees."""
        realm = realm_of(account, self.directory)
        if realm.whole:
            count, requests = await self.store.listed([OVERDUE], most=MOST_LISTED)
            return Listing(count=count, requests=requests)
        queues = [each.team_id for each in self.directory.teams if realm.has({each.centre})]
        lists = [kind(queue) for queue in (*queues, *realm.centres) for kind in (waiting_list, held_list)]
        _, requests = await self.store.listed(lists, most=MOST_LISTED)
        late = tuple(each for each in requests if each.request.overdue_at is not None)
        return Listing(count=len(late), requests=late)

    async def _read(self, request_id: str) -> KeptCallback:
        kept = await self.store.get(request_id)
        if kept is None:
            raise Refusal(RefusalCode.NO_SUCH_REQUEST)
        return kept

    def _offers_video(self, team: Team) -> bool:
        today = datetime.fromtimestamp(self.now() / 1000, tz=UTC).astimezone(ZONE).date()
        return team.video_from is not None and team.video_from <= today

    def _check_channel(self, kept: KeptCallback, step: CallbackStep) -> None:
        """Check that a conversation that is agreed on can be had."""
        if isinstance(step, InviteNow):
            channel = Channel.VIDEO
        elif isinstance(step, Plan):
            channel = step.channel
        else:
            return
        team = None if kept.request.team is None else self.directory.team(kept.request.team)
        if channel is Channel.VIDEO and (team is None or not self._offers_video(team)):
            raise Refusal(RefusalCode.PHONE_ONLY)
        if kept.contact is None or not self.letters.reaches(kept.contact, channel):
            raise Refusal(RefusalCode.UNREACHABLE)

    def _host(self, taken: _Taken) -> Host:
        """Return who has, or had until this step, what its citizen is written about."""
        request, before = taken.told_of, taken.before
        staff_id = request.staff_id or (None if before is None else before.staff_id)
        account = None if staff_id is None else self.directory.account(staff_id)
        if account is None:
            return "centre" if request.queue == request.centre else "officer"
        return "centre" if account.role is Role.AGENT else "officer"

    def _written(self, taken: _Taken, limits: Sequence[Asked] = ()) -> Written:
        """Return what is to be kept of a step, with the links and messages that come of it."""
        request, before, contact = taken.outcome.request, taken.before, taken.contact
        links: list[Link] = []
        messages: list[Message] = []
        for letter in taken.outcome.letters:
            token = None
            if letter in _LINKED and request.invitation is not None:
                token = secrets.token_urlsafe(32)
                links.append(Link(token=token, closes_at=request.invitation.closes_at))
            if contact is not None:
                envelope = Envelope(
                    letter=letter,
                    host=self._host(taken),
                    token=token,
                    withdrawn=taken.withdrawn,
                    instead_of=taken.instead_of,
                )
                messages += self.letters.write(envelope, taken.told_of, contact, at=taken.at)
        roster = self.roster()
        told = [*audience_of(roster, request)]
        told += [] if before is None else audience_of(roster, before)
        return Written(
            request=request,
            was=None if before is None else before.state,
            step=taken.step,
            by=taken.by or citizen_of(request.request_id),
            at=taken.at,
            audience=tuple(dict.fromkeys(told)),
            wakes_at=wakes_at(request, self.directory.callbacks),
            agreed_anew=before is not None and _agreement(before) != _agreement(request),
            contact=contact,
            links=links,
            messages=messages,
            limits=limits,
        )


@dataclass(frozen=True, kw_only=True)
class _Taken:
    """A step that was taken with a request, before it is kept."""

    outcome: Outcome
    before: CallbackRequest | None
    step: str
    by: str
    at: int
    contact: Contact | None

    @property
    def withdrawn(self) -> int | None:
        """When what was agreed on before this step, and isn't now, would have begun."""
        agreed = None if self.before is None else self.before.appointment
        off = agreed is not None and self.outcome.request.appointment is None and agreed.starts_at > self.at
        return agreed.starts_at if agreed is not None and off else None

    @property
    def instead_of(self) -> int | None:
        """When what was agreed on before this step, and is otherwise now, would have begun."""
        before = None if self.before is None else self.before.appointment
        after = self.outcome.request.appointment
        if before is None or after is None or before.starts_at == after.starts_at:
            return None
        return before.starts_at if before.starts_at > self.at else None

    @property
    def told_of(self) -> CallbackRequest:
        """The request as its citizen knows it: what is off was agreed on before this step."""
        after = self.outcome.request
        agreed = after.appointment is not None or after.invitation is not None
        return after if agreed or self.before is None or self.step == _ASK else self.before


def _agreement(request: CallbackRequest) -> tuple[object, ...]:
    """Return what its citizen goes by: for which link, or at which moment and how."""
    return request.appointment, None if request.invitation is None else request.invitation.invitation_id


def _noted(contact: Contact | None, step: CallbackStep) -> Contact | None:
    if contact is None or not isinstance(step, Note):
        return contact
    return contact.model_copy(update={"note": step.text})
