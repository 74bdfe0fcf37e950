/** What is known of the rules, and what somebody is about to make of them. Pure. */
import type { AlertKind, AlertRule, AlertRulesTold } from "../../../shared/protocol/api.ts";

export interface RulesState {
  /** As the service has them; null until it has said. */
  readonly told: AlertRulesTold | null;
  readonly draft: readonly AlertRule[];
  readonly phase: "loading" | "failed" | "ready" | "saving";
  readonly outcome: "saved" | "changed" | "not_saved" | null;
  /** Rules, by number in the list, that the service refused. */
  readonly refused: readonly number[];
}

export const START: RulesState = { told: null, draft: [], phase: "loading", outcome: null, refused: [] };

export type RulesAction =
  | { readonly kind: "loading" }
  | { readonly kind: "told"; readonly told: AlertRulesTold }
  | { readonly kind: "failed" }
  | { readonly kind: "altered"; readonly number: number; readonly rule: Partial<AlertRule> }
  | { readonly kind: "removed"; readonly number: number }
  | { readonly kind: "added"; readonly of: AlertKind }
  | { readonly kind: "undone" }
  | { readonly kind: "saving" }
  | { readonly kind: "saved"; readonly version: number }
  | {
      readonly kind: "refused";
      readonly outcome: "changed" | "not_saved";
      readonly rules?: readonly number[];
    };

export function reduceRules(state: RulesState, action: RulesAction): RulesState {
  switch (action.kind) {
    case "loading":
      return { ...state, phase: "loading", outcome: null };
    case "told":
      return {
        told: action.told,
        draft: action.told.rules.rules,
        phase: "ready",
        outcome: null,
        refused: [],
      };
    case "failed":
      return { ...state, phase: "failed" };
    case "altered":
      return {
        ...touched(state),
        draft: state.draft.map((rule, number) =>
          number === action.number ? { ...rule, ...action.rule } : rule,
        ),
      };
    case "removed":
      return { ...touched(state), draft: state.draft.filter((_, number) => number !== action.number) };
    case "added":
      return { ...touched(state), draft: [...state.draft, newRule(state, action.of)] };
    case "undone":
      return { ...touched(state), draft: state.told?.rules.rules ?? [] };
    case "saving":
      return { ...touched(state), phase: "saving" };
    case "saved":
      return {
        ...state,
        phase: "ready",
        outcome: "saved",
        told: state.told && {
          ...state.told,
          version: action.version,
          rules: { ...state.told.rules, rules: [...state.draft] },
        },
      };
    case "refused":
      return { ...state, phase: "ready", outcome: action.outcome, refused: action.rules ?? [] };
  }
}

/** Whether there is something to save. */
export function isAltered({ told, draft }: RulesState): boolean {
  return told !== null && JSON.stringify(told.rules.rules) !== JSON.stringify(draft);
}

/** Whether a rule's threshold may be as it is. */
export function isWithin({ told }: RulesState, { kind, threshold }: AlertRule): boolean {
  const range = told?.kinds.find((each) => each.kind === kind);
  return (
    range !== undefined && Number.isInteger(threshold) && threshold >= range.low && threshold <= range.high
  );
}

/** Whether a rule above it watches for just the same: each of its alerts would come twice. */
export function isTwice({ draft }: RulesState, rule: AlertRule): boolean {
  const same = ["kind", "threshold", "location", "centre", "language"] as const;
  const first = draft.find((each) => same.every((field) => each[field] === rule[field]));
  return first !== undefined && first.rule_id !== rule.rule_id;
}

function touched(state: RulesState): RulesState {
  return { ...state, outcome: null, refused: [] };
}

/** As the last rule of its kind, so that what is usual needn't be said again. */
function newRule({ draft, told }: RulesState, kind: AlertKind): AlertRule {
  const like = draft.findLast((rule) => rule.kind === kind);
  const taken = new Set(draft.map((rule) => rule.rule_id));
  const name = kind.replaceAll("_", "-");
  let rule_id = name;
  for (let number = 2; taken.has(rule_id); number += 1) rule_id = `${name}-${number}`;
  const low = told?.kinds.find((each) => each.kind === kind)?.low ?? 1;
  return {
    rule_id,
    kind,
    threshold: like?.threshold ?? low,
    location: null,
    centre: null,
    language: null,
    enabled: true,
    loud: like?.loud ?? false,
    notify: like?.notify ?? [],
  };
}
