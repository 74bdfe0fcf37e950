/** What the desk and the interpreter's page know: a pure reducer over the server's messages and the user's acts. */
import { type Conversation, converse, NO_CONVERSATION } from "../call/conversation.ts";
import { clockOffset } from "../protocol/clock.ts";
import type {
  Call,
  LanguageCount,
  Reservation,
  ServerMessage,
  SessionOpened,
  Staff,
} from "../protocol/server.ts";
import type { ConnectionState, ErrorCode } from "../protocol/socket.ts";

/** A sentence told to the user: a key of the staff catalog, and a number that makes each telling new. */
export interface Told {
  readonly key: ToldKey;
  readonly number: number;
}
export type ToldKey = `refused.${RefusedKey}` | `told.${ToldReason}`;
type ToldReason = "ended" | "released" | "canceled" | "rescinded" | "declined" | "timed_out";
type RefusedKey =
  | "reservation_expired"
  | "already_taken"
  | "already_invited"
  | "caller_left"
  | "unavailable"
  | "unknown_language"
  | "gone"
  | "wrong_state"
  | "in_call"
  | "other";

export interface StaffState {
  readonly connection: ConnectionState;
  readonly session: SessionOpened | null;
  /** The ids of all sessions this page has had. */
  readonly sessions: readonly string[];
  /** False until the server has said how things stand. */
  readonly known: boolean;
  /** How far the server's clock is ahead, ms. */
  readonly clockOffset: number;
  readonly staff: Staff | null;
  readonly reservation: Reservation | null;
  /** The reservation whose answer is on its way, or that was accepted and now becomes a call. */
  readonly answering: string | null;
  readonly conversation: Conversation;
  readonly told: Told | null;
  /** How many interpreters there are now, by language. */
  readonly interpreters: readonly LanguageCount[];
}

export type StaffAction =
  | { readonly kind: "connection"; readonly state: ConnectionState }
  | { readonly kind: "message"; readonly message: ServerMessage; readonly now: number }
  | { readonly kind: "answered"; readonly reservationId: string }
  | { readonly kind: "refused"; readonly code: ErrorCode }
  | { readonly kind: "told"; readonly key: ToldKey }
  | { readonly kind: "dismissed" }
  /** Go on here with a call whose media another page has. */
  | { readonly kind: "resumed" };

export const SIGNED_OUT: StaffState = {
  connection: "connecting",
  session: null,
  sessions: [],
  known: false,
  clockOffset: 0,
  staff: null,
  reservation: null,
  answering: null,
  conversation: NO_CONVERSATION,
  told: null,
  interpreters: [],
};

export type StaffScreen = "loading" | "login" | "idle" | "offer" | "call" | "wrap-up";

export function screenOf(state: StaffState): StaffScreen {
  if (state.connection === "signed-out") return "login";
  if (!state.known) return "loading";
  if (isInCall(state)) return "call";
  if (state.staff?.activity === "wrap_up") return "wrap-up";
  return state.reservation ? "offer" : "idle";
}

/** The call this person is in, while it goes on. */
export function isInCall({ conversation, session }: StaffState): boolean {
  const call = conversation.call;
  return call !== null && call.state !== "ended" && hasJoined(call, session?.principal_id);
}

export function reduceStaff(state: StaffState, action: StaffAction): StaffState {
  switch (action.kind) {
    case "connection":
      return action.state === "signed-out"
        ? { ...SIGNED_OUT, connection: "signed-out" }
        : { ...state, connection: action.state };
    case "message":
      return receive(
        { ...state, clockOffset: clockOffset(state.clockOffset, action.message, action.now) },
        action.message,
      );
    case "answered":
      return { ...state, answering: action.reservationId };
    case "refused":
      return { ...tell(state, `refused.${refusedKey(action.code)}`), answering: null };
    case "told":
      return tell(state, action.key);
    case "resumed":
      return { ...state, conversation: { ...state.conversation, elsewhere: false } };
    case "dismissed":
      return { ...state, told: null };
  }
}

function receive(state: StaffState, message: ServerMessage): StaffState {
  const self = state.session?.principal_id;
  const next = {
    ...state,
    conversation: converse(state.conversation, message, {
      takes: (call) => hasJoined(call, self),
      sessions: state.sessions,
    }),
  };
  switch (message.type) {
    case "session.opened":
      return { ...next, session: message, sessions: [...state.sessions, message.session_id] };
    case "interpreters.counted":
      return { ...next, interpreters: message.languages };
    case "snapshot":
      return {
        ...next,
        known: true,
        staff: message.staff,
        reservation: message.reservation,
        answering: null,
      };
    case "staff.changed":
      if (message.staff.staff_id !== self) return next;
      return message.staff.activity === "reserved"
        ? { ...next, staff: message.staff }
        : { ...next, staff: message.staff, reservation: null, answering: null };
    case "reservation.created":
      return message.reservation.staff_id === self
        ? { ...next, reservation: message.reservation, answering: null, told: null }
        : next;
    case "reservation.ended":
      return message.reservation_id === state.reservation?.reservation_id
        ? reservationEnded(next, message.outcome)
        : next;
    case "call.joined":
      return message.participant_id === self ? { ...next, reservation: null, answering: null } : next;
    case "call.left":
      if (message.participant_id !== self) return next;
      return { ...tell(next, "told.released"), conversation: NO_CONVERSATION };
    case "call.ended":
      // An employee goes on to wrap up, and reads there how the call ended.
      return isInCall(state) && state.session?.role === "interpreter" ? tell(next, "told.ended") : next;
    default:
      return next;
  }
}

function reservationEnded(
  state: StaffState,
  outcome: "accepted" | "declined" | "timed_out" | "canceled" | "rescinded",
): StaffState {
  // An accepted offer stays, without its buttons, until the call it becomes is there.
  if (outcome === "accepted") return { ...state, answering: state.reservation?.reservation_id ?? null };
  return { ...tell(state, `told.${outcome}`), reservation: null, answering: null };
}

function tell(state: StaffState, key: ToldKey): StaffState {
  return { ...state, told: { key, number: (state.told?.number ?? 0) + 1 } };
}

function hasJoined(call: Call, self: string | undefined): boolean {
  return call.participants.some((participant) => participant.participant_id === self);
}

function refusedKey(code: ErrorCode): RefusedKey {
  switch (code) {
    case "reservation_expired":
    case "already_taken":
    case "already_invited":
    case "caller_left":
    case "unavailable":
    case "unknown_language":
    case "wrong_state":
      return code;
    case "no_such_call":
    case "no_such_reservation":
    case "no_such_seat":
    case "no_such_person":
      return "gone";
    default:
      return "other";
  }
}
