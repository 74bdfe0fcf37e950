import { describe, expect, it } from "vitest";
import type { ServerMessage } from "../shared/protocol/server.ts";
import { call, nextEventId, opened, participant, seat, snapshot, staff, talking } from "../tests/records.ts";
import { boardOf, EMPTY, reduceSupervisor, ringing, type SupervisorState } from "./state.ts";

function following(state: SupervisorState, ...messages: ServerMessage[]): SupervisorState {
  return messages.reduce(
    (before, message) => reduceSupervisor(before, { kind: "message", message, now: 0 }),
    state,
  );
}

const event = () => ({ event_id: nextEventId(), at: 0 });
const OPEN = following(
  EMPTY,
  opened({ role: "supervisor" }),
  snapshot({
    board: {
      event_id: "1-0",
      calls: [call({ call_id: "second", queued_at: 2000 }), call({ call_id: "first", queued_at: 1000 })],
      staff: [staff(), staff({ staff_id: "agent-2", status: "away", reason: "break" })],
    },
  }),
);

describe("supervisor", () => {
  it("shows the longest waiting call first", () => {
    const board = boardOf(OPEN);
    expect(board.waiting.map((each) => each.call_id)).toEqual(["first", "second"]);
    expect(board.longestSince).toBe(1000);
    expect(board.agentsReady).toBe(1);
  });

  it("counts a ringing call as waiting, and knows at whom it rings", () => {
    const record = call({ call_id: "first", seats: [seat({ state: "reserved", staff_id: "agent-1" })] });
    const state = following(OPEN, { type: "seat.changed", ...event(), call: record, seat_id: "agent" });
    expect(boardOf(state).waiting).toHaveLength(2);
    expect(ringing(state, record)?.staff_id).toBe("agent-1");
  });

  it("moves a call from the queue to the conversations, and lets it go", () => {
    const record = { ...talking(participant("agent-1", "agent")), call_id: "first" };
    const state = following(OPEN, {
      type: "call.joined",
      ...event(),
      call: record,
      participant_id: "agent-1",
    });
    expect(boardOf(state).talking).toHaveLength(1);
    expect(boardOf(state).waiting).toHaveLength(1);
    const ended = following(state, { type: "call.ended", ...event(), call: { ...record, state: "ended" } });
    expect(boardOf(ended).talking).toHaveLength(0);
    const closed = following(ended, { type: "call.closed", ...event(), call: { ...record, state: "ended" } });
    expect(boardOf(closed).talking).toHaveLength(0);
  });

  it("follows people, and lets go who signs out", () => {
    const busy = following(OPEN, {
      type: "staff.changed",
      ...event(),
      staff: staff({ activity: "on_call" }),
    });
    expect(boardOf(busy).agentsReady).toBe(0);
    const gone = following(OPEN, { type: "staff.changed", ...event(), staff: staff({ status: "offline" }) });
    expect(boardOf(gone).people.map((each) => each.staff_id)).toEqual(["agent-2"]);
  });
});
