import type { Call } from "../protocol/server.ts";

/** Return since when, server time, a call waits for somebody; a handed over one has not waited since it was queued. */
export function waitsSince(call: Pick<Call, "queued_at" | "seats">): number {
  const opened = call.seats.filter((seat) => seat.hosts).map((seat) => seat.opened_at);
  return Math.max(call.queued_at, ...opened);
}
