import { expect, it } from "vitest";
import { request } from "../tests/callbacks.ts";
import { calendarOf } from "./calendar.ts";
import { phoneText } from "./phone-number.ts";

const STARTS = Date.UTC(2026, 10, 23, 8);
const ENTRY = {
  title: "Terugbelverzoek ABCD-2345: Beeldbellen",
  url: "https://x.example/wijkagent/",
  now: 0,
};

it("a planned conversation is an entry of half an hour that says nothing of the citizen", () => {
  const planned = request({ appointment: { starts_at: STARTS, channel: "video" } });
  const lines = calendarOf({ ...ENTRY, request: planned })?.split("\r\n") ?? [];
  expect(lines).toContain("DTSTART:20261123T080000Z");
  expect(lines).toContain("DTEND:20261123T083000Z");
  expect(lines).toContain("SUMMARY:Terugbelverzoek ABCD-2345: Beeldbellen");
  expect(lines.at(-1)).toBe("");
});

it("what the citizen calls off takes the same entry away", () => {
  const appointment = { starts_at: STARTS, channel: "video" } as const;
  const off = request({ revision: 4, state: "closed", withdrawn: { staff_id: "ann", appointment } });
  const lines = calendarOf({ ...ENTRY, request: off })?.split("\r\n") ?? [];
  expect(lines).toContain("METHOD:CANCEL");
  expect(lines).toContain("STATUS:CANCELLED");
  expect(lines).toContain("UID:r1@callrouter");
  expect(lines).toContain("SEQUENCE:4");
  expect(lines).not.toContain("BEGIN:VALARM");
});

it("long lines go on in the next, special letters are escaped", () => {
  const planned = request({ appointment: { starts_at: STARTS, channel: "video" } });
  const text = calendarOf({ ...ENTRY, request: planned, title: `één, ${"twee".repeat(30)}` }) ?? "";
  expect(text).toContain("SUMMARY:één\\, twee");
  for (const line of text.split("\r\n"))
    expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
});

it("nothing planned is no entry", () => {
  expect(calendarOf({ ...ENTRY, request: request() })).toBeNull();
});

it.each([
  ["+31612345678", "06 12 34 56 78"],
  ["+31501234567", "050 123 45 67"],
  ["+4915123456789", "+4915123456789"],
])("a number is written as it is dialed: %s", (number, text) => {
  expect(phoneText(number)).toBe(text);
});
