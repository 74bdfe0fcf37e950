import { describe, expect, it } from "vitest";
import { before, type Days, daysOf, fault, length, localDay, PERIODS, stepOf, weekdays } from "./periods.ts";

const SUNDAY = "2026-11-22";

describe("periods", () => {
  it.each([
    ["today", "2026-11-22", "2026-11-22"],
    ["yesterday", "2026-11-21", "2026-11-21"],
    ["this_week", "2026-11-16", "2026-11-22"],
    ["last_week", "2026-11-09", "2026-11-15"],
    ["this_month", "2026-11-01", "2026-11-22"],
    ["last_month", "2026-10-01", "2026-10-31"],
    ["year", "2025-11-23", "2026-11-22"],
  ] as const)("%s is from %s to %s", (period, from, to) => {
    expect(daysOf(period, SUNDAY)).toEqual({ from, to });
  });

  it("takes the date from where the figures are of", () => {
    const late = new Date("2026-11-22T23:30:00Z");
    expect(localDay(late, "Europe/Amsterdam")).toBe("2026-11-23");
    expect(localDay(late, "UTC")).toBe("2026-11-22");
  });

  it("begins a week on Monday, also on a Monday, and a month in the year before", () => {
    expect(daysOf("this_week", "2026-11-16")).toEqual({ from: "2026-11-16", to: "2026-11-16" });
    expect(daysOf("last_month", "2027-01-31")).toEqual({ from: "2026-12-01", to: "2026-12-31" });
  });

  it("compares with as many days before, over the end of summer time too", () => {
    const days: Days = { from: "2026-10-24", to: "2026-10-26" };
    expect(length(days)).toBe(3);
    expect(before(days)).toEqual({ from: "2026-10-21", to: "2026-10-23" });
  });

  it("tells time apart finely enough for a picture", () => {
    const steps = PERIODS.filter((period) => period !== "own").map((period) =>
      stepOf(daysOf(period, SUNDAY)),
    );
    expect(steps).toEqual(["hour", "hour", "day", "day", "day", "day", "month"]);
  });

  it.each([
    ["", "2026-11-01", "empty"],
    ["2026-11-02", "2026-11-01", "order"],
    ["2026-11-23", "2026-11-24", "future"],
    ["2025-01-01", "2026-11-22", "long"],
    ["2026-11-01", "2026-11-22", null],
  ] as const)("from %s to %s: %s", (from, to, wrong) => {
    expect(fault({ from, to }, SUNDAY)).toBe(wrong);
  });

  it("counts the weekdays that have begun", () => {
    expect(weekdays({ from: "2026-11-15", to: "2026-11-24" }, SUNDAY)).toEqual([0, 1, 1, 1, 1, 1, 1, 2]);
  });
});
