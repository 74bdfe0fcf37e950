/** The server's clock, as far as its messages tell. Pure. */
import type { ServerMessage } from "./server.ts";

/** Return how far the server's clock is ahead of ours, in ms, after `message` came at local time `now`. */
export function clockOffset(before: number, message: ServerMessage, now: number): number {
  return message.type === "session.opened" || message.type === "heartbeat"
    ? message.server_time - now
    : before;
}
