/** Whom the pools of a step stand for. Routing names them; here alone a page reads those names. Pure. */
import type { Explanation, PoolFacts, StepFacts } from "../shared/protocol/server.ts";

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

/** One of a routing's steps as it is told: those whom no step before it named. */
export interface Stage {
  readonly opened: boolean;
  readonly opensAt: number;
  readonly alone: readonly Group[];
  /** Who is asked together with somebody of `companion`. */
  readonly paired: readonly Group[];
  readonly companion: readonly Group[];
}

/** Return a call's steps, those that opened as one: nobody is told of twice, and a step that adds nobody not at all. */
export function stagesOf({ steps, companion }: Pick<Explanation, "steps" | "companion">): readonly Stage[] {
  const told = new Set<string>();
  const isFresh = (key: string) => !told.has(key) && told.add(key).size > 0;
  const fresh = (some: readonly StepFacts[], kind: string) => {
    const pools = some
      .flatMap((step) => step.pools)
      .filter(({ pool }) => isFresh(`${kind} ${pool.replace(/^neighbor/, "agent")}`));
    // A group may grow by those who speak the language less well; who is named already, and nobody, adds nothing.
    return groupsOf(pools).filter(
      (group) => isFresh(`${kind} ${JSON.stringify(group.who)}`) || group.present > 0,
    );
  };
  const stageOf = (some: readonly StepFacts[]): Stage[] => {
    const [first] = some;
    if (!first) return [];
    const alone = fresh(
      some.filter((step) => !step.with_companion),
      "alone",
    );
    const paired = fresh(
      some.filter((step) => step.with_companion),
      "paired",
    );
    if (alone.length + paired.length === 0) return [];
    const others = paired.length > 0 ? groupsOf(companion) : [];
    return [{ opened: first.opened, opensAt: first.opens_at, alone, paired, companion: others }];
  };
  const opened = stageOf(steps.filter((step) => step.opened));
  return [...opened, ...steps.filter((step) => !step.opened).flatMap((step) => stageOf([step]))];
}

/** Return each group of people once: they may be asked alone and with an interpreter at the same time. */
export function distinct(groups: readonly Group[]): readonly Group[] {
  const once = new Map<string, Group>();
  for (const group of groups) {
    const name = JSON.stringify(group.who);
    once.set(name, { ...group, ahead: Math.max(group.ahead, once.get(name)?.ahead ?? 0) });
  }
  return [...once.values()];
}

/** Return the groups without those that another one holds: of a country where nobody is, no centre need be named. */
export function widestOf(groups: readonly Group[]): readonly Group[] {
  const holds = (wide: Who, who: Who) =>
    (wide.kind === "anybody" || wide.kind === "language") &&
    wide.centre === null &&
    (who.kind === "anybody" || who.kind === "language") &&
    (wide.kind === "anybody" || (who.kind === "language" && who.language === wide.language)) &&
    (wide.kind !== who.kind || who.centre !== null);
  return distinct(groups).filter(({ who }) => !groups.some((other) => holds(other.who, who)));
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
