import { describe, expect, it } from "vitest";
import { nextMoment } from "./moment.ts";

const ZONE = "Europe/Amsterdam";

describe("the next moment at which a place's clock shows a time", () => {
  it.each([
    ["14:30", "2026-11-22T13:00:10Z", "2026-11-22T13:30:00Z"],
    ["14:00", "2026-11-22T13:00:10Z", "2026-11-23T13:00:00Z"],
    ["08:00", "2026-11-22T21:00:00Z", "2026-11-23T07:00:00Z"],
    // Nights in which the clock goes forth and back.
    ["08:00", "2026-03-28T21:00:00Z", "2026-03-29T06:00:00Z"],
    ["08:00", "2026-10-24T20:00:00Z", "2026-10-25T07:00:00Z"],
  ])("%s at %s is %s", (time, now, wanted) => {
    expect(nextMoment(time, Date.parse(now), ZONE)).toBe(Date.parse(wanted));
  });

  it("is none without a time", () => {
    expect(nextMoment("", Date.parse("2026-11-22T13:00:00Z"), ZONE)).toBeNull();
  });
});
