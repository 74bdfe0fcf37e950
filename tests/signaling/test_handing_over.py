"""Hold, hand-over, next status and longer wrap-ups, over real WebSockets."""

from __future__ import annotations

import pytest

from tests.signaling.conftest import Person, Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]


async def _answered(service: Service, name: str = "agent-1") -> tuple[Person, Person, str]:
    """Return a booth and a desk in a call."""
    desk = await service.staff("desk", name)
    booth = await service.booth()
    await booth.says("call.request", language="nl", subject="question")
    call_id = await _accepts(desk)
    await booth.hears("call.joined")
    return booth, desk, call_id


async def _accepts(person: Person) -> str:
    ringing = await person.hears("reservation.created")
    answer = await person.says("reservation.accept", reservation_id=ringing["reservation"]["reservation_id"])
    assert answer["type"] == "request.done"
    call_id: str = answer["call_id"]
    return call_id


async def test_a_blind_hand_over_leaves_the_visitor_first_in_line(service: Service) -> None:
    booth, desk, call_id = await _answered(service)
    to = {"kind": "person", "staff_id": "agent-2"}
    answer = await desk.says("call.transfer", call_id=call_id, transfer_id="t1", to=to, consulted=False)
    assert answer["type"] == "request.done"
    left = await booth.hears("call.left")
    assert (left["reason"], left["call"]["state"]) == ("transferred", "waiting")
    assert left["call"]["answered_at"] is not None
    colleague = await service.staff("desk", "agent-2")
    assert await _accepts(colleague) == call_id
    joined = await booth.hears("call.joined")
    assert joined["call"]["state"] == "talking"
    assert {p["participant_id"] for p in joined["call"]["participants"]} == {"booth:demo", "agent-2"}


async def test_a_consulted_colleague_joins_and_then_one_leaves(service: Service) -> None:
    booth, desk, call_id = await _answered(service)
    colleague = await service.staff("desk", "agent-2")
    to = {"kind": "person", "staff_id": "agent-2"}
    await desk.says("call.transfer", call_id=call_id, transfer_id="t1", to=to, consulted=True)
    await _accepts(colleague)
    await desk.hears("call.joined", lambda m: len(m["call"]["participants"]) == 3)
    await desk.says("call.leave", call_id=call_id)
    left = await booth.hears("call.left")
    assert left["call"]["state"] == "talking"
    await colleague.says("call.leave", call_id=call_id)
    assert (await booth.hears("call.ended"))["call"]["end_reason"] == "staff_hung_up"


async def test_who_takes_a_call_over_reads_what_was_written_and_nobody_else(service: Service) -> None:
    booth, desk, call_id = await _answered(service)
    await booth.says("chat.post", call_id=call_id, entry_id="e1", text="ik hoor niets")
    to = {"kind": "person", "staff_id": "agent-2"}
    await desk.says("call.transfer", call_id=call_id, transfer_id="t1", to=to, consulted=False)
    colleague = await service.staff("desk", "agent-2")
    assert (await colleague.says("chat.read", call_id=call_id))["code"] == "no_such_call"
    await _accepts(colleague)
    told = await colleague.says("chat.read", call_id=call_id)
    assert [entry["text"] for entry in told["entries"]] == ["ik hoor niets"]


async def test_a_question_to_a_colleague_is_withdrawn(service: Service) -> None:
    _, desk, call_id = await _answered(service)
    colleague = await service.staff("desk", "agent-2")
    to = {"kind": "pool", "centre": "midden-nederland", "language": "nl"}
    await desk.says("call.transfer", call_id=call_id, transfer_id="t1", to=to, consulted=True)
    await colleague.hears("reservation.created")
    await desk.says("transfer.cancel", call_id=call_id, seat_id="to.t1")
    assert (await colleague.hears("reservation.ended"))["outcome"] == "canceled"


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ({"kind": "person", "staff_id": "nobody"}, "no_such_person"),
        ({"kind": "person", "staff_id": "agent-1"}, "no_such_person"),
        ({"kind": "person", "staff_id": "tolk-ar"}, "no_such_person"),
        ({"kind": "pool", "centre": "elsewhere", "language": "nl"}, "no_such_location"),
        ({"kind": "pool", "centre": "midden-nederland", "language": "xx"}, "unknown_language"),
    ],
)
async def test_a_hand_over_to_nobody_changes_nothing(service: Service, to: dict[str, str], code: str) -> None:
    _, desk, call_id = await _answered(service)
    answer = await desk.says("call.transfer", call_id=call_id, transfer_id="t1", to=to, consulted=False)
    assert (answer["type"], answer["code"]) == ("error", code)


async def test_hold_is_told_to_all_and_ends(service: Service) -> None:
    booth, desk, call_id = await _answered(service)
    await desk.says("call.hold", call_id=call_id, held=True)
    held = await booth.hears("call.held")
    assert held["call"]["held_at"] is not None
    await desk.says("call.hold", call_id=call_id, held=False)
    assert (await booth.hears("call.held"))["call"]["held_at"] is None


async def test_away_during_a_call_waits_for_its_end(service: Service) -> None:
    _, desk, call_id = await _answered(service)
    await desk.says("status.set", status="away", reason="break")
    told = await desk.hears("staff.changed", lambda m: m["staff"]["next_status"] == "away")
    assert told["staff"]["status"] == "ready"
    await desk.says("call.leave", call_id=call_id)
    await desk.says("wrap_up.finish", call_id=call_id, disposition="answered")
    after = await desk.hears("staff.changed", lambda m: m["staff"]["status"] == "away")
    assert (after["staff"]["activity"], after["staff"]["reason"]) == ("idle", "break")
    assert after["staff"]["next_status"] is None


async def test_a_wrap_up_is_extended_up_to_its_limit(service: Service) -> None:
    _, desk, call_id = await _answered(service)
    await desk.says("call.leave", call_id=call_id)
    wrapping = await desk.hears("staff.changed", lambda m: m["staff"]["activity"] == "wrap_up")
    ends_at = wrapping["staff"]["wrap_up_ends_at"] + 60_000
    assert (await desk.says("wrap_up.extend", call_id=call_id, ends_at=ends_at))["type"] == "request.done"
    await desk.hears("staff.changed", lambda m: m["staff"]["wrap_up_ends_at"] == ends_at)
    await desk.says("wrap_up.extend", call_id=call_id, ends_at=ends_at + 86_400_000)
    limited = await desk.hears("staff.changed", lambda m: (m["staff"]["wrap_up_ends_at"] or 0) > ends_at)
    assert limited["staff"]["wrap_up_ends_at"] == limited["staff"]["since"] + 600_000


async def test_employee_and_interpreter_ring_together(service: Service) -> None:
    desk = await service.staff("desk", "agent-1")
    interpreter = await service.staff("interpreter", "tolk-ar")
    booth = await service.booth()
    await booth.says("call.request", language="ar", subject="report")
    offered = await desk.hears("reservation.created")
    assert offered["reservation"]["match"]["together_with"] == "staff", "not by name"
    partner = await desk.hears("partner.changed", lambda m: m["state"] == "reserved")
    assert (partner["call_id"], partner["role"]) == (offered["reservation"]["call_id"], "interpreter")
    await desk.drop()
    await desk.open(resume=True)
    assert await desk.hears("partner.changed") == partner, "a new page is told again"
    call_id = await _accepts(interpreter)
    await desk.hears("partner.changed", lambda m: m["state"] == "taken")
    early = await interpreter.hears("call.joined")
    assert early["call"]["state"] == "waiting"
    answer = await desk.says("reservation.accept", reservation_id=offered["reservation"]["reservation_id"])
    assert answer["call_id"] == call_id
    joined = await booth.hears("call.joined", lambda m: m["call"]["state"] == "talking")
    assert {p["role"] for p in joined["call"]["participants"]} == {"visitor", "agent", "interpreter"}


async def test_a_desk_is_told_whom_a_call_could_go_to(service: Service) -> None:
    desk = await service.staff("desk", "agent-1")
    told = await desk.hears("colleagues.counted", lambda m: len(m["people"]) == 1)
    assert told["people"][0]["staff_id"] == "agent-1"
    await service.staff("desk", "agent-3")
    told = await desk.hears("colleagues.counted", lambda m: len(m["people"]) == 2)
    centre = next(one for one in told["centres"] if one["centre"] == "noord-nederland")
    assert centre["languages"] == ["en", "fr", "nl"]


async def test_only_who_hosts_a_call_hands_it_over(service: Service) -> None:
    _, _, call_id = await _answered(service)
    stranger = await service.staff("desk", "agent-2")
    to = {"kind": "person", "staff_id": "agent-3"}
    answer = await stranger.says("call.transfer", call_id=call_id, transfer_id="t1", to=to, consulted=False)
    assert answer["code"] == "no_such_call"
    answer = await stranger.says("call.transfer", call_id="none", transfer_id="t1", to=to, consulted=False)
    assert answer["code"] == "no_such_call"


async def test_whoever_handed_a_call_over_gets_no_more_of_it(service: Service) -> None:
    booth, desk, call_id = await _answered(service)
    to = {"kind": "person", "staff_id": "agent-2"}
    handing = {"call_id": call_id, "transfer_id": "t1", "to": to, "consulted": False}
    assert (await desk.says("call.transfer", **handing))["type"] == "request.done"
    assert (await desk.says("call.transfer", **handing))["type"] == "request.done", "a repeat is the same"
    await booth.hears("call.left")
    answer = await desk.says("media.offer", call_id=call_id, sdp_offer="v=0")
    assert answer["code"] == "no_such_call"
    await desk.drop()
    snapshot = await desk.open()
    known = snapshot["call"]
    assert (known["call_id"], known["participants"], known["seats"]) == (call_id, [], []), (
        "what is wrapped up"
    )
    done = await desk.says("wrap_up.finish", call_id=call_id, disposition="referred")
    assert done["type"] == "request.done"
