import { describe, expect, it } from "vitest";
import { STAFF } from "../i18n/staff.ts";
import { translator } from "../i18n/translate.ts";
import { dateIn, dueText, momentOf, timeIn, whenText } from "./moments.ts";

const T = translator(STAFF, "nl", ["nl"]);
const NOON = Date.UTC(2026, 10, 22, 11);
const HOUR = 3_600_000;

describe("moments", () => {
  it("are those of the Netherlands, in winter and in summer", () => {
    expect([dateIn(NOON), timeIn(NOON)]).toEqual(["2026-11-22", "12:00"]);
    expect(momentOf("2026-11-22", "12:00")).toBe(NOON);
    expect(momentOf("2026-07-01", "12:00")).toBe(Date.UTC(2026, 6, 1, 10));
    // The clock went back at three that night.
    expect(momentOf("2026-10-25", "04:00")).toBe(Date.UTC(2026, 9, 25, 3));
    expect(momentOf("2026-03-29", "12:00")).toBe(Date.UTC(2026, 2, 29, 10));
  });

  it("are none where nothing was filled in", () => {
    expect(momentOf("", "12:00")).toBeNull();
    expect(momentOf("2026-11-22", "")).toBeNull();
  });

  it.each([
    [NOON + HOUR, "vandaag 13:00"],
    [NOON + 12 * HOUR, "morgen 00:00"],
    [NOON - 24 * HOUR, "gisteren 12:00"],
    [NOON + 72 * HOUR, "wo 25 nov 12:00"],
  ])("are said as people say them: %#", (at, text) => {
    expect(whenText(T, at, NOON)).toBe(text);
  });

  it("say until when something is due, or since when it is too late", () => {
    expect(dueText(T, NOON + 5 * HOUR, NOON)).toBe("vandaag voor 17:00");
    expect(dueText(T, NOON - HOUR, NOON)).toBe("Te laat: vandaag 11:00");
  });
});
