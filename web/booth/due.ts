/** What is to be done now without a touch. Pure. */
import { presenceLeft } from "./presence.ts";
import { idleLeft, screenOf } from "./screen.ts";
import type { BoothState } from "./state.ts";

export type Due = "hang_up" | "desert" | "retry";

/** Return what is due at `now`, local time. */
export function dueOf(state: BoothState, now: number): Due | null {
  if (state.endingAt !== null && now >= state.endingAt) return "hang_up";
  if (presenceLeft(state, now) === 0) return "desert";
  const retries = screenOf(state) === "busy" && !state.requesting && state.connection === "online";
  // Not over the head of somebody who is asked whether they are still there.
  if (retries && state.retryAt !== null && now >= state.retryAt && idleLeft(state, now) === null)
    return "retry";
  return null;
}
