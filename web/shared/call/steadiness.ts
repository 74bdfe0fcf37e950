/** Makes of what is measured each second a word that doesn't flicker, and an advice worth giving. Pure. */
import type { LegQuality } from "../protocol/server.ts";
import { type Figures, type Quality, qualityOf } from "./quality.ts";

/** How long it must be worse before it is said to be, and how long better. */
const WORSE_MS = 2000;
const BETTER_MS = 6000;
/** How long it must be poor before people are told what to do. */
const ADVICE_MS = 4000;
const FAIR_SCORE = 3.7;
const POOR_SCORE = 3;
/** Sound and pictures that arrive as unevenly as this falter. */
const UNEVEN_MS = 40;
const LONG_ROUND_TRIP_MS = 600;

const ORDER: readonly Quality[] = ["good", "fair", "poor"];

/** Return the worst of them; null: there is none. */
export function worstOf(words: readonly Quality[]): Quality | null {
  return words.length === 0 ? null : words.reduce(worseOf);
}

/** Return what is said of a leg of which only the relay's figures are known: what its own page says, as far as it can be. */
export function legWord(leg: LegQuality): Quality {
  return measuredWord("good", leg, false) ?? "good";
}

function worseOf(a: Quality, b: Quality): Quality {
  return ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b;
}

/** Return the word for a score as listeners would give it, 1 to 5. */
export function wordOf(score: number): Quality {
  if (score < POOR_SCORE) return "poor";
  return score < FAIR_SCORE ? "fair" : "good";
}

/**
 * Return the worse of what the page and the relay have measured; null while the page has measured nothing.
 *
 * The relay's score counts pictures too. A camera that gives few of them, in the dark or on a busy device, is no bad
 * connection: unless the line is too `narrow` for more, they count only beside losses, delay or uneven arrival.
 */
export function measuredWord(own: Quality | null, relay: LegQuality | null, narrow: boolean): Quality | null {
  if (!own || !relay) return own;
  const { up, down, round_trip_ms } = relay;
  const isEven = Math.max(up.jitter_ms ?? 0, down.jitter_ms ?? 0) < UNEVEN_MS;
  const isClear = isEven && qualityOf({ up, down, roundTripMs: round_trip_ms }) === "good";
  return isClear && !narrow ? own : worseOf(own, wordOf(relay.score));
}

export interface Steady {
  /** What is said; null: nothing yet. */
  readonly word: Quality | null;
  readonly since: number;
  /** The mildest of what was measured since it last differed from what is said, to one side. */
  readonly next: Quality | null;
  readonly nextSince: number;
}

export const UNSAID: Steady = { word: null, since: 0, next: null, nextSince: 0 };

/** Return what to say after `measured` at `now`. */
export function steady(before: Steady, measured: Quality | null, now: number): Steady {
  const { word } = before;
  if (measured === null) return UNSAID;
  if (word === null) return { word: measured, since: now, next: null, nextSince: now };
  if (measured === word) return { ...before, next: null, nextSince: now };
  const isWorse = worseOf(measured, word) === measured;
  const goesOn = before.next !== null && (worseOf(before.next, word) === before.next) === isWorse;
  if (!before.next || !goesOn) return { ...before, next: measured, nextSince: now };
  // Between good and poor it says the milder change, which held all the time.
  const held = isWorse
    ? worseOf(before.next, measured) === measured
      ? before.next
      : measured
    : worseOf(before.next, measured);
  const enough = now - before.nextSince >= (isWorse ? WORSE_MS : BETTER_MS);
  return enough ? { word: held, since: now, next: null, nextSince: now } : { ...before, next: held };
}

export type Advice = "visitor" | "delay" | "weak";

/** Return what people can do about a poor connection; null: nothing need be done. */
export function adviceOf(
  said: Steady,
  figures: Figures | null,
  { fixedDevices, now }: { fixedDevices: boolean; now: number },
): Advice | null {
  if (said.word !== "poor" || now - said.since < ADVICE_MS) return null;
  // Nobody moves a booth.
  if (fixedDevices) return "visitor";
  return (figures?.roundTripMs ?? 0) > LONG_ROUND_TRIP_MS ? "delay" : "weak";
}
