/** How well the media connection does, from WebRTC statistics. Pure but for reading the report. */

export type Quality = "good" | "fair" | "poor";

/** Counters of one moment; rates come from the difference between two. */
export interface Sample {
  readonly received: number;
  readonly lost: number;
  /** Worst loss the other side reports of what we send, 0 to 1. */
  readonly remoteLoss: number;
  readonly roundTripMs: number | null;
  /** Decoded pictures by transceiver `mid`. */
  readonly frames: Readonly<Record<string, number>>;
}

type Stat = Record<string, unknown> & { type: string };

export function sampleOf(report: Iterable<[string, unknown]>): Sample {
  let [received, lost, remoteLoss] = [0, 0, 0];
  let roundTripMs: number | null = null;
  const frames: Record<string, number> = {};
  for (const [, value] of report) {
    const stat = value as Stat;
    if (stat.type === "inbound-rtp") {
      received += Number(stat["packetsReceived"] ?? 0);
      lost += Math.max(0, Number(stat["packetsLost"] ?? 0));
      if (stat["kind"] === "video") frames[String(stat["mid"])] = Number(stat["framesDecoded"] ?? 0);
    } else if (stat.type === "remote-inbound-rtp") {
      remoteLoss = Math.max(remoteLoss, Number(stat["fractionLost"] ?? 0));
    } else if (stat.type === "candidate-pair" && stat["nominated"] === true) {
      const seconds = stat["currentRoundTripTime"];
      if (typeof seconds === "number") roundTripMs = seconds * 1000;
    }
  }
  return { received, lost, remoteLoss, roundTripMs, frames };
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
