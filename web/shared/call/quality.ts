/** How well the media connection does, from WebRTC statistics. Pure but for reading the report. */

export type Quality = "good" | "fair" | "poor";
/** What the page says of the whole way to the others, and never better than it is. */
export type Link = Quality | "connecting" | "reconnecting" | "gone";

/** Counters of one moment; rates come from the difference between two. */
export interface Sample {
  readonly received: number;
  readonly lost: number;
  /** Worst loss the other side reports of what we send, 0 to 1. */
  readonly remoteLoss: number;
  readonly roundTripMs: number | null;
  /** Decoded pictures by transceiver `mid`. */
  readonly frames: Readonly<Record<string, number>>;
  /** Sound energy by transceiver `mid`. */
  readonly energy: Readonly<Record<string, number>>;
  /** Answered connectivity checks. */
  readonly checks: number;
}

type Stat = Record<string, unknown> & { type: string };

export function sampleOf(report: Iterable<[string, unknown]>): Sample {
  let [received, lost, remoteLoss, checks] = [0, 0, 0, 0];
  let roundTripMs: number | null = null;
  const frames: Record<string, number> = {};
  const energy: Record<string, number> = {};
  for (const [, value] of report) {
    const stat = value as Stat;
    if (stat.type === "inbound-rtp") {
      received += Number(stat["packetsReceived"] ?? 0);
      lost += Math.max(0, Number(stat["packetsLost"] ?? 0));
      const mid = String(stat["mid"]);
      if (stat["kind"] === "video") frames[mid] = Number(stat["framesDecoded"] ?? 0);
      else energy[mid] = Number(stat["totalAudioEnergy"] ?? 0);
    } else if (stat.type === "remote-inbound-rtp") {
      remoteLoss = Math.max(remoteLoss, Number(stat["fractionLost"] ?? 0));
    } else if (stat.type === "candidate-pair") {
      checks += Number(stat["responsesReceived"] ?? 0);
      if (stat["nominated"] !== true) continue;
      const seconds = stat["currentRoundTripTime"];
      if (typeof seconds === "number") roundTripMs = seconds * 1000;
    }
  }
  return { received, lost, remoteLoss, roundTripMs, frames, energy, checks };
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

export function qualityOf(before: Sample, now: Sample): Quality {
  const lost = Math.max(0, now.lost - before.lost);
  const received = Math.max(0, now.received - before.received);
  const loss = Math.max(lost + received > 0 ? lost / (lost + received) : 0, now.remoteLoss);
  const roundTrip = now.roundTripMs ?? 0;
  if (loss > 0.08 || roundTrip > 600) return "poor";
  if (loss > 0.02 || roundTrip > 250) return "fair";
  return "good";
}
