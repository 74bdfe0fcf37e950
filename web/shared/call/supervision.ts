/** The supervisor who joined somebody else's call: who they are, and by whom they are received. Pure. */
import type { Call, Participant } from "../protocol/server.ts";

/** Return who has joined; there is one at most. Who answered the call, a supervisor too, has a seat and no mode. */
export function supervisorOf(call: Call): Participant | null {
  return call.participants.find((each) => each.mode !== null) ?? null;
}

/** Say whether there is a place for `other` here: for a supervisor who joined only where their mode says. */
export function isReceived(call: Call, self: string, other: Participant): boolean {
  if (other.mode === null || other.mode === "barge") return true;
  const hosts = call.seats.some((seat) => seat.hosts && seat.state === "taken" && seat.staff_id === self);
  return other.mode === "whisper" && hosts;
}
