/** The own account, as its dialog shows it: what there is, and the one thing that is being changed. Pure. */
import type { StaffPageName } from "./account.ts";
import type { Offer } from "./signing-in.ts";

export interface OwnSignIn {
  readonly sign_in_id: string;
  readonly page: StaffPageName;
  /** Browser and system, in words of the server's; a later one may know more of them. */
  readonly on: { readonly browser: string; readonly system: string };
  readonly started_at: number;
  readonly seen_at: number;
  readonly current: boolean;
}

/** `GET /api/v1/account`. */
export interface OwnAccount {
  readonly has_password: boolean;
  readonly second_step: boolean;
  readonly second_step_required: boolean;
  readonly recovery_codes: number;
  readonly sign_ins: readonly OwnSignIn[];
}

export const ACCOUNT_PROBLEMS = [
  "wrong_credentials",
  "wrong_code",
  "too_many_attempts",
  "required",
  "too_short",
  "too_long",
  "like_name",
  "too_common",
  "unchanged",
  "failed",
] as const;
export type AccountProblem = (typeof ACCOUNT_PROBLEMS)[number];

/** What is being changed: the password; the second step set up in three parts, or removed. */
export type Task = "password" | "prove" | "scan" | "recovery" | "remove";

export interface AccountState {
  readonly isOpen: boolean;
  readonly account: OwnAccount | null;
  /** The account couldn't be read. */
  readonly failed: boolean;
  readonly task: Task | null;
  readonly busy: boolean;
  /** Whether what is typed as a password can be read. */
  readonly legible: boolean;
  readonly problem: AccountProblem | null;
  readonly offer: Offer | null;
  readonly recovery: readonly string[];
  readonly done: "account.password.done" | "account.second_step.removed" | null;
}

export const CLOSED: AccountState = {
  isOpen: false,
  account: null,
  failed: false,
  task: null,
  busy: false,
  legible: false,
  problem: null,
  offer: null,
  recovery: [],
  done: null,
};

export type AccountAction =
  | { readonly kind: "opened" }
  | { readonly kind: "closed" }
  /** Something else comes first: what is shown only once is kept for when it is opened again. */
  | { readonly kind: "set_aside" }
  | { readonly kind: "legible"; readonly legible: boolean }
  | { readonly kind: "read"; readonly account: OwnAccount }
  | { readonly kind: "unread" }
  | { readonly kind: "task"; readonly task: Task | null }
  | { readonly kind: "sent" }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "offered"; readonly offer: Offer }
  | { readonly kind: "set_up"; readonly recovery: readonly string[] }
  | { readonly kind: "done" };

export function reduceAccount(state: AccountState, action: AccountAction): AccountState {
  switch (action.kind) {
    case "opened":
      return state.task === "recovery" ? { ...state, isOpen: true } : { ...CLOSED, isOpen: true };
    case "set_aside":
      return state.task === "recovery" ? { ...state, isOpen: false } : CLOSED;
    case "legible":
      return { ...state, legible: action.legible };
    case "closed":
      return CLOSED;
    case "read":
      return { ...state, account: action.account, failed: false };
    case "unread":
      return { ...state, failed: true };
    case "task":
      return { ...still(state), task: action.task };
    case "sent":
      return { ...state, busy: true, problem: null };
    case "refused":
      return {
        ...state,
        busy: false,
        problem: ACCOUNT_PROBLEMS.find((each) => each === action.code) ?? "failed",
      };
    case "offered":
      return { ...still(state), task: "scan", offer: action.offer };
    case "set_up":
      return { ...still(state), task: "recovery", recovery: action.recovery };
    case "done":
      return { ...still(state), done: said(state.task) };
  }
}

/** The field that a problem is of, by its name; null: of none. */
export function fieldOf(problem: AccountProblem | null): "current" | "new" | "code" | null {
  switch (problem) {
    case "wrong_credentials":
    case "too_many_attempts":
      return "current";
    case "wrong_code":
      return "code";
    case "too_short":
    case "too_long":
    case "like_name":
    case "too_common":
    case "unchanged":
      return "new";
    default:
      return null;
  }
}

/** Nothing is being changed: what was shown for that is forgotten. */
function still(state: AccountState): AccountState {
  return {
    ...state,
    task: null,
    busy: false,
    legible: false,
    problem: null,
    offer: null,
    recovery: [],
    done: null,
  };
}

function said(task: Task | null): AccountState["done"] {
  if (task === "password") return "account.password.done";
  return task === "remove" ? "account.second_step.removed" : null;
}
