/**
 * What the booth knows and which screen follows from it: a pure reducer.
 *
 * One visitor after another uses the same page: `wipe` forgets everything of a visitor, and every way out of a visit
 * goes through it. What the server says of a call outranks the steps before it, so a reload leads back by itself.
 */
import { type Conversation, converse, NO_CONVERSATION } from "../shared/call/conversation.ts";
import { clockOffset } from "../shared/protocol/clock.ts";
import type {
  Call,
  EndReason,
  LocationView,
  QueuePlaced,
  ServerMessage,
  SessionOpened,
  Subject,
} from "../shared/protocol/server.ts";
import type { ConnectionState, ErrorCode } from "../shared/protocol/socket.ts";
import { isUnstaffed, steady } from "./wait.ts";

export type Step = "attract" | "language" | "subject" | "check";
export type Problem = "closed" | "unknown_language" | "other" | "lost";

export interface Finished {
  readonly callId: string;
  readonly reason: EndReason | null;
  readonly rating: number | null;
  /** When the thank-you screen closes by itself, local time. */
  readonly closesAt: number;
}

/** What belongs to one visitor. */
export interface Visit {
  readonly step: Step;
  readonly language: string;
  readonly subject: Subject | null;
  /** The request for a conversation is on its way. */
  readonly requesting: boolean;
  /** A call the visitor left, whose end the server has not said yet. */
  readonly leaving: string | null;
  readonly conversation: Conversation;
  readonly place: QueuePlaced | null;
  /** When an estimate was last known, server time. */
  readonly estimatedAt: number;
  readonly finished: Finished | null;
  readonly helpOpen: boolean;
  /** Somebody anonymous is asked whether the camera may really go on. */
  readonly cameraAsked: boolean;
  readonly problem: Problem | null;
  /** When the visitor last touched the screen, local time. */
  readonly touchedAt: number;
}

export interface BoothState extends Visit {
  readonly connection: ConnectionState;
  readonly session: SessionOpened | null;
  /** The ids of all sessions this page has had. */
  readonly sessions: readonly string[];
  readonly location: LocationView | null;
  readonly known: boolean;
  readonly clockOffset: number;
}

export const DONE_MS = 20_000;
/** A visitor who touches nothing this long before the call is asked, and this much later forgotten. */
export const IDLE_MS = 90_000;
export const ASK_MS = 30_000;
/** Without an estimate for this long, other ways to reach the police are shown. */
export const PATIENCE_MS = 120_000;

const NOBODY: Visit = {
  step: "attract",
  language: "nl",
  subject: null,
  requesting: false,
  leaving: null,
  conversation: NO_CONVERSATION,
  place: null,
  estimatedAt: 0,
  finished: null,
  helpOpen: false,
  cameraAsked: false,
  problem: null,
  touchedAt: 0,
};

export const FRESH: BoothState = {
  ...NOBODY,
  connection: "connecting",
  session: null,
  sessions: [],
  location: null,
  known: false,
  clockOffset: 0,
};

export type BoothAction =
  | { readonly kind: "connection"; readonly state: ConnectionState }
  | { readonly kind: "message"; readonly message: ServerMessage; readonly now: number }
  | { readonly kind: "touched"; readonly now: number }
  | { readonly kind: "ticked"; readonly now: number }
  | { readonly kind: "started" }
  /** Read the screen in another language, without choosing one for a call. */
  | { readonly kind: "reading"; readonly language: string }
  | { readonly kind: "language"; readonly language: string }
  | { readonly kind: "subject"; readonly subject: Subject }
  | { readonly kind: "back" }
  | { readonly kind: "requested" }
  | { readonly kind: "refused"; readonly code: ErrorCode | null }
  | { readonly kind: "left"; readonly now: number }
  | { readonly kind: "rated"; readonly rating: number }
  | { readonly kind: "help"; readonly open: boolean }
  | { readonly kind: "camera"; readonly asked: boolean }
  /** Go on here with a call whose media another page has. */
  | { readonly kind: "resumed" }
  | { readonly kind: "wiped" };

export type Screen = "starting" | "offline" | "setup" | "closed" | Step | "waiting" | "call" | "done";

export function screenOf(state: BoothState): Screen {
  if (state.connection === "signed-out") return "setup";
  if (!state.known) return state.connection === "connecting" ? "starting" : "offline";
  if (state.finished) return "done";
  const call = currentCall(state);
  if (call) return call.state === "talking" ? "call" : "waiting";
  if (state.connection !== "online") return "offline";
  if (state.location && !state.location.open) return "closed";
  return state.step;
}

/** The live call of this visitor, unless it is being left. */
export function currentCall(state: BoothState): Call | null {
  const call = state.conversation.call;
  return call && call.state !== "ended" && call.call_id !== state.leaving ? call : null;
}

/** How long until an idle visitor is forgotten, ms; null while nobody need be asked. */
export function idleLeft(state: BoothState, now: number): number | null {
  const screen = screenOf(state);
  if (screen !== "language" && screen !== "subject" && screen !== "check") return null;
  const left = state.touchedAt + IDLE_MS + ASK_MS - now;
  return left <= ASK_MS ? Math.max(0, left) : null;
}

/** Say whether somebody here speaks or interprets `language`; without it the conversation is in Dutch or English. */
export function isServed({ session }: BoothState, language: string): boolean {
  return session === null || session.served_languages.includes(language);
}

/** Say whether the visitor has waited so long without an estimate that other ways deserve to be shown. */
export function needsAlternative(state: BoothState, serverNow: number): boolean {
  const call = currentCall(state);
  if (call?.state !== "waiting" || (state.place && !isUnstaffed(state.place))) return false;
  return serverNow - Math.max(call.queued_at, state.estimatedAt) > PATIENCE_MS;
}

/** What distinguishes what can be tapped now from what could be tapped before. */
export function surfaceOf(state: BoothState, now: number): string {
  const { finished, helpOpen, cameraAsked } = state;
  const covered = helpOpen || cameraAsked || idleLeft(state, now) !== null;
  return [screenOf(state), covered, finished?.rating != null, state.requesting].join();
}

export function reduceBooth(state: BoothState, action: BoothAction): BoothState {
  switch (action.kind) {
    case "connection":
      if (action.state === "signed-out") return { ...FRESH, connection: action.state };
      return { ...state, connection: action.state };
    case "message":
      return receive(
        { ...state, clockOffset: clockOffset(state.clockOffset, action.message, action.now) },
        action.message,
        action.now,
      );
    case "touched":
      return { ...state, touchedAt: action.now };
    case "ticked":
      return tick(state, action.now);
    case "started":
      return { ...state, step: "language", problem: null };
    case "reading":
      return { ...state, language: action.language };
    case "language":
      return { ...state, step: "subject", language: action.language, problem: null };
    case "subject":
      return { ...state, step: "check", subject: action.subject, problem: null };
    case "back":
      return back(state);
    case "requested":
      return {
        ...state,
        requesting: true,
        problem: null,
        leaving: null,
        conversation: NO_CONVERSATION,
        place: null,
        estimatedAt: 0,
      };
    case "refused":
      return { ...state, requesting: false, problem: problemOf(action.code) };
    case "left":
      return left(state, action.now);
    case "rated":
      return state.finished ? { ...state, finished: { ...state.finished, rating: action.rating } } : state;
    case "help":
      return state.helpOpen === action.open ? state : { ...state, helpOpen: action.open };
    case "camera":
      return state.cameraAsked === action.asked ? state : { ...state, cameraAsked: action.asked };
    case "resumed":
      return { ...state, conversation: { ...state.conversation, elsewhere: false } };
    case "wiped":
      return wipe(state);
  }
}

/** Forget the visitor; what belongs to the booth stays. */
function wipe(state: BoothState): BoothState {
  return { ...state, ...NOBODY, leaving: state.leaving ?? state.finished?.callId ?? null };
}

function tick(state: BoothState, now: number): BoothState {
  if (state.finished && now >= state.finished.closesAt) return wipe(state);
  const forgotten = state.language !== NOBODY.language && screenOf(state) === "closed";
  if (forgotten && now >= state.touchedAt + IDLE_MS) return wipe(state);
  if (idleLeft(state, now) === 0) return wipe(state);
  const deserted = now >= state.touchedAt + IDLE_MS;
  return deserted && (state.helpOpen || state.cameraAsked)
    ? { ...state, helpOpen: false, cameraAsked: false }
    : state;
}

function back(state: BoothState): BoothState {
  switch (state.step) {
    case "check":
      return { ...state, step: "subject", subject: null, problem: null };
    case "subject":
      return { ...state, step: "language", problem: null };
    default:
      return wipe(state);
  }
}

function problemOf(code: ErrorCode | null): Problem {
  return code === "closed" || code === "unknown_language" ? code : "other";
}

/** The visitor leaves: what follows needs no answer from the server. */
function left(state: BoothState, now: number): BoothState {
  const call = currentCall(state);
  if (!call) return wipe(state);
  const leaving = call.call_id;
  if (call.state === "waiting") return { ...wipe(state), leaving };
  return { ...finish(state, call, "visitor_hung_up", now), leaving };
}

function finish(state: BoothState, call: Call, reason: EndReason | null, now: number): BoothState {
  const finished = { callId: call.call_id, reason, rating: null, closesAt: now + DONE_MS };
  return { ...state, ...NOBODY, language: state.language, finished };
}

function receive(state: BoothState, message: ServerMessage, now: number): BoothState {
  const before = currentCall(state);
  const conversation = converse(state.conversation, message, {
    takes: (call) => call.state !== "ended",
    sessions: state.sessions,
  });
  const next = follow({ ...state, conversation }, before, now);
  switch (message.type) {
    case "session.opened":
      return { ...next, session: message, sessions: [...state.sessions, message.session_id] };
    case "snapshot":
      return { ...next, known: true, location: message.location };
    case "location.changed":
      return { ...next, location: message.location };
    case "queue.placed":
      return {
        ...next,
        place: steady(state.place, message),
        estimatedAt: message.wait_to_s === null ? state.estimatedAt : now + state.clockOffset,
      };
    default:
      return next;
  }
}

/** Bring the visit in line with the call after a message. */
function follow(state: BoothState, before: Call | null, now: number): BoothState {
  const call = currentCall(state);
  if (call) {
    if (before?.call_id === call.call_id) return state;
    // A call this page did not know: the page was reloaded, or the request was just answered.
    return { ...state, language: call.language, subject: call.subject, requesting: false, finished: null };
  }
  if (!before) return state;
  const ended = state.conversation.call?.call_id === before.call_id ? state.conversation.call : null;
  if (before.state === "talking") return finish(state, before, ended?.end_reason ?? null, now);
  return { ...wipe(state), problem: ended?.end_reason === "connection_lost" ? "lost" : null };
}
