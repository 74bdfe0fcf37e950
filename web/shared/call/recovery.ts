/**
 * When a page's media connection is left alone, restarted or built anew: a state machine. Pure.
 *
 * A restart (new paths, same keys and streams) is the gentlest and comes first; what doesn't mend in time is built
 * anew; what can't be built rests, longer each time. Without a signaling session nothing can be asked: whatever
 * flows is left alone until there is one.
 */

export type Phase =
  /** A new connection is on its way. */
  | "building"
  | "connected"
  /** The browser misses answers; it may mend by itself. */
  | "shaky"
  /** The network changed; more changes may follow at once. */
  | "settling"
  | "restarting"
  /** Before building anew. */
  | "resting"
  /** There is no signaling session to ask through. */
  | "stranded";

export interface Recovery {
  readonly phase: Phase;
  /** When patience with the phase ends, local time; null: nothing is waited for. */
  readonly dueAt: number | null;
  /** Attempts in a row that came to nothing. */
  readonly failures: number;
}

export type Happening =
  | { readonly kind: "state"; readonly state: RTCPeerConnectionState }
  /** Something came through, since the restart or though there is no session. */
  | { readonly kind: "flowing" }
  /** Nothing comes any more, whatever the browser believes. */
  | { readonly kind: "dead" }
  /** The network changed, or the computer was asleep. */
  | { readonly kind: "interrupted" }
  /** The call's media is elsewhere now, or the relay knows this connection no more. */
  | { readonly kind: "lost" }
  /** The relay couldn't answer an offer. */
  | { readonly kind: "unanswered" }
  /** An offer found no signaling session. */
  | { readonly kind: "unheard" }
  /** There is a new signaling session. */
  | { readonly kind: "session" }
  /** `dueAt` has come. */
  | { readonly kind: "due" };

export type Deed = "build" | "restart" | null;

export const CONNECT_MS = 8000;
export const SHAKY_MS = 700;
export const SETTLE_MS = 250;
export const RESTART_MS = 3000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 2000;

export function begin(now: number): Recovery {
  return { phase: "building", dueAt: now + CONNECT_MS, failures: 0 };
}

/** Return what follows from what happened at `now`, and what is to be done. */
export function recover(before: Recovery, happening: Happening, now: number): readonly [Recovery, Deed] {
  const { phase } = before;
  switch (happening.kind) {
    case "state":
      return stateChanged(before, happening.state, now);
    case "flowing":
      return phase === "restarting" || phase === "stranded" ? [connected(), null] : [before, null];
    case "dead":
      return phase === "connected" || phase === "shaky" ? restart(before, now) : [before, null];
    case "interrupted":
      return interrupted(before, now);
    case "lost":
      return build({ ...before, failures: 0 }, now);
    case "unanswered":
      return phase === "building" || phase === "restarting" ? rest(before, now) : [before, null];
    case "unheard":
      return phase === "connected" ? [before, null] : [{ ...before, phase: "stranded", dueAt: null }, null];
    case "session":
      return phase === "connected" ? [before, null] : build({ ...before, failures: 0 }, now);
    case "due":
      return due(before, now);
  }
}

function stateChanged(
  before: Recovery,
  state: RTCPeerConnectionState,
  now: number,
): readonly [Recovery, Deed] {
  const { phase } = before;
  if (state === "connected") return [phase === "settling" ? before : connected(), null];
  const wasWell = phase === "connected" || phase === "shaky";
  if (state === "disconnected" && phase === "connected")
    return [{ ...before, phase: "shaky", dueAt: now + SHAKY_MS }, null];
  if (state === "failed" && wasWell) return restart(before, now);
  if (state === "failed" && (phase === "building" || phase === "restarting")) return rest(before, now);
  return [before, null];
}

function interrupted(before: Recovery, now: number): readonly [Recovery, Deed] {
  switch (before.phase) {
    case "connected":
    case "shaky":
    case "restarting":
      return [{ ...before, phase: "settling", dueAt: now + SETTLE_MS }, null];
    case "building":
    case "resting":
      return [{ ...before, phase: "resting", dueAt: now + SETTLE_MS }, null];
    case "settling":
    case "stranded":
      return [before, null];
  }
}

function due(before: Recovery, now: number): readonly [Recovery, Deed] {
  if (before.dueAt === null || now < before.dueAt) return [before, null];
  switch (before.phase) {
    case "shaky":
    case "settling":
      return restart(before, now);
    case "restarting":
    case "resting":
      return build(before, now);
    case "building":
      return rest(before, now);
    case "connected":
    case "stranded":
      return [before, null];
  }
}

function connected(): Recovery {
  return { phase: "connected", dueAt: null, failures: 0 };
}

function restart(before: Recovery, now: number): readonly [Recovery, Deed] {
  return [{ ...before, phase: "restarting", dueAt: now + RESTART_MS }, "restart"];
}

function build(before: Recovery, now: number): readonly [Recovery, Deed] {
  return [{ ...before, phase: "building", dueAt: now + CONNECT_MS }, "build"];
}

function rest(before: Recovery, now: number): readonly [Recovery, Deed] {
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** before.failures);
  return [{ phase: "resting", dueAt: now + pause, failures: before.failures + 1 }, null];
}
