/**
 * Whether somebody is still there who waits. Pure.
 *
 * Waiting needs no touch, so the question comes late, loud and seldom; whoever doesn't answer it leaves the queue, so
 * that nobody is rung for an empty room. Nobody is asked while it rings, or while the server could not be told.
 */
import { currentCall } from "./screen.ts";
import type { BoothState } from "./state.ts";
import { phaseOf } from "./waiting.ts";

/** A waiting visitor who touches nothing this long is asked, and this much later taken for gone. */
export const PRESENCE_MS = 5 * 60_000;
export const PRESENCE_ASK_MS = 90_000;

function mayBeAsked(state: BoothState): boolean {
  const call = currentCall(state);
  return state.connection === "online" && call?.state === "waiting" && phaseOf(call) === "searching";
}

/** How long until a waiting visitor is taken for gone, ms; null while nobody need be asked. */
export function presenceLeft(state: BoothState, now: number): number | null {
  if (!mayBeAsked(state)) return null;
  const left = state.touchedAt + PRESENCE_MS + PRESENCE_ASK_MS - now;
  return left <= PRESENCE_ASK_MS ? Math.max(0, left) : null;
}

/** Return the state at `now`: who can't be asked at this moment has the whole countdown once it is asked. */
export function withoutHaste(state: BoothState, now: number): BoothState {
  const isWaiting = currentCall(state)?.state === "waiting";
  const earliest = now - PRESENCE_MS;
  if (!isWaiting || mayBeAsked(state) || state.touchedAt >= earliest) return state;
  return { ...state, touchedAt: earliest };
}
