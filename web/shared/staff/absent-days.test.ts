import { describe, expect, it } from "vitest";
import type { TeamView } from "../protocol/server.ts";
import { spanOf, standIns } from "./absent-days.ts";

const NOON = Date.UTC(2026, 10, 22, 11);

describe("an absence", () => {
  it("is whole days of the Netherlands, also where the clock changes", () => {
    expect(spanOf("2026-11-23", "2026-11-24", NOON)).toEqual({
      starts_at: Date.UTC(2026, 10, 22, 23),
      ends_at: Date.UTC(2026, 10, 24, 23),
    });
    expect(spanOf("2027-03-28", "2027-03-28", NOON)).toEqual({
      starts_at: Date.UTC(2027, 2, 27, 23),
      ends_at: Date.UTC(2027, 2, 28, 22),
    });
  });

  it("ends after it begins, and isn't over yet", () => {
    expect(spanOf("2026-11-24", "2026-11-23", NOON)).toBe("order");
    expect(spanOf("", "2026-11-23", NOON)).toBe("order");
    expect(spanOf("2026-11-20", "2026-11-21", NOON)).toBe("past");
    expect(spanOf("2026-11-20", "2026-11-22", NOON)).toMatchObject({ ends_at: Date.UTC(2026, 10, 22, 23) });
  });

  it("may have anybody else of the teams stand in, each named once", () => {
    const team = (...names: string[]): TeamView => ({
      team_id: names.join(),
      name: "",
      centre: "",
      video: true,
      neighborhoods: {},
      officers: names.map((name) => ({ staff_id: name, display_name: name })),
    });
    expect(standIns([team("b", "self"), team("a", "b")], "self").map((each) => each.staff_id)).toEqual([
      "a",
      "b",
    ]);
  });
});
