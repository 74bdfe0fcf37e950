"""Callback requests over a real server: made, worked on, talked, closed, erased; never lost or done twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from redis.asyncio import Redis

from callrouter.model.callback_events import CallbackChanged
from callrouter.model.callback_steps import Cancel, Claim, Close, HandOver, InviteNow, Plan, PutBack, Relieve
from callrouter.model.callbacks import (
    AttemptResult,
    CallbackOutcome,
    CallbackState,
    Channel,
    Contact,
)
from callrouter.model.messages import OF_AGREEMENT, Carrier, DeliveryState, Letter
from callrouter.model.refusal import Refusal
from callrouter.model.states import CallState, RefusalCode, Role
from callrouter.policy.callback_access import citizen_of
from callrouter.queueing.audit.auditor import findings_in
from callrouter.queueing.audit.contents import read_contents
from tests.services.callbacks import CONTACT, DAY, DIRECTORY, HOUR, MINUTE, MORNING, Neighborhoods

pytestmark = pytest.mark.valkey


@pytest.fixture
async def town(client: Redis) -> AsyncIterator[Neighborhoods]:
    """Open a town that must be sound when the test is done with it."""
    opened = Neighborhoods(client)
    yield opened
    contents = await read_contents(client, "callrouter")
    assert findings_in(contents, opened.clock.now) == ()


async def test_an_audit_finds_what_is_listed_wrongly(client: Redis) -> None:
    town = Neighborhoods(client)
    await town.asks()
    await client.zrem("{callrouter}:callbacks:waiting/team-n", "r1")
    await client.delete("{callrouter}:outbox")
    contents = await read_contents(client, "callrouter")
    subjects = {finding.subject for finding in findings_in(contents, town.clock.now)}
    assert subjects == {"callbacks:waiting/team-n", "outbox"}


async def test_a_request_goes_to_the_team_of_its_postcode_with_a_due_time(town: Neighborhoods) -> None:
    request = await town.asks()
    assert (request.queue, request.neighborhood, request.state) == (
        "team-n",
        "selwerd",
        CallbackState.WAITING,
    )
    assert request.due_at == MORNING + 2 * DAY + 8 * HOUR
    ann, cor = DIRECTORY.account("ann"), DIRECTORY.account("cor")
    assert ann is not None
    assert cor is not None
    work = await town.callbacks.work_of(ann)
    assert [(each.request.request_id, each.contact) for each in work.requests] == [("r1", CONTACT)]
    assert (await town.callbacks.work_of(cor)).count == 0


async def test_asking_twice_is_one_request(town: Neighborhoods) -> None:
    first = await town.asks()
    again = await town.asks()
    assert again == first
    assert len(await town.messages()) == 1


async def test_a_correction_counts_as_long_as_nobody_has_seen_to_the_request(town: Neighborhoods) -> None:
    first = await town.asks()
    right = CONTACT.model_copy(update={"phone": "+31687654321"})
    corrected = await town.asks(contact=right, postcode="9721", channel=Channel.PHONE, language="en")
    assert (corrected.reference, corrected.queue) == (first.reference, "team-z")
    assert corrected.wishes.channel is Channel.PHONE
    kept = await town.store.get("r1")
    assert kept is not None
    assert (kept.contact, kept.request) == (right, corrected)
    assert (await town.store.listed(["waiting/team-n"], most=1))[0] == 0
    assert sorted(each.subject[:4] for each in await town.messages()) == ["We h", "Wij "]
    again = await town.asks(contact=right, postcode="9721", channel=Channel.PHONE, language="en")
    assert again == corrected
    await town.callbacks.take("r1", Claim(by="cor"), by="cor")
    assert (await town.asks(contact=right, postcode="9721", language="en", channel=Channel.PHONE)).staff_id
    with pytest.raises(Refusal, match=RefusalCode.CHANGED_MEANWHILE):
        await town.asks(postcode="9721", language="en", channel=Channel.PHONE)


async def test_video_is_offered_from_the_day_on_that_a_team_takes_part(town: Neighborhoods) -> None:
    await town.asks(postcode="9751", channel=Channel.PHONE)
    invite = InviteNow(by="sue", invitation_id="i1")
    with pytest.raises(Refusal, match=RefusalCode.PHONE_ONLY):
        await town.callbacks.take("r1", invite, by="sue")
    town.clock.now += 60 * DAY
    assert (await town.callbacks.take("r1", invite, by="sue")).request.state is CallbackState.INVITED


async def test_nobody_takes_the_place_of_another_citizen_s_request(town: Neighborhoods) -> None:
    await town.asks()
    stranger = Contact(name="Al", phone="+31687654321", mail="al@example.org")
    with pytest.raises(Refusal, match=RefusalCode.CHANGED_MEANWHILE):
        await town.asks(contact=stranger)
    kept = await town.store.get("r1")
    assert kept is not None
    assert kept.contact == CONTACT


async def test_outside_the_pilot_only_the_phone_is_offered(town: Neighborhoods) -> None:
    with pytest.raises(Refusal, match=RefusalCode.PHONE_ONLY):
        await town.asks(postcode="9721")
    assert (await town.asks(postcode="9721", channel=Channel.PHONE)).queue == "team-z"


@pytest.mark.parametrize(
    ("postcode", "contact", "code"),
    [
        ("1011", CONTACT, RefusalCode.UNKNOWN_POSTCODE),
        ("9712", Contact(name="Jo", mail="jo@example.org"), RefusalCode.UNREACHABLE),
    ],
)
async def test_what_cannot_be_done_is_said_and_nothing_kept(
    town: Neighborhoods, postcode: str, contact: Contact, code: RefusalCode
) -> None:
    with pytest.raises(Refusal, match=code):
        await town.asks(postcode=postcode, contact=contact, channel=Channel.PHONE)
    assert await town.store.get("r1") is None


async def test_nobody_asks_more_often_in_a_day_than_policy_lets_them(town: Neighborhoods) -> None:
    for number in range(DIRECTORY.callbacks.most_a_day):
        await town.asks(f"r{number}")
    with pytest.raises(Refusal, match=RefusalCode.TOO_OFTEN):
        await town.asks("once-more")


async def test_of_two_officers_who_claim_at_once_one_has_it(town: Neighborhoods) -> None:
    await town.asks()
    claims = (town.callbacks.take("r1", Claim(by=by), by=by) for by in ("ann", "bob") * 10)
    answers = await asyncio.gather(*claims, return_exceptions=True)
    holder = (await town.request()).staff_id
    for by, answer in zip(("ann", "bob") * 10, answers, strict=True):
        if by == holder:
            assert not isinstance(answer, BaseException)
        else:
            assert isinstance(answer, Refusal)
            assert answer.code is RefusalCode.ALREADY_TAKEN
    assert (await town.request()).revision == 2


async def test_an_officer_works_on_what_is_theirs_only(town: Neighborhoods) -> None:
    await town.asks()
    cor, sue = DIRECTORY.account("cor"), DIRECTORY.account("sue")
    assert cor is not None
    assert sue is not None
    with pytest.raises(Refusal, match=RefusalCode.NO_SUCH_REQUEST):
        await town.callbacks.take_as(cor, "r1", Claim(by="cor"))
    handed = HandOver(by="sue", steward=True, queue="team-z", staff_id="cor")
    kept = await town.callbacks.take_as(sue, "r1", handed)
    assert (kept.request.queue, kept.request.staff_id) == ("team-z", "cor")
    elsewhere = HandOver(by="cor", queue="noord", staff_id="ann")
    with pytest.raises(Refusal, match=RefusalCode.NO_SUCH_PERSON):
        await town.callbacks.take_as(cor, "r1", elsewhere)


async def test_from_invitation_to_goodbye(town: Neighborhoods) -> None:
    await town.asks()
    await town.ready("ann")
    await town.messages()
    await town.callbacks.take("r1", InviteNow(by="ann", invitation_id="i1"), by="ann")
    sent = await town.messages()
    assert {message.carrier for message in sent} == {Carrier.MAIL, Carrier.SMS}
    assert all("https://politie.example/join/" in message.text for message in sent)
    call_id = await town.comes()
    arrived = await town.request()
    assert arrived.invitation is not None
    assert (arrived.call_id, arrived.invitation.arrived_at) == (call_id, MORNING)
    reservation = (await town.engine.view("ann")).reservation
    assert reservation is not None
    call = await town.engine.accept(reservation.reservation_id, "ann")
    assert [each.role for each in call.participants] == [Role.CITIZEN, Role.WIJKAGENT]
    await town.hears()
    assert (await town.request()).state is CallbackState.TALKING
    await town.engine.leave_call(call_id, citizen_of("r1"))
    await town.hears()
    done = await town.request()
    assert (done.state, done.outcome) == (CallbackState.CLOSED, CallbackOutcome.SPOKEN_BY_VIDEO)
    assert done.closed_by == "ann"


async def test_a_link_is_for_one_conversation_and_one_device(town: Neighborhoods) -> None:
    await town.asks()
    await town.messages()
    await town.callbacks.take("r1", InviteNow(by="ann", invitation_id="i1"), by="ann")
    token = (await town.messages())[0].text.rpartition("/join/")[2].split()[0]
    assert await town.store.invitation_of(token) == ("r1", "i1")
    assert await town.store.invitation_of(token[:-1] + "x") is None
    citizen, until = citizen_of("r1"), MORNING + 100 * 365 * DAY
    await town.store.admit("r1", "i1", citizen=citizen, device="phone", until=until)
    await town.comes()
    await town.store.admit("r1", "i1", citizen=citizen, device="phone", until=until)
    with pytest.raises(Refusal, match=RefusalCode.USED_ELSEWHERE):
        await town.store.admit("r1", "i1", citizen=citizen, device="laptop", until=until)
    with pytest.raises(Refusal, match=RefusalCode.LINK_REVOKED):
        await town.store.admit("r1", "i0", citizen=citizen, device="laptop", until=until)


async def test_who_leaves_the_waiting_room_may_come_back(town: Neighborhoods) -> None:
    await town.asks()
    await town.callbacks.take("r1", InviteNow(by="ann", invitation_id="i1"), by="ann")
    first = await town.comes()
    await town.engine.leave_call(first, citizen_of("r1"))
    await town.hears()
    assert (await town.request()).call_id is None
    second = await town.comes()
    assert second != first
    assert (await town.request()).call_id == second


async def test_who_waits_in_vain_is_put_through_and_keeps_the_wait(town: Neighborhoods) -> None:
    await town.asks()
    await town.ready("rik")
    await town.callbacks.take("r1", InviteNow(by="ann", invitation_id="i1"), by="ann")
    call_id = await town.comes()
    town.clock.now += 5 * MINUTE
    call = await town.room.ask_centre(citizen_of("r1"))
    assert call.queued_at == MORNING
    reservation = (await town.engine.view("rik")).reservation
    assert reservation is not None
    talking = await town.engine.accept(reservation.reservation_id, "rik")
    assert talking.state is CallState.TALKING
    await town.hears()
    seats = {seat.seat_id: seat.state for seat in (await town.engine.call(call_id) or talking).seats}
    assert seats == {"wijkagent": "closed", "agent": "taken"}


async def test_who_waits_in_vain_may_be_phoned(town: Neighborhoods) -> None:
    await town.asks()
    await town.callbacks.take("r1", InviteNow(by="ann", invitation_id="i1"), by="ann")
    call_id = await town.comes()
    await town.room.ask_phone(citizen_of("r1"))
    ended = await town.engine.call(call_id)
    assert ended is not None
    assert ended.state is CallState.ENDED
    await town.hears()
    request = await town.request()
    assert (request.state, request.wishes.channel) == (CallbackState.CLAIMED, Channel.PHONE)
    assert [attempt.result for attempt in request.attempts] == [AttemptResult.KEPT_WAITING]


async def test_an_end_that_nobody_heard_of_is_found_when_the_request_wakes(town: Neighborhoods) -> None:
    await town.asks()
    await town.callbacks.take("r1", InviteNow(by="ann", invitation_id="i1"), by="ann")
    call_id = await town.comes()
    await town.engine.leave_call(call_id, citizen_of("r1"))
    await town.passes(2 * MINUTE)
    assert (await town.request()).call_id is None


async def test_a_planned_conversation_is_written_with_its_calendar_and_reminded_of(
    town: Neighborhoods,
) -> None:
    await town.asks(language="en")
    await town.messages()
    plan = Plan(by="ann", starts_at=MORNING + DAY, channel=Channel.VIDEO, invitation_id="i1")
    await town.callbacks.take("r1", plan, by="ann")
    (planned,) = await town.messages()
    assert planned.letter is Letter.PLANNED
    assert planned.calendar is not None
    assert "DTSTART:20261125T080000Z" in planned.calendar
    later = plan.model_copy(update={"starts_at": MORNING + DAY + HOUR, "invitation_id": "i2"})
    await town.callbacks.take("r1", later, by="ann")
    (moved,) = (each for each in await town.messages() if each.message_id != planned.message_id)
    assert moved.subject == f"Changed: {planned.subject.replace('09:00', '10:00')}"
    assert f"instead of {planned.subject.partition(': ')[2]}" in moved.text
    assert moved.calendar is not None
    assert "SEQUENCE:3" in moved.calendar
    assert planned.calendar.splitlines()[5] == moved.calendar.splitlines()[5]
    await town.passes(24 * HOUR)
    assert {message.letter for message in await town.messages()} >= {Letter.REMINDER}


async def test_a_citizen_is_written_by_whom_they_are_called_whoever_of_the_service_that_is(
    town: Neighborhoods,
) -> None:
    await town.asks()
    handed = HandOver(by="sue", steward=True, queue="noord", staff_id="rik")
    await town.callbacks.take("r1", handed, by="sue")
    known = {message.message_id for message in await town.messages()}
    plan = Plan(by="rik", starts_at=MORNING + DAY, channel=Channel.PHONE, invitation_id="i1")
    await town.callbacks.take("r1", plan, by="rik")
    await town.callbacks.take("r1", PutBack(by="rik"), by="rik")
    written = [message for message in await town.messages() if message.message_id not in known]
    assert written
    assert not any("wijkagent" in f"{each.subject} {each.text}" for each in written)


async def test_what_is_true_no_more_is_not_sent_after_all(town: Neighborhoods) -> None:
    await town.asks()
    first, second = MORNING + DAY, MORNING + 2 * DAY
    plan = {"by": "ann", "channel": Channel.VIDEO}
    steps = (
        InviteNow(by="ann", invitation_id="i1"),
        PutBack(by="ann"),
        Plan(**plan, starts_at=first, invitation_id="i2"),
        Plan(**plan, starts_at=second, invitation_id="i3"),
    )
    for step in steps:
        await town.callbacks.take("r1", step, by="ann")
    messages = await town.messages()
    assert [each.letter for each in messages if each.letter in OF_AGREEMENT] == [Letter.PLANNED]
    latest = max(messages, key=lambda each: each.calendar is not None)
    assert f"{datetime.fromtimestamp(second / 1000, tz=UTC):DTSTART:%Y%m%dT%H%M%SZ}" in (
        latest.calendar or ""
    )
    await town.callbacks.take("r1", Cancel(), by=citizen_of("r1"))
    kept = await town.store.get("r1")
    assert kept is not None
    dropped = [each.letter for each in kept.deliveries if each.state is DeliveryState.DROPPED]
    assert sorted(dropped) == [*[Letter.INVITATION] * 2, *[Letter.PLANNED] * 2]
    town.clock.now += 2 * MINUTE
    assert {each.letter for each in await town.messages()}.isdisjoint(OF_AGREEMENT)


async def test_nothing_is_forgotten_while_nobody_does_anything(town: Neighborhoods) -> None:
    await town.asks()
    await town.callbacks.take("r1", Claim(by="ann"), by="ann")
    await town.passes(HOUR)
    assert (await town.request()).state is CallbackState.WAITING
    await town.passes(3 * DAY)
    (sue,) = (each for each in DIRECTORY.accounts if each.role is Role.SUPERVISOR)
    overdue = await town.callbacks.overdue(sue)
    assert [each.request.request_id for each in overdue.requests] == ["r1"]


async def test_who_the_citizen_is_is_erased_by_policy_and_nowhere_left(town: Neighborhoods) -> None:
    await town.asks()
    await town.callbacks.take("r1", Close(by="ann", outcome=CallbackOutcome.SPOKEN_BY_PHONE), by="ann")
    await town.passes(DIRECTORY.callbacks.keep_days * DAY)
    kept = await town.store.get("r1")
    assert kept is not None
    assert kept.contact is None
    assert kept.request.erased_at is not None
    events = await town.journal.newest(100)
    erased = [event for event in events if isinstance(event, CallbackChanged) and event.step == "erase"]
    assert [event.by for event in erased] == ["clock"]
    client = town.store._client
    for key in await client.keys("*"):
        kind = await client.type(key)
        text = str(await client.dump(key) if kind != "stream" else await client.xrange(key))
        for secret in ("Jo Smit", "612345678", "jo@example"):
            assert secret not in text, key


async def test_notes_on_an_earlier_conversation_are_erased_as_well(town: Neighborhoods) -> None:
    await town.asks()
    await town.ready("ann")
    await town.callbacks.take("r1", InviteNow(by="ann", invitation_id="i1"), by="ann")
    notes = f"{{callrouter}}:notes:{await town.comes()}"
    await town.store._client.hset(notes, "ann", "{}")
    await town.room.cancel(citizen_of("r1"))
    await town.hears()
    assert (await town.request()).call_id is None
    await town.callbacks.erase("r1", by="operator")
    assert not await town.store._client.exists(notes)


async def test_a_citizen_who_cancels_is_not_called(town: Neighborhoods) -> None:
    await town.asks()
    plan = Plan(by="ann", starts_at=MORNING + DAY, channel=Channel.VIDEO, invitation_id="i1")
    await town.callbacks.take("r1", plan, by="ann")
    await town.callbacks.take("r1", Cancel(), by=citizen_of("r1"))
    request = await town.request()
    assert (request.state, request.outcome) == (CallbackState.CLOSED, CallbackOutcome.CANCELED)
    with pytest.raises(Refusal, match=RefusalCode.WRONG_STATE):
        await town.room.enter(citizen_of("r1"))


async def test_a_citizen_who_cancels_in_the_waiting_room_rings_for_nobody(town: Neighborhoods) -> None:
    await town.asks()
    await town.ready("ann")
    await town.callbacks.take("r1", InviteNow(by="ann", invitation_id="i1"), by="ann")
    call_id = await town.comes()
    await town.room.cancel(citizen_of("r1"))
    assert (await town.engine.view("ann")).reservation is None
    ended = await town.engine.call(call_id)
    assert ended is not None
    assert ended.state is CallState.ENDED


async def test_nobody_is_erased_while_they_wait_for_an_officer(town: Neighborhoods) -> None:
    await town.asks()
    await town.callbacks.take("r1", InviteNow(by="ann", invitation_id="i1"), by="ann")
    await town.comes()
    with pytest.raises(Refusal, match=RefusalCode.WRONG_STATE):
        await town.callbacks.erase("r1", by="operator")


async def test_two_pages_of_a_citizen_wait_in_one_call(town: Neighborhoods, client: Redis) -> None:
    other = Neighborhoods(client, clock=town.clock, node="other")
    await town.asks()
    await town.callbacks.take("r1", InviteNow(by="ann", invitation_id="i1"), by="ann")
    calls = await asyncio.gather(*(node.comes() for node in (town, other) * 3))
    assert set(calls) == {(await town.request()).call_id}


@pytest.mark.parametrize("later", range(6))
async def test_whoever_holds_it_by_now_is_rung_and_nobody_else(
    town: Neighborhoods, client: Redis, later: int
) -> None:
    other = Neighborhoods(client, clock=town.clock, node="other")
    await town.asks()
    plan = Plan(by="ann", starts_at=MORNING + 5 * MINUTE, channel=Channel.VIDEO, invitation_id="i1")
    await town.callbacks.take("r1", plan, by="ann")
    for staff_id in ("ann", "bob"):
        await town.ready(staff_id)

    async def relieve() -> None:
        for _ in range(later):  # as many steps behind
            await other.engine.view("ann")
        step = Relieve(staff_id="ann", until=MORNING + DAY, to="bob")
        await other.callbacks.take("r1", step, by="clock")

    await asyncio.gather(town.comes(), relieve())
    rung = {name for name in ("ann", "bob") if (await town.engine.view(name)).reservation is not None}
    assert rung == {(await town.request()).staff_id}
