"""All commands in any order, on time or late, once or twice: the engine does what a plain model does."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from callrouter.model.commands import CallRequest, Place, Redirect, SeatSpec, SessionSpec, StaffSpec
from callrouter.model.joining import JoinMode, JoinReason
from callrouter.model.media import RelayRecord
from callrouter.model.refusal import Refusal
from callrouter.model.states import AwayReason, Device, Disposition, Flag, LeaveReason, Role, Status, Subject
from callrouter.model.steering_events import Deed
from tests.queueing.drawn import (
    A_BOOTH,
    A_RELAY,
    A_STAFF,
    A_SUPERVISOR,
    GRACE_MS,
    LEASE_MS,
    PLACES,
    RELOAD_MS,
    STAFF,
    SUPERVISORS,
    TERMS,
    TIMES,
    WRAP_UP_MS,
    interpreter,
    seats,
)
from tests.queueing.house import START
from tests.queueing.model_records import ModelCall
from tests.queueing.twins import Twins

pytestmark = pytest.mark.valkey

SUE = Deed("sue")

#: The long run, ``scripts/soak``, asks for more.
EXAMPLES = int(os.environ.get("SOAK_EXAMPLES", "14"))
STEPS = int(os.environ.get("SOAK_STEPS", "50"))


def _role_of(staff_id: str) -> Role:
    if staff_id in SUPERVISORS:
        return Role.SUPERVISOR
    return Role.INTERPRETER if staff_id.startswith("t") else Role.AGENT


class AnyOrder(Twins):
    """Every command there is."""

    # Presence --------------------------------------------------------------------------------

    def opens_page(self, session_id: str, principal: str, staff: StaffSpec | None = None) -> None:
        session = SessionSpec(session_id=session_id, principal_id=principal, lease_ms=LEASE_MS)
        self.both("open_session", session, staff)
        self.renewed.add(session_id)

    def connects_as(self, staff_id: str, places: list[Place], page: str = "page") -> None:
        own = [] if staff_id in SUPERVISORS else [*places, Place(pool=f"person/{staff_id}")]
        spec = StaffSpec(
            staff_id=staff_id,
            role=_role_of(staff_id),
            display_name=staff_id.title(),
            centre="north",
            languages=("nl",),
            places=tuple(own),
        )
        self.opens_page(f"{staff_id}-{page}", staff_id, spec)

    @rule(staff=A_STAFF, places=PLACES, page=st.sampled_from(("page", "page", "other")))
    def connects(self, staff: str, places: list[Place], page: str) -> None:
        self.connects_as(staff, places, page)

    @rule(booth=A_BOOTH)
    def booth_connects(self, booth: str) -> None:
        self.opens_page(f"{booth}-page", booth)

    @rule(principal=A_STAFF | A_BOOTH | A_SUPERVISOR, grace_ms=st.sampled_from((0, RELOAD_MS)))
    def closes_page(self, principal: str, grace_ms: int) -> None:
        self.renewed.discard(f"{principal}-page")
        self.both("close_session", f"{principal}-page", grace_ms=grace_ms)

    @rule()
    def nodes_die(self) -> None:
        self.renewed.clear()

    @rule(
        staff=A_STAFF | A_SUPERVISOR,
        status=st.sampled_from((Status.READY, Status.READY, Status.AWAY, Status.OFFLINE)),
        reason=st.sampled_from((AwayReason.BREAK, AwayReason.MEETING)),
    )
    def sets_status(self, staff: str, status: Status, reason: AwayReason) -> None:
        self.both("set_status", staff, status, reason if status is Status.AWAY else None)

    @initialize(places=st.lists(PLACES, min_size=4, max_size=4))
    def the_day_begins(self, places: list[list[Place]]) -> None:
        self.clock.now = START
        for staff, own in zip(("ann", "bob", "tom", "tia"), places, strict=True):
            self.comes_and_is_ready(staff, own)

    @rule(staff=A_STAFF, places=PLACES)
    def comes_and_is_ready(self, staff: str, places: list[Place]) -> None:
        self.connects_as(staff, places)
        self.both("set_status", staff, Status.READY)

    # Calls -----------------------------------------------------------------------------------

    @rule(booth=A_BOOTH, seat=seats("agent"), terms=TERMS)
    def requests(self, booth: str, seat: SeatSpec, terms: dict[str, Any]) -> None:
        if not self.model.connected(booth):
            self.opens_page(f"{booth}-page", booth)
        request = CallRequest(
            call_id=f"c{next(self.ids)}",
            booth_id=booth,
            centre="north",
            language="nl",
            subject=Subject.QUESTION,
            grace_ms=GRACE_MS,
            seat=seat,
            **terms,
        )
        self.both("request_call", request)

    def ringing(self) -> list[str]:
        return [name for name, each in self.model.reservations.items() if each.outcome is None]

    @rule(data=st.data())
    @precondition(lambda self: self.ringing())
    def accepts(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self.ringing()))
        self.both("accept", name, self.model.reservations[name].staff_id)

    @rule(data=st.data(), backoff_ms=st.sampled_from((0, 5000)))
    @precondition(lambda self: self.ringing())
    def declines(self, data: st.DataObject, backoff_ms: int) -> None:
        name = data.draw(st.sampled_from(self.ringing()))
        self.both("decline", name, self.model.reservations[name].staff_id, backoff_ms=backoff_ms)

    @rule(data=st.data(), staff=A_STAFF)
    @precondition(lambda self: self.model.reservations)
    def answers_late_or_for_somebody_else(self, data: st.DataObject, staff: str) -> None:
        name = data.draw(st.sampled_from(list(self.model.reservations)))
        staff = data.draw(st.sampled_from((staff, self.model.reservations[name].staff_id)))
        self.both("accept", name, staff)
        self.both("decline", name, staff)

    def some_call(self, data: st.DataObject) -> ModelCall:
        live = [call.request.call_id for call in self.model.live()]
        return self.model.calls[data.draw(st.sampled_from(live * 4 + list(self.model.calls)))]

    def some_party(self, data: st.DataObject, call: ModelCall) -> str:
        """Prefer somebody who hosts it."""
        own = [principal for principal in call.parties if call.taken_by(principal)]
        return data.draw(st.sampled_from([*own, *own, *call.parties, *STAFF[:1]]))

    @rule(data=st.data(), language=st.sampled_from(("ar", "ar", "so")))
    @precondition(lambda self: self.model.live())
    def invites(self, data: st.DataObject, language: str) -> None:
        call = self.some_call(data)
        seat = interpreter(f"s{next(self.ids)}", language)
        self.both("add_seat", call.request.call_id, seat, by=self.some_party(data, call))

    @rule(data=st.data())
    @precondition(lambda self: self.model.live())
    def consults(self, data: st.DataObject) -> None:
        call = self.some_call(data)
        seat = data.draw(seats(f"s{next(self.ids)}"))
        self.both("add_seat", call.request.call_id, seat, by=self.some_party(data, call))

    @rule(data=st.data())
    @precondition(lambda self: self.model.live())
    def hands_over(self, data: st.DataObject) -> None:
        call = self.some_call(data)
        seat = data.draw(seats(f"s{next(self.ids)}"))
        self.both("transfer_call", call.request.call_id, seat, by=self.some_party(data, call))

    @rule(data=st.data(), taken=st.booleans())
    @precondition(lambda self: self.model.live())
    def withdraws(self, data: st.DataObject, taken: bool) -> None:  # noqa: FBT001  (drawn by hypothesis)
        call = self.some_call(data)
        by, seat_id = self.some_party(data, call), data.draw(st.sampled_from(list(call.seats)))
        self.both("cancel_seat", call.request.call_id, seat_id, by=by, taken=taken)

    @rule(data=st.data(), supervisor=A_SUPERVISOR, mode=st.sampled_from(JoinMode))
    @precondition(lambda self: self.model.live())
    def joins(self, data: st.DataObject, supervisor: str, mode: JoinMode) -> None:
        if not self.model.connected(supervisor):
            self.connects_as(supervisor, [])
        call = self.some_call(data)
        # Or one of those who host it.
        who = data.draw(st.sampled_from([supervisor] * 5 + [*call.hosts(), "nobody"]))
        self.both("join_call", call.request.call_id, who, mode, JoinReason.QUALITY)

    @rule(data=st.data(), held=st.booleans())
    @precondition(lambda self: self.model.live())
    def holds(self, data: st.DataObject, held: bool) -> None:  # noqa: FBT001  (drawn by hypothesis)
        call = self.some_call(data)
        self.both("hold_call", call.request.call_id, held, by=self.some_party(data, call))

    @rule(data=st.data(), head_start_ms=st.sampled_from((0, 20_000, 90_000)))
    @precondition(lambda self: self.model.live())
    def prioritises(self, data: st.DataObject, head_start_ms: int) -> None:
        call_id = self.some_call(data).request.call_id
        self.both("prioritise_call", call_id, head_start_ms, most_ms=60_000, by="sue")

    # What supervisors do, any of the people being one ------------------------------------------

    @rule(data=st.data())
    @precondition(lambda self: self.model.live())
    def redirects(self, data: st.DataObject) -> None:
        call, number = self.some_call(data), next(self.ids)
        seat = data.draw(seats(f"s{number}"))
        known = [each.opened_at for each in call.seats.values() if each.spec.hosts]
        redirect = Redirect(f"d{number}", seat, "", data.draw(st.sampled_from([*known, *known, 1])))
        self.both("redirect_call", call.request.call_id, redirect, SUE)

    @rule(data=st.data(), staff=A_STAFF)
    @precondition(lambda self: self.model.live())
    def pulls(self, data: st.DataObject, staff: str) -> None:
        self.both("pull_call", self.some_call(data).request.call_id, Deed(staff, "druk"))

    @rule(data=st.data())
    @precondition(lambda self: self.model.live())
    def stops(self, data: st.DataObject) -> None:
        self.both("stop_call", self.some_call(data).request.call_id, SUE)

    @rule(data=st.data(), staff=A_STAFF)
    @precondition(lambda self: self.model.calls)
    def frees(self, data: st.DataObject, staff: str) -> None:
        person = self.model.people.get(staff)
        busy_with = person and (person.call_id or person.reservation_id)
        seat = data.draw(seats(f"s{next(self.ids)}"))
        self.both("free_person", staff, busy_with or "c1", seat, SUE)

    @rule(data=st.data(), reason=st.sampled_from((LeaveReason.HUNG_UP, LeaveReason.CONNECTION_LOST)))
    @precondition(lambda self: self.model.live())
    def leaves(self, data: st.DataObject, reason: LeaveReason) -> None:
        call = self.some_call(data)
        self.both("leave_call", call.request.call_id, self.some_party(data, call), reason)

    @rule(data=st.data(), staff=A_STAFF, disposition=st.none() | st.sampled_from(Disposition))
    @precondition(lambda self: self.model.calls)
    def finishes(self, data: st.DataObject, staff: str, disposition: Disposition | None) -> None:
        call_id = data.draw(st.sampled_from(list(self.model.calls)))
        person = self.model.people.get(staff)
        self.both("finish_wrap_up", staff, (person and person.call_id) or call_id, disposition)

    @rule(data=st.data(), staff=A_STAFF, disposition=st.sampled_from(Disposition))
    @precondition(lambda self: self.model.calls)
    def states_how_it_was_finished(self, data: st.DataObject, staff: str, disposition: Disposition) -> None:
        self.both("state_disposition", staff, self.some_call(data).request.call_id, disposition)

    @rule(
        data=st.data(),
        staff=A_STAFF,
        subject=st.sampled_from(Subject),
        flag=st.none() | st.sampled_from(Flag),
    )
    @precondition(lambda self: self.model.calls)
    def corrects_and_reports(
        self, data: st.DataObject, staff: str, subject: Subject, flag: Flag | None
    ) -> None:
        call_id = self.some_call(data).request.call_id
        self.both("classify_call", staff, call_id, subject)
        self.both("flag_call", staff, call_id, flag)

    @rule()
    @precondition(lambda self: self.model.flagged)
    def sees_what_was_reported(self) -> None:
        self.both("settle_flag", min(self.model.flagged), "sue")

    @rule(
        data=st.data(), staff=A_STAFF, text=st.sampled_from(("", "a", "b")), ahead=st.sampled_from((1, 1, 0))
    )
    @precondition(lambda self: self.model.calls)
    def notes(self, data: st.DataObject, staff: str, text: str, ahead: int) -> None:
        call = self.some_call(data)
        revision, _ = call.notes.get(staff, (0, ""))
        self.both("write_note", staff, call.request.call_id, text, revision + ahead)

    @rule(staff=A_STAFF, ms=st.sampled_from((1000, 20_000, 100_000)))
    @precondition(lambda self: self.model.calls)
    def needs_longer(self, staff: str, ms: int) -> None:
        person = self.model.people.get(staff)
        call_id = (person and person.call_id) or "c1"
        self.both("extend_wrap_up", staff, call_id, self.clock.now + WRAP_UP_MS + ms, most_ms=60_000)

    @rule(data=st.data(), microphone=st.sampled_from(Device), camera=st.sampled_from(Device))
    @precondition(lambda self: self.model.calls)
    def shows_devices(self, data: st.DataObject, microphone: Device, camera: Device) -> None:
        call = self.some_call(data)
        who = self.some_party(data, call)
        self.both("show_devices", call.request.call_id, who, microphone=microphone, camera=camera)

    @rule(data=st.data(), rating=st.integers(1, 5))
    @precondition(lambda self: self.model.live())
    def writes_and_rates(self, data: st.DataObject, rating: int) -> None:
        call = self.some_call(data)
        call_id, who, entry_id = call.request.call_id, self.some_party(data, call), f"m{next(self.ids)}"
        self.run(self._writes(call_id, who, entry_id, call.request.booth_id, rating))

    async def _writes(self, call_id: str, who: str, entry_id: str, booth_id: str, rating: int) -> None:
        for _ in range(2):
            for command in (
                self.engine.post_chat(call_id, who, entry_id, "tekst"),
                self.engine.rate_call(call_id, booth_id, rating),
            ):
                try:
                    await command
                except Refusal:
                    continue

    @rule(location=st.sampled_from(("station-1", "station-2")), is_open=st.sampled_from((True, True, False)))
    def switches(self, location: str, is_open: bool) -> None:  # noqa: FBT001  (drawn by hypothesis)
        self.both("open_location" if is_open else "close_location", location, Deed("sue"))

    # Media relays: where they put calls shows in nothing the model knows, but must be sound ------

    @rule(relay=A_RELAY, capacity=st.integers(1, 3))
    def relay_comes(self, relay: str, capacity: int) -> None:
        record = RelayRecord(relay_id=relay, control_url=f"unix:///{relay}", capacity=capacity)
        self.run(self.relays.register(record, lease_ms=LEASE_MS))

    @rule(relay=A_RELAY, command=st.sampled_from(("drain", "move", "lose")))
    def relay_goes(self, relay: str, command: str) -> None:
        self.run(getattr(self.relays, command)(relay))

    @rule(data=st.data())
    @precondition(lambda self: self.model.live())
    def call_needs_a_relay(self, data: st.DataObject) -> None:
        for _ in range(2):
            try:
                self.run(self.relays.assign(self.some_call(data).request.call_id))
            except Refusal:
                continue

    # Time ------------------------------------------------------------------------------------

    @rule(ms=TIMES)
    def time_passes(self, ms: int) -> None:
        self.run(self._passes(ms))

    @rule(ms=st.sampled_from((GRACE_MS, 3_700_000)))
    @precondition(lambda self: self.model.live() and not self.ringing())
    def much_time_passes(self, ms: int) -> None:
        self.run(self._passes(ms))

    @rule(ms=TIMES)
    def time_passes_unattended(self, ms: int) -> None:
        """Let a node claim what is due and die; another comes later and does it all at once."""
        self.clock.now += ms
        self.run(self.engine.claim_deadlines())
        self.clock.now += 5000
        self.run(self._passes(0))


@pytest.mark.timeout(0 if "SOAK_EXAMPLES" in os.environ else 300)
def test_any_order(server_url: str) -> None:
    machine = type("Machine", (AnyOrder,), {"url": server_url})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
