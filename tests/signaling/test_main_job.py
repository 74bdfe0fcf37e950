"""The main job over real WebSockets and a real Valkey; the media's signaling included, its packets not."""

from __future__ import annotations

import asyncio

import pytest

from tests.signaling.conftest import Message, Person, Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]


async def _answered(service: Service) -> tuple[Person, Person, str]:
    """Return a booth and a desk in a call."""
    desk = await service.staff("desk", "agent-1")
    booth = await service.booth()
    await booth.says("call.request", language="en", subject="question")
    ringing = await desk.hears("reservation.created")
    answer = await desk.says("reservation.accept", reservation_id=ringing["reservation"]["reservation_id"])
    assert answer["type"] == "request.done"
    return booth, desk, answer["call_id"]


async def test_visitor_is_queued_and_told_the_place(service: Service) -> None:
    booth = await service.booth()
    answer = await booth.says("call.request", language="en", subject="question")
    placed = await booth.hears("queue.placed")
    assert placed["call_id"] == answer["call_id"]
    assert placed["position"] == 1
    assert placed["about_minutes"] is None  # nobody is there to answer
    assert placed["with_interpreter"] is False


async def test_visitor_is_told_that_an_interpreter_is_looked_for_too(service: Service) -> None:
    booth = await service.booth()
    await booth.says("call.request", language="ar", subject="question")
    await booth.hears("queue.placed", lambda m: m["with_interpreter"])


async def test_second_visitor_is_second_and_moves_up(service: Service) -> None:
    first, second = await service.booth("demo"), await service.booth("demo-2")
    call = await first.says("call.request", language="en", subject="question")
    await second.says("call.request", language="en", subject="report")
    await second.hears("queue.placed", lambda m: m["position"] == 2)
    await first.says("call.leave", call_id=call["call_id"])
    await second.hears("queue.placed", lambda m: m["position"] == 1)


async def test_employee_is_offered_the_call_with_its_language_and_accepts(service: Service) -> None:
    booth = await service.booth()
    await booth.says("call.request", language="en", subject="complaint")
    desk = await service.staff("desk", "agent-1")
    reservation = (await desk.hears("reservation.created"))["reservation"]
    assert (reservation["language"], reservation["subject"]) == ("en", "complaint")
    await desk.says("reservation.accept", reservation_id=reservation["reservation_id"])
    joined = await booth.hears("call.joined")
    assert joined["call"]["state"] == "talking"
    assert {p["role"] for p in joined["call"]["participants"]} == {"visitor", "agent"}


async def test_interpreter_is_invited_joins_and_leaves_and_the_call_goes_on(service: Service) -> None:
    booth, desk, call_id = await _answered(service)
    interpreter = await service.staff("interpreter", "tolk-ar")
    assert (await desk.says("interpreter.invite", call_id=call_id, language="ar"))["type"] == "request.done"
    ringing = await interpreter.hears("reservation.created")
    assert ringing["reservation"]["language"] == "ar"
    await interpreter.says("reservation.accept", reservation_id=ringing["reservation"]["reservation_id"])
    for other in (booth, desk):
        joined = await other.hears("call.joined", lambda m: m["participant_id"] == "tolk-ar")
        assert len(joined["call"]["participants"]) == 3
    await interpreter.says("call.leave", call_id=call_id)
    for other in (booth, desk):
        left = await other.hears("call.left")
        assert left["call"]["state"] == "talking"


async def test_an_interpreter_reads_what_is_written_from_joining_on_also_after_a_reload(
    service: Service,
) -> None:
    booth, desk, call_id = await _answered(service)
    await booth.says("chat.post", call_id=call_id, entry_id="early", text="before")
    interpreter = await service.staff("interpreter", "tolk-ar")
    await desk.says("interpreter.invite", call_id=call_id, language="ar")
    ringing = await interpreter.hears("reservation.created")
    await interpreter.says("reservation.accept", reservation_id=ringing["reservation"]["reservation_id"])
    await booth.hears("call.joined", lambda m: m["participant_id"] == "tolk-ar")
    await booth.says("chat.post", call_id=call_id, entry_id="late", text="after")
    for page, read in ((interpreter, ["after"]), (desk, ["before", "after"])):
        await page.drop()
        assert [entry["text"] for entry in (await page.open())["chat"]] == read


async def test_a_desk_is_told_how_many_interpreters_could_come(service: Service) -> None:
    desk = await service.staff("desk", "agent-1")
    assert _free(await desk.hears("interpreters.counted"), "ar") == (0, 0)
    interpreter = await service.staff("interpreter", "tolk-ar")
    await desk.hears("interpreters.counted", lambda m: _free(m, "ar") == (1, 1) and _free(m, "pl") == (0, 0))
    await interpreter.says("status.set", status="away", reason="break")
    await desk.hears("interpreters.counted", lambda m: _free(m, "ar") == (0, 1))


def _free(counted: Message, language: str) -> tuple[int, int]:
    count = next(one for one in counted["languages"] if one["language"] == language)
    return count["free"], count["present"]


async def test_nobody_signs_out_of_a_call(service: Service) -> None:
    _, desk, call_id = await _answered(service)
    assert await desk.sign_out() == 409
    await desk.says("call.leave", call_id=call_id)
    assert await desk.sign_out() == 200


async def test_hanging_up_ends_it_for_all_and_the_employee_wraps_up(service: Service) -> None:
    booth, desk, call_id = await _answered(service)
    await booth.says("call.leave", call_id=call_id)
    ended = await desk.hears("call.ended")
    assert ended["call"]["end_reason"] == "visitor_hung_up"
    await desk.hears("staff.changed", lambda m: m["staff"]["activity"] == "wrap_up")
    await desk.says("wrap_up.finish", call_id=call_id, disposition="answered")
    await desk.hears("staff.changed", lambda m: m["staff"]["activity"] == "idle")
    rated = await booth.says("call.rate", call_id=call_id, rating=5)
    assert rated["type"] == "request.done"


async def test_ringing_stops_at_once_when_the_visitor_leaves(service: Service) -> None:
    desk = await service.staff("desk", "agent-1")
    booth = await service.booth()
    call = await booth.says("call.request", language="nl", subject="question")
    ringing = await desk.hears("reservation.created")
    await booth.says("call.leave", call_id=call["call_id"])
    ended = await desk.hears("reservation.ended")
    assert ended["outcome"] == "canceled"
    late = await desk.says("reservation.accept", reservation_id=ringing["reservation"]["reservation_id"])
    assert (late["type"], late["code"]) == ("error", "caller_left")


async def test_a_declined_call_goes_to_the_next_person(service: Service) -> None:
    first = await service.staff("desk", "agent-1")
    booth = await service.booth()
    await booth.says("call.request", language="en", subject="question")
    ringing = await first.hears("reservation.created")
    second = await service.staff("desk", "agent-2")
    await first.says("reservation.decline", reservation_id=ringing["reservation"]["reservation_id"])
    assert (await second.hears("reservation.created"))["reservation"]["staff_id"] == "agent-2"


async def test_a_language_nobody_speaks_is_offered_to_anybody_after_a_while(service: Service) -> None:
    desk = await service.staff("desk", "agent-1")
    booth = await service.booth()
    await booth.says("call.request", language="ar", subject="question")
    ringing = await desk.hears("reservation.created")
    assert ringing["reservation"]["language"] == "ar"


async def test_chat_reaches_the_others_and_a_reloaded_page(service: Service) -> None:
    booth, desk, call_id = await _answered(service)
    await desk.says("chat.post", call_id=call_id, entry_id="e1", text="Goedemiddag")
    delivered = await booth.hears("chat.delivered")
    assert delivered["entry"]["text"] == "Goedemiddag"
    await booth.drop()
    snapshot = await booth.open()
    assert [entry["text"] for entry in snapshot["chat"]] == ["Goedemiddag"]


async def test_a_reloaded_booth_keeps_its_place(service: Service) -> None:
    booth, other = await service.booth("demo"), await service.booth("demo-2")
    call = await booth.says("call.request", language="en", subject="question")
    await other.says("call.request", language="en", subject="question")
    await booth.drop()
    snapshot = await booth.open()
    assert snapshot["call"]["call_id"] == call["call_id"]
    assert (await booth.hears("queue.placed"))["position"] == 1


async def test_a_dropped_connection_resumes_with_what_it_missed(service: Service) -> None:
    booth, desk, call_id = await _answered(service)
    await booth.hears("call.joined")
    await booth.drop()
    await desk.says("chat.post", call_id=call_id, entry_id="e1", text="Bent u er nog?")
    opened = await booth.open(resume=True)
    assert opened["resumed"] is True
    assert (await booth.hears("chat.delivered"))["entry"]["text"] == "Bent u er nog?"


async def test_an_event_id_that_is_too_old_gets_a_snapshot(service: Service) -> None:
    booth = service.person("booth", "demo")
    booth.last_event_id = "1-1"
    desk = await service.staff("desk", "agent-1")
    assert desk.last_event_id is not None
    snapshot = await booth.open(resume=True)
    assert snapshot["type"] == "snapshot"


async def test_whoever_missed_much_gets_a_snapshot_and_nothing_is_lost(service: Service) -> None:
    booth, other = await service.booth("demo"), await service.booth("demo-2")
    call = await booth.says("call.request", language="en", subject="question")
    await booth.hears("call.queued")
    await booth.drop()
    missed = await other.says("call.request", language="en", subject="question")
    for number in range(201):
        await service.node.parts.media._engine.post_chat(missed["call_id"], "booth:demo-2", f"e{number}", "x")
    await service.node.parts.media._engine.leave_call(call["call_id"], "booth:demo")
    assert (await booth.open(resume=True))["resumed"] is True
    assert (await booth.hears("call.ended"))["call"]["call_id"] == call["call_id"]
    await other.drop()
    other.last_event_id = next(m["event_id"] for m in other.heard if m["type"] == "call.queued")
    snapshot = await other.open(resume=True)
    assert snapshot["type"] == "snapshot"
    assert len(snapshot["chat"]) == 201


async def test_a_booth_is_told_nothing_of_visitors_before(service: Service) -> None:
    booth = await service.booth()
    before = booth.last_event_id
    asked = await booth.says("call.request", language="ar", subject="question", needs=["without_hearing"])
    await booth.says("call.leave", call_id=asked["call_id"])
    await booth.hears("call.ended")
    for of_before in (before, "0-0"):
        await booth.drop()
        booth.heard.clear()
        booth.last_event_id = of_before
        assert (await booth.open(resume=True))["call"] is None
        assert "without_hearing" not in str(booth.heard)


async def test_supervisor_sees_the_queue_fill_and_empty(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    booth, desk, call_id = await _answered(service)
    queued = await supervisor.hears("call.queued")
    assert queued["call"]["call_id"] == call_id
    await supervisor.hears("call.joined", lambda m: m["call"]["state"] == "talking")
    await asyncio.gather(booth.says("call.leave", call_id=call_id), supervisor.hears("call.ended"))
    assert "call.ended" in {message["type"] for message in desk.heard}


async def test_two_tabs_of_one_person_hold_one_place(service: Service) -> None:
    first = await service.staff("desk", "agent-1")
    second = await service.staff("desk", "agent-1")
    booth = await service.booth()
    await booth.says("call.request", language="en", subject="question")
    one, two = await first.hears("reservation.created"), await second.hears("reservation.created")
    assert one["reservation"] == two["reservation"]
    await first.says("reservation.accept", reservation_id=one["reservation"]["reservation_id"])
    await second.hears("call.joined")


async def test_a_booth_can_not_have_two_calls(service: Service) -> None:
    booth = await service.booth()
    first = await booth.says("call.request", language="en", subject="question")
    again = await booth.says("call.request", language="nl", subject="report")
    assert again["call_id"] == first["call_id"]
