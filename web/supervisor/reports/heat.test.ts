import { expect, it } from "vitest";
import type { HourOfWeek } from "../../shared/protocol/api.ts";
import { heatOf, openHours } from "./heat.ts";

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

it("shows the hours in which a location is open as well", () => {
  const times = (opens: string | null, closes: string | null) => ({
    hours: [{ weekday: 1, opens, closes, special: false, line: "" }],
  });
  expect(openHours([times("09:30", "17:00"), times(null, null)])).toEqual([9, 16]);
  expect(openHours([times("20:00", "02:00")])).toEqual([20, 23]);
  expect(openHours([times("00:00", "00:00")])).toEqual([0, 23]);
  expect(heatOf([hour(1, 10, 4)], "arrivals", ONCE, [9, 12]).hours).toEqual([9, 10, 11, 12]);
  expect(heatOf([], "arrivals", ONCE, [9, 12]).hours).toEqual([]);
});

it("is empty without calls", () => {
  expect(heatOf([], "arrivals", ONCE).hours).toEqual([]);
});
