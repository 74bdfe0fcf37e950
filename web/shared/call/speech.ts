/** Whether somebody speaks into a microphone that is off, or one that is on gives nothing. Pure: levels in, hints out. */

/** About -100 dB: below the smallest step of 16-bit sound; an open microphone in a silent room gives more. */
const SIGNAL = 1e-5;
/** About -34 dB: a voice near the microphone. */
const VOICE = 0.02;
/** How long nothing may come: from a microphone that gave something before, it may be a quiet listener's. */
const SILENT_AT_FIRST_MS = 6000;
const SILENT_LATER_MS = 20_000;
/** How much voice makes it speech, and how long its user is told. */
const SPEECH_MS = 600;
const TOLD_MS = 4000;
/** A page in the background is woken seldom: one reading speaks for no longer than this. */
const LONGEST_READING_MS = 250;

export type Hint = "silent" | "muted";

export interface Heard {
  readonly isOn: boolean;
  readonly at: number;
  /** Since when nothing has come from it. */
  readonly quietSince: number;
  /** Something came once. */
  readonly works: boolean;
  /** Voice of late, ms. */
  readonly voiceMs: number;
  /** When somebody last spoke while it was off. */
  readonly spokeAt: number | null;
}

export interface Reading {
  /** Root mean square of the samples, 0 to 1. */
  readonly level: number;
  /** The others are sent what it hears. */
  readonly isOn: boolean;
}

/** Return what is known after a reading at `now`; null before the first of a microphone. */
export function listen(before: Heard | null, { level, isOn }: Reading, now: number): Heard {
  if (before?.isOn !== isOn) {
    return { isOn, at: now, quietSince: now, works: before?.works ?? false, voiceMs: 0, spokeAt: null };
  }
  const passed = Math.min(now - before.at, LONGEST_READING_MS);
  const voiceMs = Math.max(0, before.voiceMs + (level > VOICE ? passed : -passed));
  const speaks = !isOn && voiceMs >= SPEECH_MS;
  const works = level > SIGNAL;
  return {
    isOn,
    at: now,
    quietSince: works ? now : before.quietSince,
    works: before.works || works,
    voiceMs: Math.min(voiceMs, SPEECH_MS),
    spokeAt: speaks ? now : before.spokeAt,
  };
}

/** Return what to tell the microphone's user. */
export function hintOf(heard: Heard | null): Hint | null {
  if (!heard) return null;
  const { isOn, at, quietSince, works, spokeAt } = heard;
  if (!isOn) return spokeAt !== null && at - spokeAt < TOLD_MS ? "muted" : null;
  return at - quietSince >= (works ? SILENT_LATER_MS : SILENT_AT_FIRST_MS) ? "silent" : null;
}
