import { describe, expect, it } from "vitest";
import { editedDay, faultOf } from "./hours.ts";

describe("the hours of a date", () => {
  it.each([
    [true, "", "", null],
    [false, "09:00", "17:00", null],
    [false, "20:00", "00:00", null],
    [false, "17:00", "09:00", "order"],
    [false, "09:00", "09:00", "order"],
    [false, "", "09:00", "order"],
  ] as const)("closed %s, %s to %s: %s", (isClosed, opens, closes, fault) => {
    expect(faultOf(isClosed, opens, closes)).toBe(fault);
  });

  it("are edited from the plan, or as usual for a date beyond it", () => {
    const day = {
      day: "2026-12-24",
      opens: null,
      closes: null,
      why: "exception",
      line: "x",
      own: true,
    } as const;
    const plan = { location_id: "a", timezone: "UTC", version: 3, days: [day] };
    expect(editedDay({ plan, editing: { day: "2026-12-24", version: 3 } })).toBe(day);
    expect(editedDay({ plan, editing: { day: "2027-02-01", version: 3 } })?.own).toBe(false);
  });
});
