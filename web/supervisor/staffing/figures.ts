/** Figures of a trial as people read them: shares, waits, and between what they lie. */

import { duration } from "../../shared/i18n/format.ts";
import type { Figure } from "../../shared/protocol/api.ts";

export type Kind = "share" | "wait";

const MINUTE_S = 60;
const UNKNOWN = "–";

/** Return the percentage of a share of 0 to 1, with its sign. */
export function percent(share: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** Return a wait as seconds, from a minute on as m:ss. */
export function waitText(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < MINUTE_S ? `${whole} s` : duration(whole);
}

export function valueText(value: number | null, kind: Kind, locale: string): string {
  if (value === null) return UNKNOWN;
  return kind === "share" ? percent(value, locale) : waitText(value);
}

/** Between what the mean lies: 95 % confidence, within what is possible. Null where it is known exactly, or not at all. */
export function bounds({ half, mean }: Figure, kind: Kind): readonly [number, number] | null {
  if (mean === null || half === null) return null;
  return [Math.max(0, mean - half), kind === "share" ? Math.min(1, mean + half) : mean + half];
}

export interface Change {
  readonly text: string;
  /** Whether chance alone could have made it. */
  readonly isSure: boolean;
  readonly isMore: boolean;
}

/** Return by how much a share or wait differs, in points or seconds; null where that isn't known. */
export function changeOf({ half, mean }: Figure, kind: Kind, locale: string): Change | null {
  if (mean === null) return null;
  const signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 0, signDisplay: "exceptZero" });
  const amount = kind === "share" ? mean * 100 : mean;
  return {
    text: signed.format(amount),
    isSure: half !== null && Math.abs(mean) > half,
    isMore: mean > 0,
  };
}
