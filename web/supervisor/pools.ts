/** Whom the pools of a step stand for. Routing names them; here alone a page reads those names. Pure. */
import type { PoolFacts } from "../shared/protocol/server.ts";

/** Null as centre: all centres. */
export type Who =
  | { readonly kind: "language"; readonly centre: string | null; readonly language: string }
  | { readonly kind: "anybody"; readonly centre: string | null }
  | { readonly kind: "interpreter"; readonly language: string }
  | { readonly kind: "person"; readonly staffId: string }
  /** A pool of a routing that this page doesn't know. */
  | { readonly kind: "pool"; readonly pool: string };

export interface Group {
  readonly who: Who;
  readonly present: number;
  readonly staffed: number;
  readonly available: number;
  /** Seats that rank before the one explained. */
  readonly ahead: number;
}

function whoOf(pool: string): Who {
  const [kind, first, second] = pool.split("/");
  const centre = first === "*" ? null : (first ?? null);
  // A centre's people are the same, whether for its own calls or for those of its neighbors.
  const employees = kind === "agent" || kind === "neighbor";
  if (employees && second === "any") return { kind: "anybody", centre };
  if (employees && second) return { kind: "language", centre, language: second };
  if (kind === "interpreter" && first) return { kind, language: first };
  if (kind === "person" && first) return { kind, staffId: first };
  return { kind: "pool", pool };
}

/**
 * Return the pools as groups of people: a language at a centre is one, whatever the levels it is spoken at.
 *
 * Somebody stands in one pool of a group, so people add up; the seat waits in all of them, so who is ahead does not.
 */
export function groupsOf(pools: readonly PoolFacts[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const facts of pools) {
    const who = whoOf(facts.pool);
    const key = JSON.stringify(who);
    const known = groups.get(key);
    groups.set(key, {
      who,
      present: (known?.present ?? 0) + facts.present,
      staffed: (known?.staffed ?? 0) + facts.staffed,
      available: (known?.available ?? 0) + facts.available,
      ahead: Math.max(known?.ahead ?? 0, facts.ahead),
    });
  }
  return [...groups.values()];
}
