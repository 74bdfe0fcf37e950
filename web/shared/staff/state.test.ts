import { describe, expect, it } from "vitest";
import {
  call,
  nextEventId,
  opened,
  participant,
  place,
  reservation,
  snapshot,
  staff,
  talking,
} from "../../tests/records.ts";
import type {
  Call,
  LeaveReason,
  Reservation,
  ReservationOutcome,
  ServerMessage,
  Staff,
} from "../protocol/server.ts";
import {
  beganElsewhere,
  reduceStaff,
  SIGNED_OUT,
  type StaffAction,
  type StaffState,
  screenOf,
} from "./state.ts";

function following(state: StaffState, ...actions: (StaffAction | ServerMessage)[]): StaffState {
  return actions.reduce<StaffState>(
    (before, each) =>
      reduceStaff(before, "kind" in each ? each : { kind: "message", message: each, now: 9000 }),
    state,
  );
}

const event = () => ({ event_id: nextEventId(), at: 0 });
function staffIs(fields: Partial<Staff> = {}): ServerMessage {
  return { type: "staff.changed", ...event(), staff: staff(fields), was: null, by: null };
}

function ends(outcome: ReservationOutcome, fields: Partial<Reservation> = {}): ServerMessage {
  return { type: "reservation.ended", ...event(), reservation: reservation(fields), outcome };
}

const ME = participant("agent-1", "agent");
const READY = following(
  SIGNED_OUT,
  { kind: "connection", state: "online" },
  opened(),
  snapshot({ staff: staff() }),
);
const OFFERED = following(
  READY,
  { type: "reservation.created", ...event(), reservation: reservation() },
  staffIs({ activity: "reserved" }),
);
const TALKING = following(
  OFFERED,
  ends("accepted"),
  { type: "call.joined", ...event(), call: talking(ME), participant_id: "agent-1" },
  staffIs({ activity: "on_call", call_id: "call-1" }),
);

describe("staff", () => {
  it("knows nothing any more of what another tab goes on with, whatever comes late", () => {
    const told = following(TALKING, { kind: "told", key: "told.copied" });
    const yielded = following(told, { kind: "yielded" }, { kind: "dismissed" });
    expect(screenOf(yielded)).toBe("loading");
    expect(screenOf(following(OFFERED, { kind: "yielded" }, { kind: "refused", code: "internal" }))).toBe(
      "loading",
    );
  });

  it("knows what waits, how the other one stands, and the stations' names", () => {
    expect([READY.queue, READY.partner]).toEqual([null, null]);
    const queue = [{ language: "en", waiting: 2, ringing: 0, longest_since: 5000 }];
    const told = following(
      READY,
      { type: "queue.counted", languages: queue },
      { type: "partner.changed", call_id: "call-1", role: "interpreter", state: "taken" },
      snapshot({ staff: staff(), locations: [place({ location_id: "here", name: "Here" })] }),
    );
    expect(told.queue).toEqual(queue);
    expect(told.partner).toEqual({ call_id: "call-1", state: "taken" });
    expect(told.places).toEqual({ here: "Here" });
  });

  it("is idle, rings, talks", () => {
    expect(screenOf(READY)).toBe("idle");
    expect(screenOf(OFFERED)).toBe("offer");
    expect(screenOf(TALKING)).toBe("call");
  });

  it("knows the server's clock", () => {
    expect(READY.clockOffset).toBe(1000);
  });

  it("keeps an accepted offer, without its buttons, until the call is there", () => {
    const accepted = following(OFFERED, ends("accepted"));
    expect(screenOf(accepted)).toBe("offer");
    expect(accepted.answering).toBe("reservation-1");
  });

  it.each(["declined", "timed_out", "canceled"] as const)(
    "stops ringing when the reservation was %s, and says so",
    (outcome) => {
      const stopped = following(OFFERED, ends(outcome));
      expect(screenOf(stopped)).toBe("idle");
      expect(stopped.told?.key).toBe(`told.${outcome}`);
    },
  );

  it("does not stop for somebody else's reservation", () => {
    const other = ends("declined", { reservation_id: "reservation-9", staff_id: "agent-2" });
    expect(screenOf(following(OFFERED, other))).toBe("offer");
  });

  it("says in words why it was too late, and lets the person answer again", () => {
    const late = following(
      OFFERED,
      { kind: "answered", reservationId: "reservation-1", accepts: true },
      { kind: "refused", code: "reservation_expired" },
    );
    expect(late.told?.key).toBe("refused.reservation_expired");
    expect(late.answering).toBeNull();
  });

  it("tells a call accepted here from one accepted in another tab", () => {
    const accepting = following(OFFERED, {
      kind: "answered",
      reservationId: "reservation-1",
      accepts: true,
    });
    const joined = (state: StaffState) =>
      following(state, ends("accepted"), {
        type: "call.joined",
        ...event(),
        call: talking(ME),
        participant_id: "agent-1",
      });
    expect(beganElsewhere(accepting, joined(accepting))).toBe(false);
    expect(beganElsewhere(OFFERED, joined(OFFERED))).toBe(true);
    // What is not new, and what a page finds when it is loaded, goes on in it.
    expect(beganElsewhere(TALKING, joined(TALKING))).toBe(false);
    expect(beganElsewhere(following(READY, { kind: "connection", state: "online" }), READY)).toBe(false);
    expect(beganElsewhere(SIGNED_OUT, TALKING)).toBe(false);
  });

  const leaves = (reason: LeaveReason, fields: Partial<Call> = {}): ServerMessage => ({
    type: "call.left",
    ...event(),
    call: { ...talking(), ...fields },
    participant_id: "agent-1",
    by: null,
    reason,
  });

  const began: ServerMessage = {
    type: "call.joined",
    ...event(),
    call: talking(ME),
    participant_id: "agent-1",
  };
  const ACCEPTED = following(OFFERED, { kind: "answered", reservationId: "reservation-1", accepts: true });

  it.each(["unavailable", "bad_message"] as const)(
    "knows a call it accepted for its own, whatever was refused (%s) meanwhile",
    (code) => {
      const before = following(ACCEPTED, { kind: "refused", code });
      expect(beganElsewhere(before, following(before, began))).toBe(false);
    },
  );

  it("doesn't take a call for its own that rang again and was accepted in another tab", () => {
    const rung = following(
      ACCEPTED,
      ends("accepted"),
      began,
      leaves("transferred"),
      staffIs(),
      { type: "reservation.created", ...event(), reservation: reservation({ reservation_id: "again" }) },
      staffIs({ activity: "reserved" }),
    );
    expect(beganElsewhere(rung, following(rung, began))).toBe(true);
    const accepted = following(rung, { kind: "answered", reservationId: "again", accepts: true });
    expect(beganElsewhere(accepted, following(accepted, began))).toBe(false);
  });

  it("doesn't either when it was offline as the call rang again, but does when it still rings", () => {
    const again = snapshot({ reservation: reservation({ reservation_id: "again" }), staff: staff() });
    const missed = following(ACCEPTED, again);
    expect(beganElsewhere(missed, following(missed, began))).toBe(true);
    const same = following(ACCEPTED, snapshot({ reservation: reservation(), staff: staff() }));
    expect(beganElsewhere(same, following(same, began))).toBe(false);
  });

  it("leaves a call to another tab, and takes it back", () => {
    const left = following(TALKING, { kind: "left_elsewhere" });
    expect(left.conversation.elsewhere).toBe(true);
    expect(following(left, { kind: "resumed" }).conversation.elsewhere).toBe(false);
  });

  it("says that whom it wanted to ask no more is there already", () => {
    const late = following(TALKING, { kind: "refused", code: "already_taken" });
    expect(late.told?.key).toBe("refused.joined");
  });

  it("wraps up after the call, still knowing it", () => {
    const record = call({ state: "ended", end_reason: "visitor_hung_up", participants: [] });
    const ended = following(TALKING, { type: "call.ended", ...event(), call: record });
    expect(screenOf(ended)).toBe("wrap-up");
    const wrapping = following(
      ended,
      staffIs({ activity: "wrap_up", call_id: "call-1", wrap_up_ends_at: 30_000 }),
    );
    expect(screenOf(wrapping)).toBe("wrap-up");
    expect(wrapping.conversation.call?.end_reason).toBe("visitor_hung_up");
  });

  it.each(["hung_up", "transferred"] as const)(
    "wraps up a call it left to somebody else (%s), still knowing it",
    (reason) => {
      const left = following(
        TALKING,
        leaves(reason, reason === "transferred" ? { state: "waiting" } : {}),
        staffIs({ activity: "wrap_up", call_id: "call-1", wrap_up_ends_at: 30_000 }),
      );
      expect(screenOf(left)).toBe("wrap-up");
      expect(left.told?.key).toBe("told.handed_over");
      expect(left.conversation.call?.call_id).toBe("call-1");
      expect(left.conversation.chat).toEqual([]);
    },
  );

  it("leaves the call when its connection was lost too long", () => {
    const lost = following(TALKING, leaves("connection_lost"));
    expect(screenOf(lost)).toBe("idle");
    expect(lost.told?.key).toBe("told.released");
  });

  it("stays in the call when somebody else leaves", () => {
    const left: ServerMessage = {
      type: "call.left",
      ...event(),
      call: talking(ME),
      participant_id: "tolk",
      by: null,
      reason: "hung_up",
    };
    expect(screenOf(following(TALKING, left))).toBe("call");
  });

  it("comes back into the call after a reload", () => {
    const reloaded = following(
      SIGNED_OUT,
      { kind: "connection", state: "online" },
      opened(),
      snapshot({ staff: staff({ activity: "on_call" }), call: talking(ME) }),
    );
    expect(screenOf(reloaded)).toBe("call");
  });

  it("goes on wrapping up a call it handed over after a reload, without seeing it", () => {
    const reloaded = following(
      SIGNED_OUT,
      { kind: "connection", state: "online" },
      opened(),
      snapshot({
        staff: staff({ activity: "wrap_up", call_id: "call-1", wrap_up_ends_at: 30_000 }),
        call: null,
      }),
    );
    expect(screenOf(reloaded)).toBe("wrap-up");
    expect(reloaded.conversation.call).toBeNull();
  });

  it("forgets everything when signed out", () => {
    const out = following(TALKING, { kind: "connection", state: "signed-out" });
    expect(screenOf(out)).toBe("login");
    expect(out.conversation.call).toBeNull();
  });

  it("counts interpreters by language", () => {
    const counted = following(READY, {
      type: "interpreters.counted",
      languages: [{ language: "ar", free: 1, present: 2 }],
    });
    expect(counted.interpreters).toEqual([{ language: "ar", free: 1, present: 2 }]);
  });

  it("says that signing out must wait for the end of the call", () => {
    const told = following(TALKING, { kind: "told", key: "refused.in_call" });
    expect(told.told?.key).toBe("refused.in_call");
    expect(screenOf(told)).toBe("call");
  });

  it("leaves the media to its other tab, and takes it back when asked to", () => {
    const elsewhere = following(TALKING, {
      type: "media.replaced",
      call_id: "call-1",
      session_id: "other-tab",
    });
    expect(screenOf(elsewhere)).toBe("call");
    expect(elsewhere.conversation.elsewhere).toBe(true);
    expect(following(elsewhere, { kind: "resumed" }).conversation.elsewhere).toBe(false);
  });

  it("keeps whom a call can be handed over to", () => {
    const person = { staff_id: "agent-2", display_name: "Two", centre: "c", languages: ["nl"], free: true };
    const counted = following(READY, { type: "colleagues.counted", centres: [], people: [person] });
    expect(counted.colleagues?.people).toEqual([person]);
  });

  it.each([
    ["interpreter", "hung_up", "told.interpreter_left"],
    ["interpreter", "connection_lost", "told.interpreter_lost"],
    ["agent", "hung_up", "told.agent_left"],
  ] as const)("is told that the %s has left (%s) a call that goes on", (role, reason, key) => {
    const other = participant("other", role);
    const joined = following(TALKING, {
      type: "call.joined",
      ...event(),
      call: talking(ME, other),
      participant_id: "other",
    });
    const left = following(joined, {
      type: "call.left",
      ...event(),
      call: talking(ME),
      participant_id: "other",
      by: null,
      reason,
    });
    expect(left.told?.key).toBe(key);
    expect(screenOf(left)).toBe("call");
  });
});

describe("an interpreter", () => {
  const TOLK = participant("tolk-ar", "interpreter");
  const JOINED = following(
    SIGNED_OUT,
    { kind: "connection", state: "online" },
    opened({ principal_id: "tolk-ar", role: "interpreter" }),
    snapshot({ staff: staff({ staff_id: "tolk-ar", role: "interpreter" }) }),
    {
      type: "call.joined",
      ...event(),
      call: call({ participants: [participant("booth", "visitor"), TOLK] }),
      participant_id: "tolk-ar",
    },
  );
  const answered = (): ServerMessage => ({
    type: "call.joined",
    ...event(),
    call: talking(TOLK, ME),
    participant_id: "agent-1",
  });

  it("who accepts first expects the employee, and then talks", () => {
    expect(screenOf(JOINED)).toBe("expecting");
    expect(screenOf(following(JOINED, answered()))).toBe("call");
  });

  it("expects the next employee when the call is handed over", () => {
    const handedOver = following(JOINED, answered(), {
      type: "call.left",
      ...event(),
      call: { ...talking(TOLK), state: "waiting" },
      participant_id: "agent-1",
      by: null,
      reason: "transferred",
    });
    expect(screenOf(handedOver)).toBe("expecting");
    expect(handedOver.conversation.call?.answered_at).not.toBeNull();
  });

  it("is told that no employee came", () => {
    const released = following(JOINED, {
      type: "call.left",
      ...event(),
      call: call(),
      participant_id: "tolk-ar",
      by: null,
      reason: "released",
    });
    expect(screenOf(released)).toBe("idle");
    expect(released.told?.key).toBe("told.unneeded");
  });
});
