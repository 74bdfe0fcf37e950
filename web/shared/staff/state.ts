/** What the pages whose people take calls know: a pure reducer over the server's messages and the user's acts. */
import { type Conversation, converse, NO_CONVERSATION } from "../call/conversation.ts";
import { clockOffset } from "../protocol/clock.ts";
import type {
  Call,
  CallLeft,
  ColleaguesCounted,
  LanguageCount,
  LanguageQueue,
  LeaveReason,
  LocationView,
  PartnerChanged,
  Reservation,
  ReservationOutcome,
  Role,
  ServerMessage,
  SessionOpened,
  Staff,
} from "../protocol/server.ts";
import type { ConnectionState, ErrorCode } from "../protocol/socket.ts";
import { refusedKey, type Told, type ToldKey, tellAfter } from "./told.ts";

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
  /**
   * The call that was accepted here, and not in another tab or at another machine, since it rang last. A refusal takes nothing back: it may be
   * of another question, and what became of the acceptance is known by the call alone.
   */
  readonly accepted: string | null;
  readonly conversation: Conversation;
  readonly told: Told | null;
  /** How many interpreters there are now, by language. */
  readonly interpreters: readonly LanguageCount[];
  /** Whom a call can be handed over to; null while the server hasn't said. */
  readonly colleagues: Pick<ColleaguesCounted, "centres" | "people"> | null;
  /** What waits for this employee; null while the server hasn't said. */
  readonly queue: readonly LanguageQueue[] | null;
  /** How the other one stands whom the call that rings needs; null while the server hasn't said. */
  readonly partner: Pick<PartnerChanged, "call_id" | "state"> | null;
  /** The names of the stations and of the teams of neighborhoods, by id. */
  readonly places: Readonly<Record<string, string>>;
}

export type StaffAction =
  | { readonly kind: "connection"; readonly state: ConnectionState }
  | { readonly kind: "message"; readonly message: ServerMessage; readonly now: number }
  | { readonly kind: "answered"; readonly reservationId: string; readonly accepts: boolean }
  | { readonly kind: "refused"; readonly code: ErrorCode }
  | { readonly kind: "told"; readonly key: ToldKey }
  | { readonly kind: "dismissed" }
  /** Go on here with a call whose media another page has. */
  | { readonly kind: "resumed" }
  /** Another tab goes on alone: what this one knew is that one's now. */
  | { readonly kind: "yielded" }
  /** Leave the call's media to another page. */
  | { readonly kind: "left_elsewhere" };

export const SIGNED_OUT: StaffState = {
  connection: "connecting",
  session: null,
  sessions: [],
  known: false,
  clockOffset: 0,
  staff: null,
  reservation: null,
  answering: null,
  accepted: null,
  conversation: NO_CONVERSATION,
  told: null,
  interpreters: [],
  colleagues: null,
  queue: null,
  partner: null,
  places: {},
};

/** `expecting`: in a call in which no employee is, who will come. */
export type StaffScreen = "loading" | "login" | "idle" | "offer" | "expecting" | "call" | "wrap-up";

export function screenOf(state: StaffState): StaffScreen {
  if (state.connection === "signed-out") return "login";
  if (!state.known) return "loading";
  if (isInCall(state)) return state.conversation.call?.state === "waiting" ? "expecting" : "call";
  if (state.staff?.activity === "wrap_up" || isAboutToWrapUp(state)) return "wrap-up";
  return state.reservation ? "offer" : "idle";
}

/** The call is over for an employee, and the word of the wrap-up follows: nothing else is shown in between. */
function isAboutToWrapUp({ staff, session, conversation }: StaffState): boolean {
  const { call } = conversation;
  return isHost(session?.role) && staff?.activity === "on_call" && call?.call_id === staff.call_id;
}

/** Say whether somebody of this role has calls, and isn't only asked to join them. */
function isHost(role: Role | undefined): role is "agent" | "wijkagent" {
  return role === "agent" || role === "wijkagent";
}

/** The call this person is in, while it goes on. */
export function isInCall({ conversation, session }: StaffState): boolean {
  const call = conversation.call;
  return call !== null && call.state !== "ended" && hasJoined(call, session?.principal_id);
}

/**
 * Say whether a call began, between two states, that was accepted on another page of this person. A page that is only
 * now loaded doesn't ask: it goes on with whatever call there is.
 */
export function beganElsewhere(before: StaffState, { conversation, ...state }: StaffState): boolean {
  const callId = conversation.call?.call_id;
  const isNew = before.known && !(isInCall(before) && before.conversation.call?.call_id === callId);
  return isNew && isInCall({ ...state, conversation }) && state.accepted !== callId;
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
        action.now,
      );
    case "answered":
      return {
        ...state,
        answering: action.reservationId,
        accepted: action.accepts ? (state.reservation?.call_id ?? null) : null,
      };
    case "refused":
      return { ...tell(state, refusedKey(action.code, isInCall(state))), answering: null };
    case "told":
      return tell(state, action.key);
    case "resumed":
      return { ...state, conversation: { ...state.conversation, elsewhere: false } };
    case "left_elsewhere":
      return { ...state, conversation: { ...state.conversation, elsewhere: true } };
    case "yielded":
      return SIGNED_OUT;
    case "dismissed":
      return { ...state, told: null };
  }
}

function receive(state: StaffState, message: ServerMessage, now: number): StaffState {
  const self = state.session?.principal_id;
  const conversation = converse(state.conversation, message, {
    takes: (call) => hasJoined(call, self),
    sessions: state.sessions,
    now,
  });
  const next = { ...state, conversation };
  switch (message.type) {
    case "session.opened":
      return { ...next, session: message, sessions: [...state.sessions, message.session_id] };
    case "interpreters.counted":
      return { ...next, interpreters: message.languages };
    case "colleagues.counted":
      return { ...next, colleagues: { centres: message.centres, people: message.people } };
    case "queue.counted":
      return { ...next, queue: message.languages };
    case "partner.changed":
      return { ...next, partner: { call_id: message.call_id, state: message.state } };
    case "snapshot":
      return {
        ...next,
        places: placesOf(message.locations, state.session),
        known: true,
        staff: message.staff,
        ...rings(state, message.reservation),
      };
    case "staff.changed":
      if (message.staff.staff_id !== self) return next;
      return message.staff.activity === "reserved"
        ? { ...next, staff: message.staff }
        : { ...next, staff: message.staff, reservation: null, answering: null };
    case "staff.steered":
      return message.staff_id === self && message.deed === "status_set" ? tell(next, "told.steered") : next;
    case "reservation.created":
      return message.reservation.staff_id === self
        ? { ...next, ...rings(state, message.reservation), told: null }
        : next;
    case "reservation.ended":
      return message.reservation.reservation_id === state.reservation?.reservation_id
        ? reservationEnded(next, message.outcome)
        : next;
    case "call.joined":
      return message.participant_id === self ? { ...next, reservation: null, answering: null } : next;
    case "call.left":
      if (message.participant_id !== self) return isInCall(next) ? otherLeft(state, next, message) : next;
      return left(next, message.call, message.reason);
    case "call.ended":
      // An employee goes on to wrap up, and reads there how the call ended.
      return isInCall(state) && state.session?.role === "interpreter" ? tell(next, "told.ended") : next;
    default:
      return next;
  }
}

/** What rings now; nobody has accepted what wasn't known here to ring before. */
function rings({ reservation: before, accepted }: StaffState, reservation: Reservation | null) {
  const isNew = reservation !== null && reservation.reservation_id !== before?.reservation_id;
  return { reservation, answering: null, accepted: isNew ? null : accepted };
}

function reservationEnded(state: StaffState, outcome: ReservationOutcome): StaffState {
  // An accepted offer stays, without its buttons, until the call it becomes is there.
  if (outcome === "accepted") return { ...state, answering: state.reservation?.reservation_id ?? null };
  return { ...tell(state, `told.${outcome}`), reservation: null, answering: null };
}

/** Leave a call that goes on; an employee keeps its record for the wrap-up. */
function left(state: StaffState, call: Call, reason: LeaveReason): StaffState {
  if (reason === "freed") return { ...tell(state, "told.freed"), conversation: NO_CONVERSATION };
  if (isHost(state.session?.role) && reason !== "connection_lost")
    return { ...tell(state, "told.handed_over"), conversation: { ...NO_CONVERSATION, call } };
  return {
    ...tell(state, reason === "released" ? "told.unneeded" : "told.released"),
    conversation: NO_CONVERSATION,
  };
}

/** Say that an interpreter or a colleague has gone from a call that goes on; their picture alone says it too softly. */
function otherLeft(before: StaffState, next: StaffState, { participant_id, reason }: CallLeft): StaffState {
  const gone = before.conversation.call?.participants.find((each) => each.participant_id === participant_id);
  if (gone?.role !== "interpreter" && !isHost(gone?.role)) return next;
  return tell(
    next,
    `told.${gone?.role === "interpreter" ? "interpreter" : "agent"}_${reason === "connection_lost" ? "lost" : "left"}`,
  );
}

/** Return what the places that calls come from are called: stations, and the teams of neighborhoods. */
function placesOf(locations: readonly LocationView[], session: SessionOpened | null): StaffState["places"] {
  const stations = locations.map(({ location_id, name }) => [location_id, name] as const);
  const teams = (session?.teams ?? []).map(({ team_id, name }) => [team_id, name] as const);
  return Object.fromEntries([...stations, ...teams]);
}

function tell(state: StaffState, key: ToldKey): StaffState {
  return { ...state, told: tellAfter(state.told, key) };
}

function hasJoined(call: Call, self: string | undefined): boolean {
  return call.participants.some((participant) => participant.participant_id === self);
}
