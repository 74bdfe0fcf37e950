/** The order in which waiting calls are shown: nothing moves between aiming and pressing. */
import type { Call } from "../../shared/protocol/server.ts";

/** Whoever hasn't moved for this long isn't about to press anything. */
export const HELD_MS = 4000;

export interface Row {
  readonly call: Call;
  /** Its place among those who wait, in the order they are served; null: it waits no longer. */
  readonly place: number | null;
}

/** Return the rows in the order they are served; or where they stood, with newcomers below, while `held`. Pure. */
export function rowsOf(calls: readonly Call[], held: readonly Row[] | null): readonly Row[] {
  const rows = new Map(calls.map((call, index): [string, Row] => [call.call_id, { call, place: index + 1 }]));
  if (held === null) return [...rows.values()];
  const stay = held.map(({ call }) => rows.get(call.call_id) ?? { call, place: null });
  for (const { call } of stay) rows.delete(call.call_id);
  return [...stay, ...rows.values()];
}

export class SteadyRows {
  private shown: readonly Row[] = [];
  private heldUntil = 0;

  /** Return the rows to show at `now`, local time. */
  rows(calls: readonly Call[], now: number): readonly Row[] {
    this.shown = rowsOf(calls, now < this.heldUntil ? this.shown : null);
    return this.shown;
  }

  /** Somebody aims: what they see stays where it is. */
  touched(now: number): void {
    if (this.heldUntil !== Number.POSITIVE_INFINITY) this.heldUntil = now + HELD_MS;
  }

  /** The further deeds of a call are unfolded, or folded again: they lie beside its row. */
  unfolded(isOpen: boolean, now: number): void {
    this.heldUntil = isOpen ? Number.POSITIVE_INFINITY : now + HELD_MS;
  }

  /** Nobody aims any more. */
  left(): void {
    if (this.heldUntil !== Number.POSITIVE_INFINITY) this.heldUntil = 0;
  }
}
