/** Days and times of callback requests and absences, as staff read and write them: those of the Netherlands, whatever the device's clock says. Pure. */

import type { StaffTexts } from "../i18n/catalogs.ts";
import { clockTime } from "../i18n/format.ts";

export const ZONE = "Europe/Amsterdam";
const DAY_MS = 86_400_000;

/** Return the date on which a moment falls, as `2026-11-23`. */
export function dateIn(at: number): string {
  // Swedes write dates as ISO does.
  return new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone: ZONE }).format(at);
}

/** Return the time of a moment, as `14:30`. */
export function timeIn(at: number): string {
  return clockTime(at, "nl", ZONE);
}

/** Return the moment of a date and a time; null where they make none. UTC epoch ms. */
export function momentOf(date: string, time: string): number | null {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  if (Number.isNaN(wanted)) return null;
  // What the clock shows there of a moment, read as if it were UTC, is as far ahead as the zone is.
  const ahead = (at: number) => Date.parse(`${dateIn(at)}T${timeIn(at)}:00Z`) - at;
  const near = wanted - ahead(wanted);
  return wanted - ahead(near);
}

/** Return a moment in words: "vandaag 14:30", "morgen 09:00", "donderdag 27 november 09:00". */
export function whenText(t: StaffTexts, at: number, now: number): string {
  return t("moment.at", { day: dayText(t, at, now), time: timeIn(at) });
}

/** Return a day in words. */
export function dayText(t: StaffTexts, at: number, now: number): string {
  const day = dateIn(at);
  if (day === dateIn(now)) return t("moment.today");
  if (day === dateIn(now + DAY_MS)) return t("moment.tomorrow");
  if (day === dateIn(now - DAY_MS)) return t("moment.yesterday");
  return new Intl.DateTimeFormat(t.locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: ZONE,
  }).format(at);
}

/** Return by when a request is due: "vandaag voor 17:00", or since when it is too late. */
export function dueText(t: StaffTexts, due_at: number, now: number): string {
  const values = { day: dayText(t, due_at, now), time: timeIn(due_at) };
  return t(due_at <= now ? "due.over" : "due.by", values);
}
