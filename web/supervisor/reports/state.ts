/** What the reports' screen knows: what is asked for, what was told, and how it is looked at; a pure reducer. */
import type { Definition, ReportTold } from "../../shared/protocol/api.ts";
import { type Days, daysOf, fault, type Period, stepOf } from "./periods.ts";

/** By what the one large table tells calls apart. */
export const SPLITS = ["time", "location", "language", "subject", "person"] as const;
export type Split = (typeof SPLITS)[number];
export const HEATS = ["arrivals", "waits"] as const;
export type Heat = (typeof HEATS)[number];
/** Of what a report can leave out all but one. */
export const FILTERS = ["location", "language", "subject"] as const;
export type FilterName = (typeof FILTERS)[number];

/** Seconds within which a call is answered in time; what the server counts waits by. */
export const THRESHOLDS = [10, 15, 20, 30, 45, 60, 90, 120] as const;

export type Problem = "unreachable" | "failed";

export interface ReportState {
  readonly period: Period;
  /** What stands in the fields of an own period. */
  readonly own: Days;
  readonly filter: Readonly<Record<FilterName, string | null>>;
  readonly threshold: number;
  readonly split: Split;
  readonly heat: Heat;
  readonly report: ReportTold | null;
  /** What the report on the screen was asked by. */
  readonly answered: string | null;
  readonly isLoading: boolean;
  readonly problem: Problem | null;
  readonly definitions: ReadonlyMap<string, Definition>;
}

export type ReportAction =
  | { readonly kind: "period"; readonly period: Period; readonly today: string }
  | { readonly kind: "day"; readonly end: "from" | "to"; readonly day: string }
  | { readonly kind: "filter"; readonly name: FilterName; readonly value: string | null }
  | { readonly kind: "threshold"; readonly seconds: number }
  | { readonly kind: "split"; readonly split: Split }
  | { readonly kind: "heat"; readonly heat: Heat }
  | { readonly kind: "asked" }
  | { readonly kind: "told"; readonly key: string; readonly report: ReportTold }
  | { readonly kind: "failed"; readonly problem: Problem }
  | { readonly kind: "defined"; readonly definitions: readonly Definition[] };

export function startOf(today: string): ReportState {
  return {
    period: "this_week",
    own: daysOf("this_month", today),
    filter: { location: null, language: null, subject: null },
    threshold: 20,
    split: "location",
    heat: "arrivals",
    report: null,
    answered: null,
    isLoading: false,
    problem: null,
    definitions: new Map(),
  };
}

export function reduceReport(state: ReportState, action: ReportAction): ReportState {
  switch (action.kind) {
    case "period":
      // An own period begins as the one that was shown.
      return {
        ...state,
        period: action.period,
        own:
          action.period === "own" && state.period !== "own" ? daysOf(state.period, action.today) : state.own,
      };
    case "day":
      return { ...state, own: { ...state.own, [action.end]: action.day } };
    case "filter":
      return { ...state, filter: { ...state.filter, [action.name]: action.value } };
    case "threshold":
      return { ...state, threshold: action.seconds };
    case "split":
      return { ...state, split: action.split };
    case "heat":
      return { ...state, heat: action.heat };
    case "asked":
      return { ...state, isLoading: true };
    case "told":
      return { ...state, report: action.report, answered: action.key, isLoading: false, problem: null };
    case "failed":
      return { ...state, isLoading: false, problem: action.problem };
    case "defined":
      return { ...state, definitions: new Map(action.definitions.map((each) => [each.figure, each])) };
  }
}

/** Return the days that are asked for; null while an own period is wrong. */
export function daysAsked(state: ReportState, today: string): Days | null {
  if (state.period !== "own") return daysOf(state.period, today);
  return fault(state.own, today) === null ? state.own : null;
}

/** Return what the API is asked; null while an own period is wrong. */
export function queryOf(state: ReportState, today: string): Record<string, string | number | null> | null {
  const days = daysAsked(state, today);
  if (days === null) return null;
  return {
    from_day: days.from,
    to_day: days.to,
    step: stepOf(days),
    ...state.filter,
    threshold_s: state.threshold,
  };
}
