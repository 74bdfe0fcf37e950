/** Scenarios and the goal, kept in this browser; nothing of them is anybody's in particular. */
import type { Goal, Scenario } from "./state.ts";

const PLACE = "callrouter.staffing";
/** What is kept changes with the program; what an older one kept is left alone. */
const FORM = 1;

export interface Kept {
  /** Null while it is the service's. */
  readonly goal: Goal | null;
  readonly scenarios: readonly Scenario[];
}

const FRESH: Kept = { goal: null, scenarios: [] };

export function remembered(): Kept {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? "null") as (Kept & { form?: number }) | null;
    return kept?.form === FORM ? { goal: kept.goal, scenarios: kept.scenarios } : FRESH;
  } catch {
    return FRESH;
  }
}

export function remember(kept: Kept): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify({ form: FORM, goal: kept.goal, scenarios: kept.scenarios }));
  } catch {
    // Full or forbidden: they are there as long as the page is.
  }
}
