import { describe, expect, it } from "vitest";
import { call, participant, seat } from "../../tests/records.ts";
import type { JoinMode } from "../protocol/server.ts";
import { NO_CONVERSATION, tilesOf } from "./conversation.ts";

const people = [
  participant("booth:demo", "visitor"),
  participant("agent-1", "agent"),
  participant("tolk-ar", "interpreter"),
];

const HOST = seat({ state: "taken", staff_id: "agent-1" });

/** Who has a tile for the supervisor. */
function receivers(mode: JoinMode): string[] {
  const supervisor = { ...participant("sue", "supervisor"), mode };
  const conversation = {
    ...NO_CONVERSATION,
    call: call({ participants: [...people, supervisor], seats: [HOST] }),
  };
  return people
    .map((each) => each.participant_id)
    .filter((self) => tilesOf(conversation, self).some((tile) => tile.participant.participant_id === "sue"));
}

describe("a supervisor in a call", () => {
  it.each([
    ["listen", []],
    ["whisper", ["agent-1"]],
    ["barge", ["booth:demo", "agent-1", "tolk-ar"]],
  ] as const)("who takes part by %s has a place at %j", (mode, expected) => {
    expect(receivers(mode)).toEqual(expected);
  });

  it("sees everybody, however they take part", () => {
    const supervisor = { ...participant("sue", "supervisor"), mode: "listen" as const };
    const conversation = {
      ...NO_CONVERSATION,
      call: call({ participants: [...people, supervisor], seats: [HOST] }),
    };
    expect(tilesOf(conversation, "sue")).toHaveLength(3);
  });
});
