import { expect, it } from "vitest";
import { trendPath } from "./trend.ts";

it("draws from the bottom at nothing to the top at most", () => {
  expect(trendPath([0, 5, 10], 100, 20)).toBe("M0.0 20.0L50.0 10.0L100.0 0.0");
});

it("leaves out what isn't known, and draws on behind it", () => {
  expect(trendPath([1, null, 1, 1], 30, 10)).toBe("M0.0 0.0M20.0 0.0L30.0 0.0");
});

it("draws nothing of nothing", () => {
  expect(trendPath([])).toBe("");
});
