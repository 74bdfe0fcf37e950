/**
 * What the booth knows: a pure reducer.
 *
 * One visitor after another uses the same page: `wipe` forgets everything of a visitor, and every way out of a visit
 * goes through it. What the server says of a call outranks the steps before it, so a reload leads back by itself.
 */
import { converse, NO_CONVERSATION } from "../shared/call/conversation.ts";
import { ENDING_MS } from "../shared/call/hush.ts";
import { clockOffset } from "../shared/protocol/clock.ts";
import type {
  Call,
  EndReason,
  LocationView,
  ServerMessage,
  SessionOpened,
} from "../shared/protocol/server.ts";
import type { ConnectionState, ErrorCode } from "../shared/protocol/socket.ts";
import { type Help, helpAfter, NO_HELP } from "./help.ts";
import { withoutHaste } from "./presence.ts";
import { ATTRACT_MS, currentCall, IDLE_MS, idleLeft, isClosing, isHandedOver, screenOf } from "./screen.ts";
import {
  isRequested,
  isWithdrawn,
  leftTraces,
  NOBODY,
  type Problem,
  readingFor,
  readingOf,
  reduceVisit,
  type Visit,
  type VisitAction,
} from "./visit.ts";

export interface BoothState extends Visit {
  readonly connection: ConnectionState;
  readonly session: SessionOpened | null;
  /** The ids of all sessions this page has had. */
  readonly sessions: readonly string[];
  readonly location: LocationView | null;
  /** Whoever asked for it: somebody comes to the booth, not to a visitor. */
  readonly help: Help;
  readonly known: boolean;
  /** Since when the server is away, local time. */
  readonly awaySince: number | null;
  /** It has been away for so long that the first screen says so. */
  readonly isCutOff: boolean;
  readonly clockOffset: number;
}

export const DONE_MS = 20_000;
/** A request that was refused for want of somebody free is made again this much later. */
export const RETRY_MS = 20_000;
/** A shorter outage is told where it matters, and nobody else sees the screen change. */
const OUTAGE_MS = 3000;

export const FRESH: BoothState = {
  ...NOBODY,
  connection: "connecting",
  session: null,
  sessions: [],
  location: null,
  help: NO_HELP,
  known: false,
  awaySince: null,
  isCutOff: false,
  clockOffset: 0,
};

export type BoothAction =
  | VisitAction
  | { readonly kind: "connection"; readonly state: ConnectionState; readonly now: number }
  | { readonly kind: "message"; readonly message: ServerMessage; readonly now: number }
  | { readonly kind: "touched"; readonly now: number }
  | { readonly kind: "ticked"; readonly now: number }
  | { readonly kind: "requested" }
  | { readonly kind: "refused"; readonly code: ErrorCode | null; readonly now: number }
  /** Hang up, unless the visitor says within a few seconds that they stay. */
  | { readonly kind: "ending"; readonly now: number }
  | { readonly kind: "stayed" }
  | { readonly kind: "left"; readonly now: number }
  /** Nobody has answered the question whether somebody still waits. */
  | { readonly kind: "deserted"; readonly now: number }
  | { readonly kind: "rated"; readonly rating: number }
  | { readonly kind: "help"; readonly open: boolean }
  /** Somebody is asked to come; false = that failed. */
  | { readonly kind: "help_asked"; readonly asking: boolean }
  | { readonly kind: "camera"; readonly asked: boolean }
  /** Go on here with a call whose media another page has. */
  | { readonly kind: "resumed" }
  | { readonly kind: "wiped" };

export function reduceBooth(state: BoothState, action: BoothAction): BoothState {
  switch (action.kind) {
    case "connection":
      return connect(state, action.state, action.now);
    case "message":
      return receive(
        { ...state, clockOffset: clockOffset(state.clockOffset, action.message, action.now) },
        action.message,
        action.now,
      );
    case "touched":
      return touch(state, action.now);
    case "ticked":
      return tick(state, action.now);
    case "requested":
      return {
        ...state,
        requesting: true,
        problem: null,
        conversation: NO_CONVERSATION,
        place: null,
        estimatedAt: 0,
        retryAt: null,
      };
    case "refused":
      // Whoever asked has gone: that is no news for the next visitor.
      if (!state.requesting) return state;
      return { ...state, requesting: false, ...refusalOf(action.code, action.now) };
    case "ending":
      return screenOf(state) === "call" ? { ...state, endingAt: action.now + ENDING_MS } : state;
    case "stayed":
      return state.endingAt === null ? state : { ...state, endingAt: null };
    case "left":
      return left(state, action.now);
    case "deserted":
      return told(state, left(state, action.now), "deserted", action.now);
    case "rated":
      return state.finished ? { ...state, finished: { ...state.finished, rating: action.rating } } : state;
    case "help":
      return state.helpOpen === action.open ? state : { ...state, helpOpen: action.open };
    case "help_asked":
      return { ...state, help: { ...state.help, asking: action.asking } };
    case "camera":
      return state.cameraAsked === action.asked ? state : { ...state, cameraAsked: action.asked };
    case "resumed":
      return { ...state, conversation: { ...state.conversation, elsewhere: false } };
    case "wiped":
      return wipe(state);
    default:
      return reduceVisit(state, action);
  }
}

function connect(state: BoothState, connection: ConnectionState, now: number): BoothState {
  if (connection === "signed-out")
    return state.connection === "signed-out" ? state : { ...FRESH, connection };
  if (connection === "online") return { ...state, connection, awaySince: null, isCutOff: false };
  return { ...state, connection, awaySince: state.awaySince ?? now, placeIsFresh: false };
}

function touch(state: BoothState, now: number): BoothState {
  const { finished } = state;
  return {
    ...state,
    touchedAt: now,
    finished: finished && { ...finished, closesAt: Math.max(finished.closesAt, now + DONE_MS) },
  };
}

/** Forget the visitor; what belongs to the booth stays. */
function wipe(state: BoothState): BoothState {
  const leaving = state.leaving ?? state.finished?.callId ?? null;
  return { ...state, ...NOBODY, leaving, withdrawn: isWithdrawn(state), touchedAt: state.touchedAt };
}

function tick(before: BoothState, now: number): BoothState {
  const state = withoutHaste(withOutage(before, now), now);
  if (state.finished && now >= state.finished.closesAt) return wipe(state);
  const screen = screenOf(state);
  // A step lies under the closed screen: at opening time it would be the next visitor's.
  const forgotten = screen === "closed" && (leftTraces(state) || state.hindrance || state.step !== "home");
  if (forgotten && now >= state.touchedAt + IDLE_MS) return wipe(state);
  if (screen === "home" && now >= state.touchedAt + ATTRACT_MS && leftTraces(state)) return wipe(state);
  if (idleLeft(state, now) === 0) return wipe(state);
  const deserted = now >= state.touchedAt + IDLE_MS;
  return deserted && (state.helpOpen || state.cameraAsked || state.readingOpen)
    ? { ...state, helpOpen: false, cameraAsked: false, readingOpen: false }
    : state;
}

function withOutage(state: BoothState, now: number): BoothState {
  const isCutOff = state.awaySince !== null && now >= state.awaySince + OUTAGE_MS;
  return isCutOff === state.isCutOff ? state : { ...state, isCutOff };
}

function refusalOf(code: ErrorCode | null, now: number): Pick<Visit, "problem" | "hindrance" | "retryAt"> {
  switch (code) {
    case "closed":
    case "closed_by_hand":
      return { problem: null, hindrance: code, retryAt: null };
    case "too_often":
      return { problem: null, hindrance: "queue_full", retryAt: now + RETRY_MS };
    case "queue_full":
    case "nobody_staffed":
      return { problem: null, hindrance: code, retryAt: now + RETRY_MS };
    case "unknown_language":
      return { problem: code, hindrance: null, retryAt: null };
    default:
      return { problem: "other", hindrance: null, retryAt: null };
  }
}

/** The visitor leaves: what follows needs no answer from the server. */
function left(state: BoothState, now: number): BoothState {
  const call = currentCall(state);
  if (!call) return wipe(state);
  const leaving = call.call_id;
  if (call.state === "waiting" && !isHandedOver(call)) return { ...wipe(state), leaving };
  return { ...finish(state, call, "visitor_hung_up", now), leaving };
}

function finish(state: BoothState, call: Call, reason: EndReason | null, now: number): BoothState {
  const finished = {
    callId: call.call_id,
    reference: call.reference,
    endedAt: now,
    reason,
    rating: null,
    closesAt: now + DONE_MS,
  };
  return { ...state, ...NOBODY, ...readingOf(state), touchedAt: state.touchedAt, finished };
}

function receive(state: BoothState, message: ServerMessage, now: number): BoothState {
  const before = currentCall(state);
  const conversation = converse(state.conversation, message, {
    takes: (call) => call.state !== "ended",
    sessions: state.sessions,
    now,
  });
  const next = follow({ ...state, conversation, help: helpAfter(state.help, message) }, before, now);
  switch (message.type) {
    case "session.opened":
      return { ...next, session: message, sessions: [...state.sessions, message.session_id] };
    case "snapshot":
      return { ...next, known: true, location: message.locations[0] ?? null };
    case "location.changed": {
      const hindrance = isClosing(next.hindrance) ? null : next.hindrance;
      return { ...next, location: message.location, hindrance };
    }
    case "queue.placed":
      return {
        ...next,
        place: message,
        placeIsFresh: true,
        estimatedAt: message.about_minutes === null ? state.estimatedAt : now + state.clockOffset,
      };
    default:
      return next;
  }
}

/** A conversation that begins is in sight: what was unfolded while waiting goes away. */
function begun(state: BoothState, call: Call): BoothState {
  return call.state === "talking" ? { ...state, helpOpen: false, readingOpen: false } : state;
}

/** Bring the visit in line with the call after a message. */
function follow(state: BoothState, before: Call | null, now: number): BoothState {
  const call = currentCall(state);
  if (call) {
    if (before?.call_id === call.call_id)
      return before.state === call.state ? state : begun({ ...state, place: null, estimatedAt: 0 }, call);
    if (state.withdrawn && !isRequested(state, call))
      return { ...state, withdrawn: false, leaving: call.call_id };
    // A call this page did not know: the page was reloaded, or the request was just answered.
    return {
      ...state,
      reading: call.language === state.language ? state.reading : readingFor(state, call.language),
      language: call.language,
      subject: call.subject,
      needs: call.needs,
      requesting: false,
      withdrawn: false,
      hindrance: null,
      finished: null,
      touchedAt: now,
    };
  }
  if (!before) return state;
  const ended = state.conversation.call?.call_id === before.call_id ? state.conversation.call : null;
  if (before.state === "talking" || isHandedOver(before))
    return finish(state, before, ended?.end_reason ?? null, now);
  // Without a word of its end the call is one that the server forgot while this page was away.
  if (ended?.end_reason === "supervisor_ended") return told(state, wipe(state), "stopped", now);
  const isLost = !ended || ended.end_reason === "connection_lost";
  return isLost ? told(state, wipe(state), "lost", now) : wipe(state);
}

/** Say on the first screen what became of the wait, in the language of whoever waited. */
function told(before: BoothState, wiped: BoothState, problem: Problem, now: number): BoothState {
  return { ...wiped, ...readingOf(before), problem, touchedAt: now };
}
