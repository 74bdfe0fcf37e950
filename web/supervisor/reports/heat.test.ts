import { expect, it } from "vitest";
import type { HourOfWeek } from "../../shared/protocol/api.ts";
import { heatOf } from "./heat.ts";

const ONCE = [0, 1, 1, 1, 1, 1, 1, 1];

function hour(weekday: number, at: number, offered: number, answered = 0, waited_s = 0): HourOfWeek {
  return { weekday, hour: at, offered, answered, abandoned: 0, answered_wait_ms: waited_s * 1000 };
}

it("shows the hours from the first with calls to the last", () => {
  const { hours, rows } = heatOf([hour(1, 9, 4), hour(3, 12, 2)], "arrivals", ONCE);
  expect(hours).toEqual([9, 10, 11, 12]);
  expect(rows.get(1)?.map(({ value }) => value)).toEqual([4, 0, 0, 0]);
  expect(rows.get(3)?.map(({ tint }) => tint)).toEqual([0, 0, 0, 3]);
});

it("divides arrivals by how often the weekday was, and leaves out a day that wasn't", () => {
  const { rows } = heatOf([hour(1, 9, 4)], "arrivals", [0, 4, 1, 0, 0, 0, 0, 0]);
  expect([rows.get(1), rows.get(2), rows.get(3)].map((row) => row?.[0]?.value)).toEqual([1, 0, undefined]);
});

it("shows the mean wait of those answered, and nothing where nobody was", () => {
  const { rows } = heatOf([hour(1, 9, 4, 2, 60), hour(2, 9, 3)], "waits", ONCE);
  expect([rows.get(1), rows.get(2)].map((row) => row?.[0]?.value)).toEqual([30, null]);
});

it("is empty without calls", () => {
  expect(heatOf([], "arrivals", ONCE).hours).toEqual([]);
});
