/** Figures as people read them; what can't be told is a dash. */
import { duration } from "../../shared/i18n/format.ts";

const NONE = "–";
const MINUTES = 60;
const HOURS = 3600;

export function count(value: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(value);
}

export function percent(share: number | null, locale: string): string {
  if (share === null) return NONE;
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(share);
}

/** Seconds as m:ss; from ten hours on in hours, as `31 h`. */
export function time(seconds: number | null, locale: string): string {
  if (seconds === null) return NONE;
  if (seconds < 10 * HOURS) return duration(Math.round(seconds));
  return hours(seconds, locale);
}

/** Seconds as hours with one digit behind the point. */
export function hours(seconds: number, locale: string): string {
  const unit = { style: "unit", unit: "hour", unitDisplay: "narrow", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale, unit).format(seconds / HOURS);
}

export function mean(value: number | null, locale: string): string {
  if (value === null) return NONE;
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
}

/** The end of a class of waits: `45 s`, from a minute on `2 min`. */
export function waitEnd(seconds: number, locale: string): string {
  const [value, unit] = seconds < MINUTES ? [seconds, "second"] : [seconds / MINUTES, "minute"];
  const options = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale, options).format(value);
}

/** How much more or less it is than before, as a share; null where nothing was before. */
export function change(now: number | null, before: number | null): number | null {
  return now === null || before === null || before === 0 ? null : (now - before) / before;
}

/** How many percentage points, as a share of one, a share is above what it was. */
export function points(now: number | null, before: number | null): number | null {
  return now === null || before === null ? null : now - before;
}
