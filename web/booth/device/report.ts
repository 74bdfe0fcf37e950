/**
 * What a booth says of itself: looked at without opening anything, since the light of a camera must not be on when
 * nobody is there. Pure.
 */
import type { DeviceState } from "../../shared/call/devices.ts";
import type { DeviceReport } from "../../shared/protocol/server.ts";

/** Answers slower than the first are fair, slower than the second poor; the quickest of the last few counts. */
const FAIR_MS = 400;
const POOR_MS = 1500;
const ANSWERS = 3;
/** Connections lost lately: one makes the network fair, three make it poor. */
const LATELY_MS = 10 * 60_000;
const POOR_LOSSES = 3;

export interface Line {
  /** How long the last answers of the server took, ms. */
  readonly answers: readonly number[];
  /** When the connection was lost, local time. */
  readonly losses: readonly number[];
}

export const UNTRIED: Line = { answers: [], losses: [] };

export function answered(line: Line, tookMs: number): Line {
  return { ...line, answers: [...line.answers, tookMs].slice(-ANSWERS) };
}

export function lost(line: Line, at: number): Line {
  return { ...line, losses: [...line.losses, at].slice(-POOR_LOSSES) };
}

export function networkOf({ answers, losses }: Line, now: number): DeviceReport["network"] {
  const recent = losses.filter((at) => now - at < LATELY_MS).length;
  if (answers.length === 0) return "unknown";
  const best = Math.min(...answers);
  if (recent >= POOR_LOSSES || best > POOR_MS) return "poor";
  return recent > 0 || best > FAIR_MS ? "fair" : "good";
}

/** What the browser tells of the devices without opening them. */
export interface Seen {
  readonly kinds: readonly MediaDeviceKind[];
  /** Inputs the browser may not use. */
  readonly denied: readonly ("camera" | "microphone")[];
  /** Whether this browser tells of loudspeakers at all. */
  readonly tellsOutputs: boolean;
}

/** How the page's own use of the devices stands. */
export interface InUse {
  readonly camera: DeviceState;
  readonly microphone: DeviceState;
}

export function reportOf(seen: Seen, inUse: InUse, line: Line, now: number): DeviceReport {
  const input = (name: "camera" | "microphone", kind: MediaDeviceKind): DeviceReport["camera"] => {
    if (inUse[name] === "on") return "on";
    const broken = inUse[name] === "missing" || inUse[name] === "denied";
    return broken || seen.denied.includes(name) || !seen.kinds.includes(kind) ? "missing" : "off";
  };
  const hasOutput = seen.kinds.includes("audiooutput");
  return {
    camera: input("camera", "videoinput"),
    microphone: input("microphone", "audioinput"),
    loudspeaker: hasOutput ? "ok" : seen.tellsOutputs ? "missing" : "unknown",
    network: networkOf(line, now),
  };
}
