import { describe, expect, it } from "vitest";
import type { Call, CallSupervised, ServerMessage } from "../../shared/protocol/server.ts";
import { call, nextEventId, opened, participant, snapshot } from "../../tests/records.ts";
import { type Joined, type JoinedAction, NOT_JOINED, reduceJoined } from "./state.ts";

const TALKING: Partial<Call> = { call_id: "c1", state: "talking", answered_at: 2000 };

function joinedCall(mode: "listen" | "whisper" | null, fields: Partial<Call> = {}): Call {
  const others = [participant("booth:demo", "visitor"), participant("agent-1", "agent")];
  const own = mode ? [{ ...participant("sue", "supervisor"), mode }] : [];
  return call({ ...TALKING, participants: [...others, ...own], ...fields });
}

function supervised(of: Call, fields: Partial<CallSupervised> = {}): CallSupervised {
  const told = { event_id: nextEventId(), at: 3000, by: "sue", mode: "listen", why: "coaching", left: null };
  return { type: "call.supervised", ...told, call: of, ...fields } as CallSupervised;
}

function following(...actions: (ServerMessage | JoinedAction)[]): Joined {
  return actions.reduce<Joined>((state, each) => {
    const action =
      "kind" in each ? each : ({ kind: "message", message: each, self: "sue", now: 5000 } as const);
    return reduceJoined(state, action);
  }, NOT_JOINED);
}

const START = [opened({ principal_id: "sue", role: "supervisor" }), snapshot()] as const;
const ASKED = { kind: "asked", callId: "c1" } as const;

describe("the call a supervisor has joined", () => {
  it("is here when it was asked for here, and remembers why", () => {
    const state = following(...START, ASKED, supervised(joinedCall("listen")));
    expect(state.conversation.call?.call_id).toBe("c1");
    expect(state.conversation.elsewhere).toBe(false);
    expect(state.why).toBe("coaching");
  });

  it("stays with the tab that asked for it, until another one is to go on", () => {
    const state = following(...START, supervised(joinedCall("listen")));
    expect(state.conversation.elsewhere).toBe(true);
    expect(reduceJoined(state, { kind: "resumed" }).conversation.elsewhere).toBe(false);
  });

  it("goes on here after a reload", () => {
    const state = following(START[0], snapshot({ call: joinedCall("whisper") }));
    expect(state.conversation.elsewhere).toBe(false);
    expect(state.why).toBeNull();
  });

  it("is over when they have left, when it has ended, and when they sign out", () => {
    const within = [...START, ASKED, supervised(joinedCall("listen"))] as const;
    const left = supervised(joinedCall(null), { mode: null, why: null, left: "hung_up" });
    const ended = joinedCall("listen", { state: "ended", ended_at: 9000, end_reason: "staff_hung_up" });
    const end: ServerMessage = { type: "call.ended", event_id: nextEventId(), at: 9000, call: ended };
    for (const last of [left, end, { kind: "signed_out" } as const])
      expect(following(...within, last).conversation.call).toBeNull();
    expect(following(...within, left).over, "by their own doing").toBeNull();
    expect(following(...within, end).over).toBe("ended");
    const sought = supervised(joinedCall(null, { state: "waiting" }), { mode: null, left: "released" });
    expect(following(...within, sought).over).toBe("released");
    expect(following(...within, sought, supervised(joinedCall("listen"))).over).toBeNull();
  });

  it("isn't one of somebody else", () => {
    const other = joinedCall(null);
    expect(following(...START, supervised(other, { by: "sid" })).conversation.call).toBeNull();
  });
});
