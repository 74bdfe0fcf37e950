/** What comes in through a media connection, and since when nothing does. Pure. */
import type { Sample } from "./stats.ts";

/** Sound below this power for a second is a microphone that is off: about -90 dB, less than any open microphone. */
const AUDIBLE_PER_MS = 1e-12;
/** Connectivity checks are answered each 2.5 s. */
const CHECKS_MS = 5500;
const CUT_MS = 2500;
export const SILENT_MS = 3000;
export const STILL_MS = 2000;

/** When something last came, local time; by transceiver `mid` for pictures and sound. */
export interface Activity {
  readonly sample: Sample;
  readonly at: number;
  readonly startedAt: number;
  /** Media packets; null before the first. */
  readonly mediaAt: number | null;
  /** Answers to connectivity checks. */
  readonly checkedAt: number;
  /** Anything at all. */
  readonly aliveAt: number;
  /** When something was last sent; null before the first. */
  readonly sentAt: number | null;
  readonly pictureAt: Readonly<Record<string, number>>;
  readonly soundAt: Readonly<Record<string, number>>;
}

/** Return what is known after `sample` was taken at `now`. */
export function observe(before: Activity | null, sample: Sample, now: number): Activity {
  if (!before) {
    return {
      sample,
      at: now,
      startedAt: now,
      mediaAt: sample.received > 0 ? now : null,
      checkedAt: now,
      aliveAt: now,
      sentAt: null,
      pictureAt: {},
      soundAt: {},
    };
  }
  const grown = (key: "frames" | "energy", least: number) =>
    Object.entries(sample[key]).filter(([mid, value]) => value - (before.sample[key][mid] ?? 0) > least);
  const seen = grown("frames", 0).map(([mid]) => [mid, now]);
  const heard = grown("energy", AUDIBLE_PER_MS * (now - before.at)).map(([mid]) => [mid, now]);
  const hasMore = (key: "received" | "checks" | "heard" | "bytesSent") =>
    (sample[key] ?? 0) > (before.sample[key] ?? 0);
  return {
    ...before,
    sample,
    at: now,
    mediaAt: hasMore("received") ? now : before.mediaAt,
    checkedAt: hasMore("checks") ? now : before.checkedAt,
    aliveAt: hasMore("received") || hasMore("checks") || hasMore("heard") ? now : before.aliveAt,
    sentAt: hasMore("bytesSent") ? now : before.sentAt,
    pictureAt: { ...before.pictureAt, ...Object.fromEntries(seen) },
    soundAt: { ...before.soundAt, ...Object.fromEntries(heard) },
  };
}

/** How long no media has come, ms; without any since the start, how long no check was answered. */
export function silenceMs({ mediaAt, checkedAt }: Activity, now: number): number {
  return mediaAt === null ? Math.max(0, now - checkedAt - CHECKS_MS) : now - mediaAt;
}

/** Say whether nothing at all comes any more, whatever the browser still believes of the connection. */
export function isDead(activity: Activity, now: number): boolean {
  return silenceMs(activity, now) > SILENT_MS && now - activity.checkedAt > CHECKS_MS;
}

/**
 * Say whether the way to the relay is cut: what is sent is reported on each second at least, and no report comes.
 * The browser notices by itself, but takes several seconds.
 */
export function isCutOff({ sample, aliveAt, sentAt }: Activity, now: number): boolean {
  return sample.heard !== null && sentAt === now && now - aliveAt > CUT_MS;
}

/** Say whether pictures come; null while it is too early to know. */
export function isMoving({ pictureAt, startedAt }: Activity, mid: string, now: number): boolean | null {
  const last = pictureAt[mid];
  if (last !== undefined) return now - last <= STILL_MS;
  return now - startedAt > STILL_MS ? false : null;
}

/** Say whether sound comes; null while it is too early to know. */
export function isSounding({ soundAt, startedAt }: Activity, mid: string, now: number): boolean | null {
  const last = soundAt[mid];
  if (last !== undefined) return now - last <= SILENT_MS;
  return now - startedAt > SILENT_MS ? false : null;
}
