/** What the server says of the wait, as it is shown. Pure. */
import type { QueuePlaced } from "../shared/protocol/server.ts";

/** An estimate that grows by less than this stays as it was. */
const STEADY_S = 60;

/** Say whether nobody is there to answer, as far as the server has said. */
export function isUnstaffed(place: QueuePlaced | null): boolean {
  return place !== null && place.wait_to_s === null;
}

/** Keep an estimate that got only a little worse: a range that jumps about is no help. */
export function steady(before: QueuePlaced | null, now: QueuePlaced): QueuePlaced {
  if (before?.call_id !== now.call_id || before.wait_to_s === null || now.wait_to_s === null) return now;
  const worse = now.wait_to_s - before.wait_to_s;
  return worse > 0 && worse < STEADY_S
    ? { ...now, wait_from_s: before.wait_from_s, wait_to_s: before.wait_to_s }
    : now;
}
