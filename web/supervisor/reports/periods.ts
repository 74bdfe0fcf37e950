/** Periods of whole local days, as ISO dates (`2026-11-22`), both ends included. Pure. */
export type Step = "hour" | "day" | "week" | "month";

export const PERIODS = [
  "today",
  "yesterday",
  "this_week",
  "last_week",
  "this_month",
  "last_month",
  "year",
  "own",
] as const;
export type Period = (typeof PERIODS)[number];

export interface Days {
  readonly from: string;
  readonly to: string;
}

/** The API tells no more at once. */
export const MOST_DAYS = 400;
const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;

/** Return the days of a period that is no `own` one, on the day `today`; weeks start on Monday. */
export function daysOf(period: Exclude<Period, "own">, today: string): Days {
  const sinceMonday = (weekdayOf(today) + WEEK_DAYS - 1) % WEEK_DAYS;
  const monday = shifted(today, -sinceMonday);
  const first = `${today.slice(0, 8)}01`;
  switch (period) {
    case "today":
      return { from: today, to: today };
    case "yesterday":
      return { from: shifted(today, -1), to: shifted(today, -1) };
    case "this_week":
      return { from: monday, to: today };
    case "last_week":
      return { from: shifted(monday, -WEEK_DAYS), to: shifted(monday, -1) };
    case "this_month":
      return { from: first, to: today };
    case "last_month":
      return { from: `${shifted(first, -1).slice(0, 8)}01`, to: shifted(first, -1) };
    case "year":
      return { from: shifted(today, -364), to: today };
  }
}

/** Return as many days right before. */
export function before({ from, to }: Days): Days {
  return { from: shifted(from, -length({ from, to })), to: shifted(from, -1) };
}

/** Return how many days there are. */
export function length({ from, to }: Days): number {
  return (at(to) - at(from)) / DAY_MS + 1;
}

/** Return how finely time is told apart, so that a picture has enough points and not too many. */
export function stepOf(days: Days): Step {
  const count = length(days);
  if (count <= 2) return "hour";
  if (count <= 62) return "day";
  return count <= 200 ? "week" : "month";
}

/** Return what is wrong with days that somebody chose, if anything. */
export function fault({ from, to }: Days, today: string): "empty" | "order" | "future" | "long" | null {
  if (Number.isNaN(at(from)) || Number.isNaN(at(to))) return "empty";
  if (to < from) return "order";
  if (from > today) return "future";
  return length({ from, to }) > MOST_DAYS ? "long" : null;
}

/** Return how often each weekday (1 = Monday) is among the days that have begun. */
export function weekdays({ from, to }: Days, today: string): readonly number[] {
  const counts = new Array<number>(WEEK_DAYS + 1).fill(0);
  for (let day = from; day <= to && day <= today; day = shifted(day, 1)) {
    const weekday = weekdayOf(day) || WEEK_DAYS;
    counts[weekday] = (counts[weekday] ?? 0) + 1;
  }
  return counts;
}

export function shifted(day: string, days: number): string {
  return new Date(at(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Return the date where the figures are of; without a zone, on this machine's calendar. */
export function localDay(now: Date, timeZone?: string): string {
  // Sweden writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(now);
}

/** A day as a moment in UTC, which has no summer time; NaN for what is no date. */
export function at(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** 0 = Sunday. */
function weekdayOf(day: string): number {
  return new Date(at(day)).getUTCDay();
}
