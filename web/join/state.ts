/** What a citizen's page knows: a pure reducer. What the server says of a call outranks the steps before it. */
import { type Conversation, converse, NO_CONVERSATION } from "../shared/call/conversation.ts";
import { ENDING_MS } from "../shared/call/hush.ts";
import { clockOffset } from "../shared/protocol/clock.ts";
import type {
  Call,
  DayPart,
  EndReason,
  RoomView,
  ServerMessage,
  SessionOpened,
} from "../shared/protocol/server.ts";
import type { ConnectionState } from "../shared/protocol/socket.ts";
import type { LinkAnswer, LinkState } from "./link.ts";
import type { NetworkWord } from "./network.ts";

/** What lies over the screen. */
export type Dialog = "language" | "cancel" | "moment";

export interface JoinState {
  /** What the link is good for; null until the server has said. */
  readonly link: LinkState | "wrong" | null;
  /** The server couldn't be asked about the link. */
  readonly linkAway: boolean;
  readonly room: RoomView | null;
  readonly connection: ConnectionState;
  readonly session: SessionOpened | null;
  readonly sessions: readonly string[];
  /** The snapshot has come: whether there is a call is known. */
  readonly known: boolean;
  /** Since when the server is away, local time. */
  readonly awaySince: number | null;
  readonly clockOffset: number;
  readonly conversation: Conversation;
  /** The language of the page. */
  readonly reading: string;
  /** Its user chose it: the request's own doesn't count any more. */
  readonly readingChosen: boolean;
  readonly dialog: Dialog | null;
  /** Wishes for another moment, not sent yet. */
  readonly days: readonly number[];
  readonly parts: readonly DayPart[];
  /** Something was asked of the server that isn't answered. */
  readonly busy: boolean;
  /** The last thing asked didn't work. */
  readonly failed: boolean;
  /** The citizen is in the waiting room, or wants to be: after an outage the page goes back by itself. */
  readonly waits: boolean;
  /** When the citizen said that they would rather wait on, server time; other ways are offered again later. */
  readonly waitsOn: number | null;
  /** The officer was busy or away while the citizen waited: other ways stay offered. */
  readonly putOff: boolean;
  /** The citizen left the waiting room, and may come back. */
  readonly outside: boolean;
  /** The place in the queue of whoever is put through; null: not known. */
  readonly place: number | null;
  readonly network: NetworkWord | null;
  readonly endingAt: number | null;
  /** A call the citizen left, whose end the server has not said yet. */
  readonly leaving: string | null;
  readonly finished: Finished | null;
}

/** A conversation that is over. */
export interface Finished {
  readonly reason: EndReason | null;
  readonly callId: string;
  /** What the citizen thinks of it; null: they didn't say. */
  readonly rating: number | null;
}

export const FRESH: JoinState = {
  link: null,
  linkAway: false,
  room: null,
  connection: "connecting",
  session: null,
  sessions: [],
  known: false,
  awaySince: null,
  clockOffset: 0,
  conversation: NO_CONVERSATION,
  reading: "nl",
  readingChosen: false,
  dialog: null,
  days: [],
  parts: [],
  busy: false,
  failed: false,
  waits: false,
  waitsOn: null,
  putOff: false,
  outside: false,
  place: null,
  network: null,
  endingAt: null,
  leaving: null,
  finished: null,
};

export type JoinAction =
  /** The server said what the link is good for, or what became of a wish. */
  | { readonly kind: "answered"; readonly answer: LinkAnswer; readonly now: number }
  | { readonly kind: "connection"; readonly state: ConnectionState; readonly now: number }
  | { readonly kind: "message"; readonly message: ServerMessage; readonly now: number }
  | { readonly kind: "asked" }
  | { readonly kind: "settled"; readonly failed: boolean }
  | { readonly kind: "reading"; readonly language: string }
  | { readonly kind: "dialog"; readonly dialog: Dialog | null }
  | { readonly kind: "day"; readonly day: number }
  | { readonly kind: "part"; readonly part: DayPart }
  | { readonly kind: "network"; readonly word: NetworkWord }
  | { readonly kind: "entered" }
  | { readonly kind: "waits_on"; readonly now: number }
  | { readonly kind: "ending"; readonly now: number }
  | { readonly kind: "stayed" }
  /** The citizen hangs up, or leaves the waiting room. */
  | { readonly kind: "left" }
  | { readonly kind: "rated"; readonly rating: number }
  /** Go on here with a call whose media another page has. */
  | { readonly kind: "resumed" };

export function reduceJoin(state: JoinState, action: JoinAction): JoinState {
  switch (action.kind) {
    case "answered":
      return answered(state, action.answer, action.now);
    case "connection":
      return connect(state, action.state, action.now);
    case "message":
      return receive(
        { ...state, clockOffset: clockOffset(state.clockOffset, action.message, action.now) },
        action.message,
        action.now,
      );
    case "asked":
      return { ...state, busy: true, failed: false };
    case "settled":
      return { ...state, busy: false, failed: action.failed, waits: state.waits && !action.failed };
    case "reading":
      return { ...state, reading: action.language, readingChosen: true, dialog: null };
    case "dialog":
      return { ...state, dialog: action.dialog, failed: false };
    case "day":
      return { ...state, days: toggled(state.days, action.day) };
    case "part":
      return { ...state, parts: toggled(state.parts, action.part) };
    case "network":
      return { ...state, network: action.word };
    case "entered":
      return { ...state, waits: true, waitsOn: null, outside: false, busy: true, failed: false };
    case "waits_on":
      return { ...state, waitsOn: action.now + state.clockOffset };
    case "ending":
      return currentCall(state)?.state === "talking"
        ? { ...state, endingAt: action.now + ENDING_MS, dialog: null }
        : state;
    case "stayed":
      return { ...state, endingAt: null };
    case "left":
      return left(state);
    case "rated":
      return state.finished ? { ...state, finished: { ...state.finished, rating: action.rating } } : state;
    case "resumed":
      return { ...state, conversation: { ...state.conversation, elsewhere: false } };
  }
}

/** The live call of this citizen, unless it is being left. */
export function currentCall({ conversation: { call }, leaving }: JoinState): Call | null {
  return call && call.state !== "ended" && call.call_id !== leaving ? call : null;
}

function toggled<T>(chosen: readonly T[], one: T): readonly T[] {
  return chosen.includes(one) ? chosen.filter((each) => each !== one) : [...chosen, one];
}

function answered(state: JoinState, answer: LinkAnswer, now: number): JoinState {
  switch (answer.kind) {
    case "told": {
      const { serverNow, room } = answer;
      const offset = state.session || serverNow === null ? state.clockOffset : serverNow - now;
      const told = withRoom({ ...state, clockOffset: offset }, room);
      // What the page asks by itself closes no question that somebody is about to answer.
      const dialog = state.busy || answer.state !== state.link ? null : state.dialog;
      return { ...told, link: answer.state, linkAway: false, busy: false, failed: false, dialog };
    }
    case "wrong":
      return { ...state, link: "wrong", linkAway: false, busy: false, dialog: null };
    case "refused":
      return { ...state, busy: false, failed: true };
    case "away":
      return { ...state, linkAway: true, busy: false, failed: state.busy };
  }
}

function withRoom(state: JoinState, room: RoomView): JoinState {
  return { ...state, room, reading: state.readingChosen ? state.reading : room.language };
}

/** Note that the officer can't come to who waits; before the hour nobody expects them. */
function putOff(state: JoinState, now: number): JoinState {
  const { room } = state;
  const waits = room?.arrived_at != null && now + state.clockOffset >= (room.starts_at ?? 0);
  const isThere = room?.officer === "there" || room?.put_through;
  return waits && !isThere ? { ...state, putOff: true } : state;
}

function connect(state: JoinState, connection: ConnectionState, now: number): JoinState {
  if (connection === "online") return { ...state, connection, awaySince: null };
  // The link is good no more, or another device has it: it is asked anew. What becomes of the call isn't told here.
  if (connection === "signed-out") {
    const unknown = { known: false, conversation: NO_CONVERSATION, endingAt: null };
    return { ...state, ...unknown, connection, link: null, awaySince: null };
  }
  return { ...state, connection, awaySince: state.awaySince ?? now };
}

function left(state: JoinState): JoinState {
  const call = currentCall(state);
  const base = { ...state, endingAt: null, dialog: null, waits: false, waitsOn: null, putOff: false };
  if (!call) return { ...base, outside: true };
  const leaving = call.call_id;
  return call.state === "talking"
    ? { ...base, leaving, finished: finishedBy(call, "visitor_hung_up") }
    : { ...base, leaving, outside: true };
}

function finishedBy({ call_id }: Call, reason: EndReason | null): Finished {
  return { reason, callId: call_id, rating: null };
}

function receive(state: JoinState, message: ServerMessage, now: number): JoinState {
  const before = currentCall(state);
  const conversation = converse(state.conversation, message, {
    takes: (call) => call.state !== "ended",
    sessions: state.sessions,
    now,
  });
  const next = follow({ ...state, conversation }, before);
  switch (message.type) {
    case "session.opened":
      return { ...next, session: message, sessions: [...state.sessions, message.session_id] };
    case "snapshot":
      return { ...next, known: true };
    case "room.changed":
      return putOff(withRoom(next, message.room), now);
    case "queue.placed":
      return { ...next, place: message.position };
    default:
      return next;
  }
}

/** Bring the page in line with the call after a message. */
function follow(state: JoinState, before: Call | null): JoinState {
  const call = currentCall(state);
  if (call) {
    if (before?.call_id === call.call_id) return state;
    // A call this page did not know: it was reloaded, or has just entered.
    return { ...state, waits: true, outside: false, busy: false, finished: null };
  }
  if (!before) return state;
  const ended = state.conversation.call?.call_id === before.call_id ? state.conversation.call : null;
  const over = { ...state, endingAt: null, dialog: null, place: null };
  const reason = ended?.end_reason ?? null;
  // Without a word of its end the server forgot the call while this page was away: back to the waiting room.
  if (before.answered_at === null)
    return { ...over, waits: state.waits && (reason === null || reason === "connection_lost") };
  return { ...over, waits: false, finished: finishedBy(before, reason) };
}
