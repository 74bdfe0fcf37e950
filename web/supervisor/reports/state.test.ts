import { describe, expect, it } from "vitest";
import type { ReportTold } from "../../shared/protocol/api.ts";
import { daysAsked, queryOf, reduceReport, startOf } from "./state.ts";

const TODAY = "2026-11-22";
const START = startOf(TODAY);

describe("the reports' screen", () => {
  it("asks for this week at first, by day", () => {
    expect(queryOf(START, TODAY)).toEqual({
      from_day: "2026-11-16",
      to_day: "2026-11-22",
      step: "day",
      location: null,
      language: null,
      subject: null,
      threshold_s: 20,
    });
  });

  it("lets an own period begin as the one that was shown", () => {
    const month = reduceReport(START, { kind: "period", period: "last_month", today: TODAY });
    const own = reduceReport(month, { kind: "period", period: "own", today: TODAY });
    expect(daysAsked(own, TODAY)).toEqual({ from: "2026-10-01", to: "2026-10-31" });
    const again = reduceReport(own, { kind: "period", period: "own", today: TODAY });
    expect(again.own).toEqual(own.own);
  });

  it("asks nothing while an own period is wrong", () => {
    const own = reduceReport(START, { kind: "period", period: "own", today: TODAY });
    expect(queryOf(reduceReport(own, { kind: "day", end: "from", day: "2026-12-01" }), TODAY)).toBeNull();
  });

  it("keeps the last report while another is asked for, and when that fails", () => {
    const report = { from_day: TODAY } as ReportTold;
    const told = reduceReport(reduceReport(START, { kind: "asked" }), { kind: "told", key: "a", report });
    expect([told.report, told.isLoading]).toEqual([report, false]);
    const failed = reduceReport(reduceReport(told, { kind: "asked" }), {
      kind: "failed",
      problem: "unreachable",
    });
    expect([failed.report, failed.problem, failed.isLoading]).toEqual([report, "unreachable", false]);
    expect(reduceReport(failed, { kind: "told", key: "b", report }).problem).toBeNull();
  });
});
