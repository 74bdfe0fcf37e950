/** How a call ended for the employee who wraps it up. Pure. */
import type { Call } from "../shared/protocol/server.ts";

/** Return the key of the text; `call`: as far as it is known. After a reload, one that goes on isn't. */
export function endingOf(call: Call | null, self: string) {
  if (call === null) return "told.released";
  const stayed = call.participants.some((participant) => participant.participant_id === self);
  if (call.state !== "ended" || !stayed) return "wrap_up.ended.handed_over";
  return call.end_reason === null ? "told.ended" : (`wrap_up.ended.${call.end_reason}` as const);
}
