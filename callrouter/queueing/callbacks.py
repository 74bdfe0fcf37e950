"""Callback requests as they are kept: each change is written whole, in one step, unless somebody was first.

What a step makes of a request is decided in ``policy/callbacks``; here it is made true together with the
lists it stands in, when it wakes, its links and its messages. Every method raises ``QueueUnavailableError``
when the server doesn't answer, and is safe to repeat. Times are UTC epoch ms.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic_core import to_json
from redis.asyncio import Redis

from callrouter.model.callbacks import HELD, CallbackRequest, CallbackState, Contact
from callrouter.model.messages import OF_AGREEMENT, Delivery, DeliveryState, Message
from callrouter.queueing.blinding import Blind
from callrouter.queueing.connect import reachable
from callrouter.queueing.keys import Keys
from callrouter.queueing.reading import readable
from callrouter.queueing.scripts import ScriptName, Scripts

#: A request whose citizen was erased is kept for reports for this long.
_KEPT_MS: Final = 400 * 86_400_000
#: An urgent request is listed as if it were due this much earlier.
_URGENT_MS: Final = 7 * 86_400_000
#: What a link was for is known for this long after it closes, so that its citizen is told so.
_LINK_OUTLIVES_MS: Final = 7 * 86_400_000
#: Whoever claims a request's waking has this long for it.
_WAKING_MS: Final = 30_000
_FIELDS: Final = 3
#: Names that one step of going through all of them looks at, and requests that one step reads.
_SCANNED: Final = 1000
_READ_AT_ONCE: Final = 100
_DELIVERIES: Final = TypeAdapter(tuple[Delivery, ...])

OVERDUE: Final = "overdue"
CLOSED: Final = "closed"


def waiting_list(queue: str) -> str:
    """Return the list of what waits in a queue."""
    return f"waiting/{queue}"


def held_list(queue: str) -> str:
    """Return the list of what people of a queue hold."""
    return f"held/{queue}"


def staff_list(staff_id: str) -> str:
    """Return the list of what one person holds, or did until its citizen called it off."""
    return f"staff/{staff_id}"


@dataclass(frozen=True, kw_only=True)
class Link:
    """A secret that leads to an invitation, and until when that may be used."""

    token: str
    closes_at: int


@dataclass(frozen=True, kw_only=True)
class Asked:
    """By whom a request is made, for one limit: so often within a time."""

    who: str
    most: int
    window_ms: int


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a step made of a request, to be kept."""

    request: CallbackRequest
    #: None = it is new.
    was: CallbackState | None
    step: str
    by: str
    #: UTC epoch ms.
    at: int
    audience: Sequence[str]
    wakes_at: int | None
    #: Whether something else is agreed on than before: messages that speak of that are not sent any more.
    agreed_anew: bool = False
    #: None = as it was.
    contact: Contact | None = None
    links: Sequence[Link] = ()
    messages: Sequence[Message] = ()
    limits: Sequence[Asked] = ()


@dataclass(frozen=True, kw_only=True)
class KeptCallback:
    """A request with all that is kept of it; without ``contact`` its citizen was erased."""

    request: CallbackRequest
    contact: Contact | None
    deliveries: tuple[Delivery, ...]


class CallbackStore:
    """The callback requests of one deployment; whoever asks is counted by ``blind``.

    ``now`` replaces the server's clock in tests.
    """

    def __init__(
        self,
        client: Redis,
        *,
        blind: Blind,
        namespace: str = "callrouter",
        now: Callable[[], int] | None = None,
    ) -> None:
        self._client = client
        self._blind = blind
        self._keys = Keys(namespace)
        self._run = Scripts(client, self._keys, now).run

    async def put(self, written: Written) -> bool:
        """Keep what a step made of a request; False, and nothing changed, when somebody else was first.

        Raises ``Refusal``: ``too_often`` by one of the limits.
        """
        request = written.request
        contact = "erase" if request.erased_at is not None else ""
        if written.contact is not None:
            contact = written.contact.to_keep(exclude_none=True)
        told = {"step": written.step, "by": written.by} | ({"was": written.was} if written.was else {})
        answer = await self._run(
            ScriptName.PUT_CALLBACK,
            request.request_id,
            request.revision - 1,
            request.to_keep(exclude_none=True),
            to_json(_with(written, self._blind)).decode(),
            contact,
            " ".join(written.audience),
            json.dumps(told),
        )
        return bool(answer[0])

    async def get(self, request_id: str) -> KeptCallback | None:
        """Read one request."""
        found = await self.read((request_id,))
        return found[0] if found else None

    async def read(self, request_ids: Sequence[str]) -> tuple[KeptCallback, ...]:
        """Read requests by name; those that are no more are left out."""
        answer = await self._run(ScriptName.READ_CALLBACKS, json.dumps(list(request_ids)), "[]", 0)
        return _kept(answer[1:])

    async def listed(self, lists: Sequence[str], *, most: int) -> tuple[int, tuple[KeptCallback, ...]]:
        """Count what stands in lists, and read the first ``most`` of each, soonest due first."""
        answer = await self._run(ScriptName.READ_CALLBACKS, "[]", json.dumps(list(lists)), most)
        return int(answer[0]), _kept(answer[1:])

    async def count(self, lists: Sequence[str]) -> int:
        """Count what stands in lists."""
        pipeline = self._client.pipeline(transaction=False)
        for name in lists:
            pipeline.execute_command("ZCARD", self._keys.record("callbacks", name))
        with reachable():
            return sum(await pipeline.execute())

    async def every(self) -> AsyncIterator[KeptCallback]:
        """Read all requests, each once, in no order; one that is made meanwhile may be left out.

        For what no list answers: the server is held up for a few at a time only, but all its names are gone
        through.
        """
        prefix = self._keys.record("callback", "")
        with reachable():
            names = {str(name) async for name in self._client.scan_iter(match=f"{prefix}*", count=_SCANNED)}
        ids = [name.removeprefix(prefix) for name in names]
        for first in range(0, len(ids), _READ_AT_ONCE):
            for kept in await self.read(ids[first : first + _READ_AT_ONCE]):
                yield kept

    async def claim_waking(self, limit: int = 100) -> tuple[tuple[str, ...], int | None]:
        """Take requests that wake now, for a while; and in how many ms the next one does, if any.

        They come again unless they are written with another waking.
        """
        due, next_in_ms = await self._run(ScriptName.CLAIM_DEADLINES, limit, _WAKING_MS, "callback_times")
        return tuple(due[::2]), int(float(next_in_ms)) if next_in_ms else None

    async def invitation_of(self, token: str) -> tuple[str, str] | None:
        """Return the request and the invitation a link was made for; None if it is no link, or an old one."""
        with reachable():
            found = await self._client.get(self._keys.record("link", _digest(token)))
        if found is None:
            return None
        request_id, _, invitation_id = str(found).partition(" ")
        return request_id, invitation_id

    async def device_of(self, request_id: str) -> str | None:
        """Return the digest of what the device shows that is the citizen now, if there is one."""
        with reachable():
            device = await self._client.hget(self._keys.record("callback", request_id), "device")
        return None if device is None else str(device)

    async def admit(
        self, request_id: str, invitation_id: str, *, citizen: str, device: str, until: int
    ) -> None:
        """Let who shows ``device`` be the citizen until then; nobody else is it any longer.

        Raises ``Refusal``: ``no_such_request``, ``link_revoked``, ``used_elsewhere``.
        """
        await self._run(ScriptName.ADMIT_CITIZEN, request_id, invitation_id, citizen, _digest(device), until)


def lists_of(request: CallbackRequest) -> dict[str, int]:
    """Return the lists a request stands in, and its score there: the sooner due, the lower."""
    score = request.due_at - (_URGENT_MS if request.urgent else 0)
    if request.state is CallbackState.CLOSED:
        unread = {} if request.withdrawn is None else {staff_list(request.withdrawn.staff_id): score}
        return {} if request.erased_at is not None else {CLOSED: request.closed_at or 0, **unread}
    overdue = {} if request.overdue_at is None else {OVERDUE: score}
    if request.state in HELD and request.staff_id is not None:
        return {held_list(request.queue): score, staff_list(request.staff_id): score, **overdue}
    return {waiting_list(request.queue): score, **overdue}


def _with(written: Written, blind: Blind) -> dict[str, Any]:
    request = written.request
    invitation = request.invitation
    return {
        "lists": [{"name": name, "score": score} for name, score in lists_of(request).items()],
        **({} if written.wakes_at is None else {"wakes_at": written.wakes_at}),
        **({} if invitation is None else {"invitation_id": invitation.invitation_id}),
        "links": [
            {"digest": _digest(link.token), "expires_at": link.closes_at + _LINK_OUTLIVES_MS}
            for link in written.links
        ],
        "messages": [
            {
                "message_id": message.message_id,
                "text": message.model_dump_json(exclude_none=True),
                "delivery": Delivery(
                    message_id=message.message_id,
                    letter=message.letter,
                    carrier=message.carrier,
                    state=DeliveryState.PENDING,
                    at=written.at,
                ).model_dump_json(),
            }
            for message in written.messages
        ],
        "limits": [
            {"digest": blind(limit.who), "most": limit.most, "window_ms": limit.window_ms}
            for limit in written.limits
        ],
        "moot": OF_AGREEMENT if written.agreed_anew else (),
        "kept_ms": _KEPT_MS,
    }


def _kept(fields: Sequence[str]) -> tuple[KeptCallback, ...]:
    found = []
    for place in range(0, len(fields), _FIELDS):
        # One that a later version has written in words of its own must not hide the others.
        for request in readable(CallbackRequest.to_change, fields[place : place + 1]):
            contact = Contact.to_change(fields[place + 1]) if fields[place + 1] else None
            deliveries = _DELIVERIES.validate_json(fields[place + 2], extra="ignore")
            found.append(KeptCallback(request=request, contact=contact, deliveries=deliveries))
    return tuple(found)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
