/** The next moment at which the clock of a place shows a time. Pure. */
import { clockTime } from "../../shared/i18n/format.ts";

const MINUTE_MS = 60_000;
const A_DAY = 1440;

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

/** Return when `time` (`HH:MM`) is next in `timezone`, within a day; null for no time. UTC epoch ms. */
export function nextMoment(time: string, now: number, timezone: string): number | null {
  if (!/^\d\d:\d\d$/.test(time)) return null;
  const shown = (at: number) => minutesOf(clockTime(at, "nl", timezone));
  const wanted = minutesOf(time);
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const ahead = (wanted - shown(minute) + A_DAY) % A_DAY || A_DAY;
  const near = minute + ahead * MINUTE_MS;
  // In a night that changes the clock it is an hour off.
  const off = (wanted - shown(near) + A_DAY * 1.5) % A_DAY;
  const at = near + (off - A_DAY / 2) * MINUTE_MS;
  return at > now ? at : near;
}
