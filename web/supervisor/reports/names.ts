/** What rows of a report are called. */
import { languageName, placeName } from "../../shared/i18n/format.ts";
import type { ReportTexts } from "../../shared/i18n/reports.ts";
import type { Context } from "../frame/further-screen.ts";
import { at, type Days, type Step, shifted } from "./periods.ts";
import type { FilterName } from "./state.ts";

const SUBJECTS = ["question", "report", "complaint", "anonymous"] as const;

/** The name of a place, a language or a subject. */
export function valueName(t: ReportTexts, context: Context, by: FilterName, value: string): string {
  if (by === "language") return languageName(value, t.locale);
  if (by === "location") {
    return context.locations.find(({ location_id }) => location_id === value)?.name ?? placeName(value);
  }
  const subject = SUBJECTS.find((each) => each === value);
  return subject ? t(`subject.${subject}`) : t("reports.unknown");
}

/** The name of a step, short for an axis or long for a table. */
export function stepName(
  locale: string,
  step: Step,
  { day, hour }: { readonly day: string; readonly hour: number | null },
  length: "short" | "long",
): string {
  if (hour !== null) return `${String(hour).padStart(2, "0")}:00`;
  const named = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(at(day));
  if (step === "month") return named({ month: length, year: length === "long" ? "numeric" : "2-digit" });
  if (length === "short") return named({ day: "numeric", month: "numeric" });
  return named({ weekday: "short", day: "numeric", month: "long" });
}

/** Days in words: `16 – 22 november 2026`. */
export function daysName(locale: string, { from, to }: Days): string {
  const format = new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  return from === to ? format.format(at(from)) : format.formatRange(at(from), at(to));
}

/** Every step of the days, also those without figures: a picture has no holes. */
export function stepsOf(step: Step, { from, to }: Days): readonly { day: string; hour: number | null }[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = shifted(day, 1)) days.push(day);
  if (step === "hour") {
    return days.flatMap((day) => Array.from({ length: 24 }, (_, hour) => ({ day, hour })));
  }
  const first = (day: string) => {
    if (step === "month") return `${day.slice(0, 8)}01`;
    const weekday = new Date(at(day)).getUTCDay();
    return step === "week" ? shifted(day, -((weekday + 6) % 7)) : day;
  };
  return [...new Set(days.map(first))].map((day) => ({ day, hour: null }));
}
