/** The day it is at a location, and whether its hours are others than usual. Pure. */
import type { LocationView, OpeningTimes } from "../shared/protocol/server.ts";

/** Return the weekday at `now` in `timezone`, 1 = Monday. */
export function weekdayAt(now: number, timezone: string): number {
  const name = new Intl.DateTimeFormat("en", { weekday: "short", timeZone: timezone }).format(now);
  return ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(name) + 1;
}

/** Return today's hours where they are an exception; null on a day like any other. `now`: server time. */
export function exceptionToday(
  { hours, timezone }: Pick<LocationView, "hours" | "timezone">,
  now: number,
): OpeningTimes | null {
  const today = weekdayAt(now, timezone);
  return hours.find((day) => day.weekday === today && day.special) ?? null;
}
