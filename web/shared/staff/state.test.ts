import { describe, expect, it } from "vitest";
import {
  call,
  nextEventId,
  opened,
  participant,
  reservation,
  snapshot,
  staff,
  talking,
} from "../../tests/records.ts";
import type { ServerMessage } from "../protocol/server.ts";
import { reduceStaff, SIGNED_OUT, type StaffAction, type StaffState, screenOf } from "./state.ts";

function following(state: StaffState, ...actions: (StaffAction | ServerMessage)[]): StaffState {
  return actions.reduce<StaffState>(
    (before, each) =>
      reduceStaff(before, "kind" in each ? each : { kind: "message", message: each, now: 9000 }),
    state,
  );
}

const event = () => ({ event_id: nextEventId(), at: 0 });
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
  { type: "staff.changed", ...event(), staff: staff({ activity: "reserved" }) },
);
const TALKING = following(
  OFFERED,
  {
    type: "reservation.ended",
    ...event(),
    reservation_id: "reservation-1",
    call_id: "call-1",
    staff_id: "agent-1",
    outcome: "accepted",
  },
  { type: "call.joined", ...event(), call: talking(ME), participant_id: "agent-1" },
  { type: "staff.changed", ...event(), staff: staff({ activity: "on_call", call_id: "call-1" }) },
);

function ends(outcome: "declined" | "timed_out" | "canceled"): ServerMessage {
  return {
    type: "reservation.ended",
    ...event(),
    reservation_id: "reservation-1",
    call_id: "call-1",
    staff_id: "agent-1",
    outcome,
  };
}

describe("staff", () => {
  it("is idle, rings, talks", () => {
    expect(screenOf(READY)).toBe("idle");
    expect(screenOf(OFFERED)).toBe("offer");
    expect(screenOf(TALKING)).toBe("call");
  });

  it("knows the server's clock", () => {
    expect(READY.clockOffset).toBe(1000);
  });

  it("keeps an accepted offer, without its buttons, until the call is there", () => {
    const accepted = following(OFFERED, {
      type: "reservation.ended",
      ...event(),
      reservation_id: "reservation-1",
      call_id: "call-1",
      staff_id: "agent-1",
      outcome: "accepted",
    });
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
    const other: ServerMessage = {
      type: "reservation.ended",
      ...event(),
      reservation_id: "reservation-9",
      call_id: "call-1",
      staff_id: "agent-2",
      outcome: "declined",
    };
    expect(screenOf(following(OFFERED, other))).toBe("offer");
  });

  it("says in words why it was too late, and lets the person answer again", () => {
    const late = following(
      OFFERED,
      { kind: "answered", reservationId: "reservation-1" },
      { kind: "refused", code: "reservation_expired" },
    );
    expect(late.told?.key).toBe("refused.reservation_expired");
    expect(late.answering).toBeNull();
  });

  it("wraps up after the call, still knowing it", () => {
    const ended = call({ state: "ended", end_reason: "visitor_hung_up", participants: [] });
    const wrapping = following(
      TALKING,
      { type: "call.ended", ...event(), call: ended },
      {
        type: "staff.changed",
        ...event(),
        staff: staff({ activity: "wrap_up", call_id: "call-1", wrap_up_ends_at: 30_000 }),
      },
    );
    expect(screenOf(wrapping)).toBe("wrap-up");
    expect(wrapping.conversation.call?.end_reason).toBe("visitor_hung_up");
  });

  it("leaves the call when it is released from it", () => {
    const left: ServerMessage = {
      type: "call.left",
      ...event(),
      call: talking(),
      participant_id: "agent-1",
      reason: "hung_up",
    };
    const released = following(TALKING, left);
    expect(screenOf(released)).toBe("idle");
    expect(released.told?.key).toBe("told.released");
  });

  it("stays in the call when somebody else leaves", () => {
    const left: ServerMessage = {
      type: "call.left",
      ...event(),
      call: talking(ME),
      participant_id: "tolk",
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
});
