"""Everybody at once, at two nodes, in any order: no request is lost, held twice or told of wrongly."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from itertools import pairwise
from random import Random

import pytest

from callrouter.model.callback_events import CallbackChanged
from callrouter.model.callback_steps import (
    AskOtherMoment,
    CallbackStep,
    Claim,
    Close,
    Dismiss,
    HandOver,
    InviteNow,
    MissedCall,
    Plan,
    PutBack,
    Relieve,
)
from callrouter.model.callbacks import CallbackOutcome, CallbackRequest, CallbackState, Channel
from callrouter.model.refusal import Refusal
from callrouter.policy.callback_access import citizen_of
from callrouter.policy.callback_figures import _CLOSED, _IN_VAIN, _SPOKEN
from callrouter.policy.statistics import tally
from callrouter.queueing import EmbeddedValkey, connect
from callrouter.queueing.audit.auditor import findings_in
from callrouter.queueing.audit.contents import Contents, read_contents
from callrouter.queueing.callbacks import lists_of
from tests.services.callbacks import CONTACT, DAY, DIRECTORY, HOUR, MINUTE, MORNING, Clock, Neighborhoods

pytestmark = pytest.mark.valkey

#: A longer run asks for more, and for others: SOAK_EXAMPLES=1 SOAK_SEED=n is what failed with [n].
_FIRST = int(os.environ.get("SOAK_SEED", "0"))
SEEDS = range(_FIRST, _FIRST + int(os.environ.get("SOAK_EXAMPLES", "4")))
ROUNDS = int(os.environ.get("SOAK_STEPS", "50"))

Doing = Callable[[Neighborhoods], Awaitable[object]]
_STAFF = ("ann", "bob", "cor", "rik", "sue")


class Crowd:
    """Draws what somebody does next; reproducible by its seed."""

    def __init__(self, seed: int) -> None:
        self._dice = Random(seed)  # noqa: S311  (it shall be the same again)
        self.asked: list[str] = []

    def gap_ms(self) -> int:
        """Draw how long nothing happens."""
        return self._dice.choice((0, 0, 0, 1000, MINUTE, 10 * MINUTE, HOUR, 5 * HOUR))

    def doings(self) -> list[Doing]:
        """Draw what is done at the same time."""
        return [self._doing() for _ in range(self._dice.randint(1, 6))]

    def _doing(self) -> Doing:
        choices = (self._asks, self._works, self._comes, self._answers, self._citizen_says, self._time)
        return self._dice.choices(choices, (1, 8, 5, 3, 2, 3))[0]()

    def _name(self) -> str:
        return self._dice.choice(self.asked[-3:])

    def _asks(self) -> Doing:
        name = f"r{len(self.asked) + 1}"
        self.asked.append(name)
        contact = CONTACT.model_copy(update={"phone": f"+3161234{len(self.asked):04}", "mail": None})
        return lambda town: town.asks(name, contact=contact)

    def _works(self) -> Doing:
        # The requests are of the team of these two, who have most to do with them.
        by = self._dice.choices(_STAFF, (4, 4, 1, 1, 1))[0]
        account, name, step = DIRECTORY.account(by), self._name(), self._step(by)
        assert account is not None
        return lambda town: town.callbacks.take_as(account, name, step)

    def _step(self, by: str) -> CallbackStep:
        dice, steward = self._dice, by == "sue"
        invitation_id = dice.choice(("i1", "i2"))
        steps: list[CallbackStep] = [
            InviteNow(by=by, invitation_id=invitation_id),
            Claim(by=by),
            Plan(
                by=by,
                starts_at=MORNING + dice.choice((HOUR, DAY, 5 * DAY)),
                channel=dice.choice(list(Channel)),
                invitation_id=invitation_id,
            ),
            PutBack(by=by, steward=steward),
            HandOver(
                by=by,
                steward=steward,
                queue=dice.choice(("team-n", "team-n", "team-z", "noord")),
                staff_id=dice.choice((None, *_STAFF)),
            ),
            MissedCall(by=by, attempt_id=f"a{dice.randrange(10**6)}"),
            Close(by=by, outcome=dice.choice(list(CallbackOutcome))),
            Dismiss(by=by),
        ]
        return dice.choices(steps, (8, 3, 3, 2, 2, 1, 1, 1))[0]

    def _comes(self) -> Doing:
        name = self._name()
        return lambda town: town.comes(name)

    def _answers(self) -> Doing:
        by = self._dice.choice(("ann", "bob", "rik"))

        async def answer(town: Neighborhoods) -> None:
            await town.ready(by)
            reservation = (await town.engine.view(by)).reservation
            if reservation is not None:
                await town.engine.accept(reservation.reservation_id, by)

        return answer

    def _citizen_says(self) -> Doing:
        name = self._name()
        citizen = citizen_of(name)

        async def leave(town: Neighborhoods) -> None:
            call = (await town.engine.view(citizen)).call
            if call is not None and call.ended_at is None:
                await town.engine.leave_call(call.call_id, citizen)

        sayings: list[Doing] = [
            leave,
            lambda town: town.room.ask_phone(citizen),
            lambda town: town.room.ask_centre(citizen),
            lambda town: town.callbacks.take(name, AskOtherMoment(days=(2,)), by=citizen),
            lambda town: town.room.cancel(citizen),
            lambda town: town.callbacks.erase(name, by="operator"),
        ]
        return self._dice.choices(sayings, (6, 3, 3, 2, 1, 1))[0]

    def _time(self) -> Doing:
        name, absent, to = self._name(), self._dice.choice(_STAFF), self._dice.choice((None, "ann", "cor"))
        relieve = Relieve(staff_id=absent, until=MORNING + 2 * DAY, to=to)
        return self._dice.choice(
            (
                lambda town: town.hears(),
                lambda town: town.passes(0),
                lambda town: town.callbacks.take(name, relieve, by="clock"),
            )
        )


@pytest.mark.timeout(0 if "SOAK_EXAMPLES" in os.environ else 120)
@pytest.mark.parametrize("seed", SEEDS)
async def test_whoever_does_whatever_at_two_nodes_at_once(valkey: EmbeddedValkey, seed: int) -> None:
    clients = [await connect(valkey.url) for _ in range(2)]
    crowd, clock = Crowd(seed), Clock()
    nodes = [
        Neighborhoods(client, clock=clock, node=name) for client, name in zip(clients, "ab", strict=True)
    ]
    try:
        await crowd._asks()(nodes[0])
        for _ in range(ROUNDS):
            clock.now += crowd.gap_ms()
            doings = enumerate(crowd.doings())
            await asyncio.gather(*(_does(nodes[place % 2], doing) for place, doing in doings))
            await _check(nodes[0], crowd.asked)
        await _ends(nodes[0], crowd.asked)
    finally:
        for client in clients:
            await client.aclose()


async def _does(town: Neighborhoods, doing: Doing) -> None:
    with suppress(Refusal):
        await doing(town)


async def _check(town: Neighborhoods, asked: Sequence[str]) -> dict[str, CallbackRequest]:
    """Check everything that is kept, and return the requests."""
    contents = await read_contents(town.store._client, "callrouter")
    assert findings_in(contents, town.clock.now) == ()
    requests = {name: await town.request(name) for name in asked}
    _check_listed_once(contents, requests)
    _check_told(contents, requests)
    _check_counted(contents, list(requests.values()))
    return requests


def _whose(request: CallbackRequest) -> str | None:
    """Return who has a request, or is to know that its citizen called it off."""
    return request.staff_id if request.withdrawn is None else request.withdrawn.staff_id


def _check_listed_once(contents: Contents, requests: dict[str, CallbackRequest]) -> None:
    holding = [
        (list_name.removeprefix("staff/"), request_id)
        for list_name, members in contents.of("callbacks").items()
        if list_name.startswith("staff/")
        for request_id in members
    ]
    assert sorted(holding) == sorted(
        (staff_id, name) for name, request in requests.items() if (staff_id := _whose(request)) is not None
    )
    for request in requests.values():
        assert lists_of(request) or request.erased_at is not None, "it stands nowhere"


def _check_told(contents: Contents, requests: dict[str, CallbackRequest]) -> None:
    for name, request in requests.items():
        told = [
            event
            for event in contents.events
            if isinstance(event, CallbackChanged) and event.request.request_id == name
        ]
        assert [event.request.revision for event in told] == list(range(1, request.revision + 1))
        assert told[-1].request == request
        for before, after in pairwise(told):
            assert after.was is before.request.state
            holders = {before.request.staff_id, after.request.staff_id} - {None}
            assert len(holders) < 2 or after.step in {"hand_over", "relieve"}, (
                "it was taken out of somebody's hands"
            )
        closed = [event.request for event in told if event.request.state is CallbackState.CLOSED]
        assert len({(each.outcome, each.closed_at, each.closed_by) for each in closed}) <= 1, "closed twice"


def _check_counted(contents: Contents, requests: Sequence[CallbackRequest]) -> None:
    """Check that the statistics of the steps are what the requests say in the end."""
    counted: Counter[str] = Counter()
    for event in contents.events:
        for cell, count in tally(event).items():
            counted[cell.figure] += count
    tries = Counter(attempt.result for request in requests for attempt in request.attempts)
    assert {result: counted[name] for result, name in _IN_VAIN.items()} == {
        result: tries[result] for result in _IN_VAIN
    }
    over = Counter(request.outcome for request in requests if request.outcome is not None)
    assert sum(over.values()) == sum(counted[name] for name in _CLOSED.values())
    assert counted["asked_for_video"] + counted["asked_for_phone"] == len(requests)
    canceled = over[CallbackOutcome.CANCELED]
    assert counted["in_time"] + counted["late"] + canceled == sum(over.values())
    talked = [request.outcome in _SPOKEN or request.state is CallbackState.TALKING for request in requests]
    reached = sum(bool(request.attempts) or spoken for request, spoken in zip(requests, talked, strict=True))
    assert counted["first_contacts"] == reached


async def _ends(town: Neighborhoods, asked: Sequence[str]) -> None:
    """Let everything be heard: no citizen waits in a call that their request doesn't know."""
    await town.hears()
    await town.passes(2 * MINUTE)
    requests = await _check(town, asked)
    for name, request in requests.items():
        call = (await town.engine.view(citizen_of(name))).call
        live = call.call_id if call is not None and call.ended_at is None else None
        assert request.call_id == live
