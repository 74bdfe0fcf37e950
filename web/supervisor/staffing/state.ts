/** What the staffing screen knows: a past week, the people that are tried on it, and what came of that; a pure reducer. */
import type { StaffGroup, StaffingWeek, TrialResult, TrialStanding } from "../../shared/protocol/api.ts";
import { nobody, type Role, withDayOn, withHeads, withMore, worksOn } from "./people.ts";

/** A staffing that was tried, with what came of it. */
export interface Scenario extends Wanted {
  readonly id: string;
  readonly name: string;
  readonly result: TrialResult;
}

/** What is tried: these people on the calls of this week; figures are of one location, or (null) of all. */
export interface Wanted {
  readonly week: string;
  readonly location: string | null;
  readonly threshold_s: number;
  readonly staffing: readonly StaffGroup[];
}

/** How a service level is judged: so many percent answered within so many seconds. */
export interface Goal {
  readonly percent: number;
  readonly threshold_s: number;
}

export type Problem =
  | "failed"
  | "lost"
  | "unreachable"
  | "too_many_people"
  | "nobody_works"
  | "too_few_calls";

export interface Trial {
  /** The table may change meanwhile. */
  readonly wanted: Wanted;
  /** It was asked for; it was put off, as another one is being tried; or it is played: how often, of how often. */
  readonly standing:
    | "asked"
    | "put_off"
    | { readonly id: string; readonly done: number; readonly of: number };
}

export interface StaffingState {
  readonly week: string;
  readonly location: string | null;
  readonly goal: Goal;
  /** Somebody chose it here; until then it is the service's. */
  readonly hasOwnGoal: boolean;
  readonly past: StaffingWeek | "loading" | "failed";
  /** The day on the page, 0 = Monday. */
  readonly day: number;
  readonly groups: readonly StaffGroup[];
  /** The form for a further group is open. */
  readonly adding: boolean;
  readonly trial: Trial | null;
  readonly problem: Problem | null;
  /** The name of what has just been worked out. */
  readonly ready: string | null;
  readonly scenarios: readonly Scenario[];
  /** Whose figures are shown by language. */
  readonly shown: string | null;
  /** Of which language all scenarios are compared; null = all calls. */
  readonly language: string | null;
}

export type StaffingAction =
  | { readonly kind: "week"; readonly week: string }
  | { readonly kind: "location"; readonly location: string | null }
  | { readonly kind: "goal"; readonly goal: Goal }
  | { readonly kind: "past"; readonly past: StaffingWeek }
  | { readonly kind: "past_failed" }
  | { readonly kind: "day"; readonly day: number }
  | { readonly kind: "heads"; readonly group: number; readonly hour: number; readonly heads: number }
  | { readonly kind: "more"; readonly group: number; readonly more: number }
  | { readonly kind: "copied"; readonly on: "all" | "weekdays" }
  | { readonly kind: "reset" }
  | { readonly kind: "adding"; readonly adding: boolean }
  | {
      readonly kind: "added";
      readonly role: Role;
      readonly centre: string;
      readonly languages: readonly string[];
    }
  | { readonly kind: "removed"; readonly group: number }
  | { readonly kind: "tried" }
  | { readonly kind: "put_off" }
  | { readonly kind: "refused"; readonly problem: Problem }
  | { readonly kind: "standing"; readonly standing: TrialStanding; readonly name: string }
  | { readonly kind: "given_up" }
  | { readonly kind: "shown"; readonly id: string }
  | { readonly kind: "named"; readonly id: string; readonly name: string }
  | { readonly kind: "reopened"; readonly id: string }
  | { readonly kind: "forgotten"; readonly id: string }
  | { readonly kind: "language"; readonly language: string | null };

/** Older ones make room. */
const MOST_SCENARIOS = 6;

export function reduceStaffing(state: StaffingState, action: StaffingAction): StaffingState {
  switch (action.kind) {
    case "week":
      return { ...state, week: action.week, past: "loading", groups: [], adding: false, problem: null };
    case "past":
      return {
        ...state,
        past: action.past,
        groups: action.past.staffing,
        goal: state.hasOwnGoal ? state.goal : goalOf(action.past),
      };
    case "past_failed":
      return { ...state, past: "failed" };
    case "location":
      return { ...state, location: action.location };
    case "goal":
      return { ...state, goal: action.goal, hasOwnGoal: true };
    case "day":
      return { ...state, day: action.day };
    case "adding":
      return { ...state, adding: action.adding };
    case "language":
      return { ...state, language: action.language };
    case "heads":
    case "more":
    case "copied":
    case "reset":
    case "added":
    case "removed":
      return { ...state, ...edited(state, action), problem: null, ready: null };
    case "tried":
      return { ...state, trial: { wanted: wanted(state), standing: "asked" }, problem: null, ready: null };
    case "put_off":
      return state.trial ? { ...state, trial: { ...state.trial, standing: "put_off" } } : state;
    case "refused":
      return { ...state, trial: null, problem: action.problem };
    case "given_up":
      return { ...state, trial: null };
    case "standing":
      return standing(state, action.standing, action.name);
    case "shown":
      return { ...state, shown: action.id };
    case "named":
      return { ...state, scenarios: renamed(state.scenarios, action.id, action.name) };
    case "reopened": {
      const found = state.scenarios.find((each) => each.id === action.id);
      return found ? { ...state, groups: found.staffing, shown: found.id } : state;
    }
    case "forgotten": {
      const scenarios = state.scenarios.filter((each) => each.id !== action.id);
      return {
        ...state,
        scenarios,
        shown: state.shown === action.id ? (scenarios[0]?.id ?? null) : state.shown,
      };
    }
  }
}

function goalOf({ goal, threshold_s }: StaffingWeek): Goal {
  return { percent: Math.round(goal * 100), threshold_s };
}

type Edit = Extract<StaffingAction, { kind: "heads" | "more" | "copied" | "reset" | "added" | "removed" }>;

function edited(state: StaffingState, action: Edit): Pick<StaffingState, "groups" | "adding"> {
  const { adding, day, groups, past } = state;
  if (typeof past === "string") return { adding, groups };
  const changed = (number: number, change: (group: StaffGroup) => number[][]) => ({
    adding,
    groups: groups.map((group, each) => (each === number ? { ...group, people: change(group) } : group)),
  });
  switch (action.kind) {
    case "heads":
      return changed(action.group, ({ people }) => withHeads(people, day, action.hour, action.heads));
    case "more": {
      const works = worksOn(past, groups, day);
      return changed(action.group, ({ people }) => withMore(people, day, action.more, works));
    }
    case "copied":
      return {
        adding,
        groups: groups.map((group) => ({ ...group, people: withDayOn(group.people, day, action.on) })),
      };
    case "reset":
      return { adding: false, groups: past.staffing };
    case "removed":
      return { adding, groups: groups.filter((_, each) => each !== action.group) };
    case "added": {
      const { centre, languages, role } = action;
      const group = { centre, role, languages: [...languages], levels: {}, people: nobody() };
      return { adding: false, groups: [...groups, group] };
    }
  }
}

function wanted({ goal, groups, location, week }: StaffingState): Wanted {
  return { week, location, threshold_s: goal.threshold_s, staffing: groups };
}

function standing(state: StaffingState, told: TrialStanding, name: string): StaffingState {
  if (state.trial === null) return state;
  if (told.state === "playing") {
    const far = { id: told.trial_id, done: told.done, of: told.replications };
    return { ...state, trial: { ...state.trial, standing: far } };
  }
  if (told.state !== "done" || told.result === null) {
    return { ...state, trial: null, problem: told.state === "canceled" ? null : "failed" };
  }
  const scenario: Scenario = { ...state.trial.wanted, id: told.trial_id, name, result: told.result };
  const scenarios = [...state.scenarios, scenario].slice(-MOST_SCENARIOS);
  return { ...state, trial: null, scenarios, shown: scenario.id, ready: name };
}

/** Return the scenarios that can be compared with what is on the page: of the same week, place and threshold. */
export function comparable({ goal, location, scenarios, week }: StaffingState): Scenario[] {
  return scenarios.filter(
    (each) => each.week === week && each.location === location && each.threshold_s === goal.threshold_s,
  );
}

function renamed(scenarios: readonly Scenario[], id: string, name: string): Scenario[] {
  return scenarios.map((each) => (each.id === id ? { ...each, name } : each));
}
