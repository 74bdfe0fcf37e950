/** The steps of signing in, as the page shows them: password, code, setting codes up, codes for emergencies. Pure. */

import type { ProviderProblem } from "./ways.ts";

const PROBLEMS = [
  "wrong_credentials",
  "wrong_role",
  "wrong_code",
  "account_locked",
  "too_many_attempts",
  "unreachable",
] as const;
/** Why somebody isn't signed in, by name and password or at the provider. */
export type LoginProblem = (typeof PROBLEMS)[number] | ProviderProblem;

const ENDS = [
  "signed_out",
  "revoked",
  "credentials_changed",
  "credentials_reset",
  "account_changed",
  "provider",
  "replayed",
  "too_many",
  "expired",
] as const;
/** Ends of all sign-ins of a person together. */
const GONE: readonly string[] = ["revoked", "credentials_reset", "account_changed", "provider", "replayed"];
/** Why somebody isn't signed in any more; `unsaid`: that was decided while the page wasn't connected. */
export type Ended = (typeof ENDS)[number] | "unsaid";

/** A secret for an app: in text, and as what its QR code says. */
export interface Offer {
  readonly secret: string;
  readonly address: string;
}

export interface SigningIn {
  readonly step: "password" | "code" | "setup" | "recovery";
  readonly busy: boolean;
  readonly problem: LoginProblem | null;
  /** When the next try may be made, epoch ms. */
  readonly waitUntil: number;
  /** What was typed in, until it is done; a code goes with it. */
  readonly username: string;
  readonly password: string;
  readonly offer: Offer | null;
  /** Shown once. */
  readonly recovery: readonly string[];
  /** Why somebody is out who was signed in here until just now, and didn't sign out. */
  readonly ended: Ended | null;
  /** Whether they were in a call then. */
  readonly wasInCall: boolean;
}

export const SIGNING_IN: SigningIn = {
  step: "password",
  busy: false,
  problem: null,
  waitUntil: 0,
  username: "",
  password: "",
  offer: null,
  recovery: [],
  ended: null,
  wasInCall: false,
};

export interface LoginAnswer {
  readonly code: string;
  readonly retry_after_s?: number;
  readonly offer?: Offer;
}

export type SigningInAction =
  | { readonly kind: "submitted"; readonly username: string; readonly password: string }
  | { readonly kind: "code_submitted" }
  | { readonly kind: "refused"; readonly answer: LoginAnswer; readonly now: number }
  | { readonly kind: "passed"; readonly recovery: readonly string[] }
  | { readonly kind: "back" }
  /** The server let go of this page, which was signed in or not. */
  | {
      readonly kind: "signed_out";
      readonly wasIn: boolean;
      readonly why: string;
      readonly wasInCall: boolean;
    };

export function reduceSigningIn(state: SigningIn, action: SigningInAction): SigningIn {
  switch (action.kind) {
    case "submitted":
      return {
        ...SIGNING_IN,
        busy: true,
        username: action.username,
        password: action.password,
      };
    case "code_submitted":
      return { ...state, busy: true, problem: null, waitUntil: 0 };
    case "refused":
      return refused({ ...state, busy: false }, action.answer, action.now);
    case "passed":
      return action.recovery.length > 0
        ? { ...SIGNING_IN, step: "recovery", recovery: action.recovery }
        : { ...SIGNING_IN, busy: true };
    case "back":
      return { ...SIGNING_IN, username: state.username };
    case "signed_out":
      // What came of signing in at the provider stands until something else is tried.
      if (!action.wasIn) return { ...SIGNING_IN, problem: state.problem };
      return {
        ...SIGNING_IN,
        ended: ENDS.find((each) => each === action.why) ?? "unsaid",
        wasInCall: action.wasInCall,
      };
  }
}

function refused(state: SigningIn, answer: LoginAnswer, now: number): SigningIn {
  if (answer.code === "code_wanted") return { ...state, step: "code" };
  if (answer.code === "setup_wanted" && answer.offer) return { ...state, step: "setup", offer: answer.offer };
  const problem = PROBLEMS.find((each) => each === answer.code) ?? "unreachable";
  const waitUntil = answer.retry_after_s ? now + answer.retry_after_s * 1000 : 0;
  return { ...state, problem, waitUntil };
}

/**
 * Say what became of the call somebody was in. Signed in nowhere any more, they are out of it; who signed themselves
 * out, or changed how they sign in, may be in it elsewhere.
 */
export function callAfter({ ended, wasInCall }: SigningIn): "gone" | "waits" | null {
  if (!wasInCall || ended === null) return null;
  return GONE.includes(ended) ? "gone" : "waits";
}

/** Seconds until the next try may be made. */
export function waitS({ waitUntil }: Pick<SigningIn, "waitUntil">, now: number): number {
  return Math.max(0, Math.ceil((waitUntil - now) / 1000));
}
