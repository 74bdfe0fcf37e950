/** How well the media connection does: figures over the last stretch, and a word for them. Pure. */
import type { Path, Sample } from "./stats.ts";

export type Quality = "good" | "fair" | "poor";
/** What the page says of the whole way to the others, and never better than it is. */
export type Link = Quality | "connecting" | "reconnecting" | "gone";

/** One direction of the page's connection to the relay, over the last stretch; null: not known. */
export interface DirectionFigures {
  /** Share of packets that didn't come on the first try, 0 to 1. */
  readonly loss: number | null;
  readonly jitterMs: number | null;
  /** Bits per second, sound and pictures together. */
  readonly bitrate: number;
  /** Pictures per second of the picture that has most; null: there is none. */
  readonly framesPerS: number | null;
}

/** What was measured of the page's own connection over the last stretch. */
export interface Figures {
  readonly up: DirectionFigures;
  readonly down: DirectionFigures;
  readonly roundTripMs: number | null;
  /** How often a picture of somebody else stood still. */
  readonly freezes: number;
  /** Share of the sound played that had to be made up, 0 to 1. */
  readonly concealed: number;
  readonly path: Path | null;
  /** Pictures are sent smaller or fewer, as the line takes no more. */
  readonly isNarrow: boolean;
}

/** Return what happened between two samples taken `elapsedMs` apart. */
export function figuresOf(before: Sample, now: Sample, elapsedMs: number): Figures {
  const seconds = Math.max(elapsedMs, 1) / 1000;
  const grown = (key: CounterName) => Math.max(0, now[key] - before[key]);
  const lost = grown("lost");
  const expected = lost + grown("received");
  const played = grown("played");
  return {
    up: {
      loss: grown("bytesSent") > 0 ? now.remoteLoss : null,
      jitterMs: now.remoteJitterMs,
      bitrate: Math.round((8 * grown("bytesSent")) / seconds),
      framesPerS: fastest(before.framesSent, now.framesSent, seconds),
    },
    down: {
      loss: expected > 0 ? lost / expected : null,
      jitterMs: now.jitterMs,
      bitrate: Math.round((8 * grown("bytesReceived")) / seconds),
      framesPerS: fastest(before.frames, now.frames, seconds),
    },
    roundTripMs: now.roundTripMs,
    freezes: grown("freezes"),
    concealed: played > 0 ? Math.min(1, grown("concealed") / played) : 0,
    path: now.path,
    isNarrow: now.isNarrow,
  };
}

type CounterName = { [Key in keyof Sample]: Sample[Key] extends number ? Key : never }[keyof Sample];

function fastest(
  before: Readonly<Record<string, number>>,
  now: Readonly<Record<string, number>>,
  seconds: number,
): number | null {
  const rates = Object.entries(now).map(([mid, count]) => Math.max(0, count - (before[mid] ?? 0)) / seconds);
  return rates.some((rate) => rate > 0) ? Math.max(...rates) : null;
}

/** What of two directions is lost. */
interface Losses {
  readonly up: Pick<DirectionFigures, "loss">;
  readonly down: Pick<DirectionFigures, "loss">;
}

/** Return the word for what was measured at one time; steadying it is the reader's business. */
export function qualityOf({ up, down, roundTripMs }: Pick<Figures, "roundTripMs"> & Losses): Quality {
  const loss = Math.max(up.loss ?? 0, down.loss ?? 0);
  const roundTrip = roundTripMs ?? 0;
  if (loss > 0.08 || roundTrip > 600) return "poor";
  if (loss > 0.02 || roundTrip > 250) return "fair";
  return "good";
}

/** Return what to say of the way to the others. */
export function linkOf(way: {
  /** The signaling session stands. */
  online: boolean;
  connected: boolean;
  /** It was connected before in this call. */
  wasConnected: boolean;
  quality: Quality | null;
  /** Others are in the call, and the media of each of them is gone. */
  othersGone: boolean;
}): Link {
  if (!way.online) return "reconnecting";
  if (!way.connected) return way.wasConnected ? "reconnecting" : "connecting";
  if (way.othersGone) return "gone";
  return way.quality ?? "connecting";
}
