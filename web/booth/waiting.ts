/** What a visitor reads while waiting: one story, in which no line contradicts another. Pure. */
import { waitsSince } from "../shared/call/waits-since.ts";
import type { Call, QueuePlaced } from "../shared/protocol/server.ts";
import { currentCall, isHandedOver, isServed } from "./screen.ts";
import type { BoothState } from "./state.ts";

/** Without an estimate for this long, other ways to reach the police are shown. */
export const PATIENCE_MS = 120_000;
/** So are they when it will take this long, or has. */
const LONG_WAIT_MIN = 15;

export type Phase = "searching" | "ringing" | "handed_over" | "handed_over_ringing";

/** Whom the visitor waits for. */
export type Sought = "employee" | "employee_in" | "employee_and_interpreter" | "dutch_or_english";

/** What is said of the time, in place of a number where nobody can give one. */
export type Wait =
  | { readonly kind: "range"; readonly from: number; readonly to: number }
  | { readonly kind: "about" | "more_than"; readonly minutes: number }
  | { readonly kind: "soon" | "unknown" | "stale" };

/** Return the stage the waiting call is in. */
export function phaseOf(call: Call): Phase {
  const rings = call.seats.some((seat) => seat.hosts && seat.state === "reserved");
  if (isHandedOver(call)) return rings ? "handed_over_ringing" : "handed_over";
  return rings ? "ringing" : "searching";
}

/** Say whether somebody's desk rings for this call now. */
export function isRinging(call: Call): boolean {
  const phase = phaseOf(call);
  return phase === "ringing" || phase === "handed_over_ringing";
}

/** Return whom the call looks for: what the queue says outranks what the language alone would tell. */
export function soughtFor(state: BoothState, call: Call): Sought {
  const interpreter = call.seats.some((seat) => seat.role === "interpreter" && seat.state !== "closed");
  if (interpreter || state.place?.with_interpreter) return "employee_and_interpreter";
  if (!isServed(state, call.language)) return "dutch_or_english";
  // Everybody speaks these two; to name them would only raise the question.
  return call.language === "nl" || call.language === "en" ? "employee" : "employee_in";
}

/** Return what to say of the time. */
export function waitOf(state: BoothState, call: Call, place: QueuePlaced): Wait {
  if (isRinging(call)) return { kind: "soon" };
  if (!state.placeIsFresh) return { kind: "stale" };
  const { about_minutes, more_than, from_minutes, to_minutes } = place;
  if (from_minutes !== null && to_minutes !== null)
    return { kind: "range", from: from_minutes, to: to_minutes };
  if (about_minutes !== null) return { kind: more_than ? "more_than" : "about", minutes: about_minutes };
  // Who is first isn't told "soon": perhaps nobody is there.
  return { kind: "unknown" };
}

/** Say whether the wait is, or will be, so long that other ways deserve to be shown; never while it rings. */
export function needsAlternative(state: BoothState, serverNow: number): boolean {
  const call = currentCall(state);
  if (call?.state !== "waiting" || isRinging(call)) return false;
  const since = waitsSince(call);
  if (serverNow - since > LONG_WAIT_MIN * 60_000) return true;
  const about = state.place?.about_minutes ?? null;
  if (about !== null) return (state.place?.to_minutes ?? about) >= LONG_WAIT_MIN;
  return serverNow - Math.max(since, state.estimatedAt) > PATIENCE_MS;
}

/**
 * Return the address of the call-back form, which is told what the visitor has said already. The service's own form is a
 * path, and stands where the booth's page does, at `base`.
 */
export function callbackAddress(form: string, base: string, call: Call | null): string {
  const address = new URL(form, base);
  if (call) {
    address.searchParams.set("language", call.language);
    address.searchParams.set("topic", call.subject);
  }
  return address.href;
}
