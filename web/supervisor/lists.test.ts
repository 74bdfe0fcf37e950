import { expect, it, vi } from "vitest";
import { Lists, SHOWN_AT_FIRST } from "./lists.ts";

const NAMES = Array.from({ length: 80 }, (_, number) => `Agent ${number}`);

it("shows the first of many, and finds any of them", () => {
  const lists = new Lists(vi.fn());
  expect(lists.shown("people", NAMES, String)).toHaveLength(SHOWN_AT_FIRST);
  (lists as unknown as { searches: Map<string, string> }).searches.set("people", "agent 7");
  expect(lists.shown("people", NAMES, String)).toContain("Agent 79");
  expect(lists.shown("queue", NAMES, String)).toHaveLength(SHOWN_AT_FIRST);
});
