/** Scenarios and the goal, kept in this browser; nothing of them is anybody's in particular. */
import type { Goal, Scenario } from "./state.ts";

const PLACE = "callrouter.staffing";
/** What is kept changes with the program; what an older one kept is left alone. */
const FORM = 1;

export interface Kept {
  readonly goal: Goal;
  readonly scenarios: readonly Scenario[];
}

export const FRESH: Kept = { goal: { percent: 80, threshold_s: 20 }, scenarios: [] };

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
