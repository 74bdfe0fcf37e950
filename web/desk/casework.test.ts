import { describe, expect, it } from "vitest";
import type { Note, ServerMessage, Staff } from "../shared/protocol/server.ts";
import { call, nextEventId, participant, seat, snapshot, talking } from "../tests/records.ts";
import {
  type Casework,
  dispositionOf,
  flagOf,
  mayClassify,
  NO_CASE,
  offeredWith,
  reduceCase,
} from "./casework.ts";

const ME = "agent-1";

function note(staff_id: string, text: string): Note {
  return { staff_id, display_name: staff_id, revision: 1, at: 1, text };
}

function hears(state: Casework, ...messages: unknown[]): Casework {
  return messages.reduce<Casework>(
    (before, message) => reduceCase(before, { kind: "message", message: message as ServerMessage }, ME),
    state,
  );
}

const JOINED = hears(NO_CASE, {
  type: "call.joined",
  event_id: nextEventId(),
  call: talking(),
  participant_id: ME,
});

describe("the case at hand", () => {
  it("has what colleagues noted, as it changes", () => {
    const read = reduceCase(
      JOINED,
      { kind: "read", callId: "call-1", notes: [note(ME, "mine"), note("bob", "b")] },
      ME,
    );
    expect(read.others.map((each) => each.text)).toEqual(["b"]);
    const changed = hears(read, { type: "note.changed", call_id: "call-1", note: note("bob", "b, c") });
    expect(changed.others.map((each) => each.text)).toEqual(["b, c"]);
    expect(hears(changed, { type: "note.changed", call_id: "call-1", note: note("bob", "") }).others).toEqual(
      [],
    );
    expect(reduceCase(JOINED, { kind: "read", callId: "other", notes: [note("bob", "b")] }, ME)).toBe(JOINED);
  });

  it("shows at once what is chosen, and then what the server has", () => {
    const chosen = reduceCase(JOINED, { kind: "chosen", chosen: { disposition: "referred" } }, ME);
    expect(dispositionOf(chosen)).toBe("referred");
    const refused = reduceCase(chosen, { kind: "settled", chosen: { disposition: "referred" } }, ME);
    expect(dispositionOf(refused)).toBeNull();
    const again = reduceCase(chosen, { kind: "chosen", chosen: { disposition: "answered" } }, ME);
    const first = reduceCase(again, { kind: "settled", chosen: { disposition: "referred" } }, ME);
    expect(dispositionOf(first)).toBe("answered");
    const stated = { type: "disposition.stated", call_id: "call-1", staff_id: ME, disposition: "answered" };
    expect(dispositionOf(hears(JOINED, stated))).toBe("answered");
    expect(dispositionOf(hears(JOINED, { ...stated, staff_id: "bob" }))).toBeNull();
  });

  it("begins anew with each call, outlives a snapshot, and is over with the wrap-up", () => {
    const linked = reduceCase(JOINED, { kind: "linked" }, ME);
    const again = hears(linked, snapshot({ call: talking(), disposition: "answered" }));
    expect(again).toMatchObject({ linked: true, disposition: "answered" });
    expect(hears(again, snapshot({ call: call({ call_id: "call-2" }) }))).toMatchObject({ linked: false });
    const idle = { staff_id: ME, activity: "idle" } as Staff;
    expect(hears(again, { type: "staff.changed", staff: idle })).toBe(NO_CASE);
    expect(hears(again, { type: "staff.changed", staff: { ...idle, staff_id: "bob" } })).toBe(again);
  });

  it("is classified by whoever hosts it, or did when it ended", () => {
    const own = seat({ state: "taken", staff_id: ME });
    expect(mayClassify(call({ state: "talking", seats: [own] }), ME)).toBe(true);
    expect(mayClassify(call({ state: "talking", seats: [] }), ME)).toBe(false);
    expect(mayClassify(call({ state: "ended", participants: [participant(ME, "agent")] }), ME)).toBe(true);
    expect(mayClassify(call({ state: "ended", participants: [] }), ME)).toBe(false);
  });

  it("offers what was stated, even if the centre doesn't", () => {
    expect(offeredWith(["answered"], "handed_over")).toEqual(["answered", "handed_over"]);
    expect(offeredWith(["answered"], "answered")).toEqual(["answered"]);
    expect(offeredWith(["answered"], null)).toEqual(["answered"]);
  });

  it("knows what was reported here or taken back, until the server tells how it stands", () => {
    const flagged = call({ call_id: "call-1", flag: "threat" });
    expect(flagOf(JOINED, flagged)).toBe("threat");
    const undone = reduceCase(JOINED, { kind: "reported", callId: "call-1", flag: null }, ME);
    // Of a call that was handed over no more is heard.
    expect(flagOf(undone, flagged)).toBeNull();
    expect(flagOf(undone, { ...flagged, call_id: "other" })).toBe("threat");
    const told = hears(undone, { type: "call.flagged", event_id: nextEventId(), call: flagged });
    expect(flagOf(told, flagged)).toBe("threat");
    expect(reduceCase(JOINED, { kind: "reported", callId: "other", flag: "abuse" }, ME)).toBe(JOINED);
  });
});
