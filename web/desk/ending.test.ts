import { describe, expect, it } from "vitest";
import { call, participant, talking } from "../tests/records.ts";
import { endingOf } from "./ending.ts";

const ME = participant("agent-1", "agent");

describe("how a call ended", () => {
  it("is told by its reason to who was in it", () => {
    const ended = call({ state: "ended", end_reason: "visitor_hung_up", participants: [ME] });
    expect(endingOf(ended, "agent-1")).toBe("wrap_up.ended.visitor_hung_up");
  });

  it("was by handing it over, for who left before: while it goes on, and when it has ended", () => {
    expect(endingOf(talking(), "agent-1")).toBe("wrap_up.ended.handed_over");
    const ended = call({ state: "ended", end_reason: "staff_hung_up", participants: [] });
    expect(endingOf(ended, "agent-1")).toBe("wrap_up.ended.handed_over");
  });

  it("isn't said of a call that isn't known", () => {
    expect(endingOf(null, "agent-1")).toBe("told.released");
  });
});
