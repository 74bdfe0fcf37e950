/** Moments as a citizen reads them: in the time of the Netherlands, wherever their phone is. Pure. */
import { clockTime, dateOf, longDate } from "../shared/i18n/format.ts";

const ZONE = "Europe/Amsterdam";
const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];

export function timeOf(at: number, locale: string): string {
  return clockTime(at, locale, ZONE);
}

/** Return the day and the time; the day is left out where it is today. */
export function momentOf(at: number, locale: string, now: number): string {
  const isToday = dateOf(at, "en", ZONE) === dateOf(now, "en", ZONE);
  return isToday ? timeOf(at, locale) : `${longDate(at, locale, ZONE)}, ${timeOf(at, locale)}`;
}

export function dayOf(at: number, locale: string): string {
  return longDate(at, locale, ZONE);
}

/** How long something still takes, in the largest unit that says enough. */
export interface Left {
  readonly unit: "days" | "hours" | "minutes";
  readonly count: number;
}

export function leftUntil(at: number, now: number): Left {
  const left = Math.max(0, at - now);
  if (left >= 2 * DAY_MS) return { unit: "days", count: Math.floor(left / DAY_MS) };
  if (left >= 2 * HOUR_MS) return { unit: "hours", count: Math.floor(left / HOUR_MS) };
  return { unit: "minutes", count: Math.ceil(left / MINUTE_MS) };
}
