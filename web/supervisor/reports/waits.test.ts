import { expect, it } from "vitest";
import { waitRows } from "./waits.ts";

it("gathers classes of waits into rows without losing one", () => {
  const answered = Array.from({ length: 14 }, (_, place) => 10 ** (place % 7));
  const rows = waitRows({ answered_waits: answered, abandoned_waits: answered.map(() => 1) });
  const sum = (values: readonly number[]) => values.reduce((all, each) => all + each, 0);
  expect(sum(rows.map((row) => row.answered))).toBe(sum(answered));
  // Up to 5 and up to 10 s; up to 15 and up to 20; up to 30; 45 and 60; 90 and 120; 180 and 300; 600; 1200; longer.
  expect(rows.map((row) => row.abandoned)).toEqual([2, 2, 1, 2, 2, 2, 1, 1, 1]);
  expect(rows.map((row) => row.to)).toEqual([10, 20, 30, 60, 120, 300, 600, 1200, null]);
});
