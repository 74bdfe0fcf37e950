/** The code that makes this device a booth, as it is typed in: a pure reducer. */

import { makeKey } from "./key.ts";

export const CODE_LENGTH = 8;

export type EnrolmentProblem =
  | "key_lost"
  | "incomplete"
  | "wrong_code"
  | "too_many_attempts"
  | "unavailable"
  | "other";

export interface EnrolmentState {
  /** What was typed, digits alone. */
  readonly digits: string;
  readonly sending: boolean;
  readonly problem: EnrolmentProblem | null;
}

export const NO_CODE: EnrolmentState = { digits: "", sending: false, problem: null };

export type EnrolmentAction =
  /** The field as it is now; whatever isn't a digit is left out. */
  | { readonly kind: "entered"; readonly text: string }
  | { readonly kind: "pressed"; readonly digit: string }
  | { readonly kind: "erased" }
  /** Enter, before the code is whole. */
  | { readonly kind: "submitted" }
  | { readonly kind: "refused"; readonly code: string }
  /** The device was enrolled, and its key is gone; told again and again. */
  | { readonly kind: "key_lost" }
  | { readonly kind: "enrolled" };

export function reduceEnrolment(state: EnrolmentState, action: EnrolmentAction): EnrolmentState {
  switch (action.kind) {
    case "entered":
      return typed(state, action.text.replace(/\D/g, ""));
    case "pressed":
      return typed(state, state.digits + action.digit);
    case "erased":
      return typed(state, state.digits.slice(0, -1));
    case "submitted":
      return state.sending ? state : { ...state, problem: "incomplete" };
    case "refused":
      return { digits: "", sending: false, problem: problemOf(action.code) };
    case "key_lost":
      return state.digits === "" && state.problem === null ? { ...state, problem: "key_lost" } : state;
    case "enrolled":
      return NO_CODE;
  }
}

/** A whole code is sent without a further tap. */
function typed(state: EnrolmentState, digits: string): EnrolmentState {
  if (state.sending) return state;
  const kept = digits.slice(0, CODE_LENGTH);
  return { digits: kept, sending: kept.length === CODE_LENGTH, problem: kept === "" ? state.problem : null };
}

function problemOf(code: string): EnrolmentProblem {
  return code === "wrong_code" || code === "too_many_attempts" || code === "unavailable" ? code : "other";
}

/** As the code is written where it comes from: `4821-7395`. */
export function written(digits: string): string {
  return digits.length > 4 ? `${digits.slice(0, 4)}-${digits.slice(4)}` : digits;
}

/** Ask the server; returns "" when this device is a booth now, else why not. */
export async function enrol(code: string): Promise<string> {
  try {
    const key = await makeKey();
    const answer = await fetch("/api/v1/booth/enrol", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code, key: key.public }),
    });
    if (answer.ok) {
      await key.keep();
      return "";
    }
    return ((await answer.json()) as { code?: string }).code ?? "other";
  } catch {
    return "unavailable";
  }
}
