import { describe, expect, it } from "vitest";
import type { ChatEntry } from "../protocol/server.ts";
import { keyOf, withMarks } from "./chat-marks.ts";

const entry = (entry_id: string, at: number): ChatEntry => ({
  entry_id,
  participant_id: "booth",
  at,
  text: "",
});
const keys = (entries: ChatEntry[], ...at: number[]) =>
  withMarks(
    entries,
    at.map((each) => ({ at: each, text: "" })),
  ).map(keyOf);

describe("what is said between messages", () => {
  it("stands before what came after it, in the order of time", () => {
    const entries = [entry("a", 10), entry("b", 20)];
    expect(keys(entries, 25, 15)).toEqual(["a", "mark-15", "b", "mark-25"]);
    expect(keys(entries, 20)).toEqual(["a", "mark-20", "b"]);
    expect(keys(entries)).toEqual(["a", "b"]);
  });

  it("is said of an empty chat too", () => {
    expect(keys([], 5)).toEqual(["mark-5"]);
  });
});
