/** The call a supervisor is in, having joined or answered it, as one of their pages knows it: a pure reducer. */
import { type Conversation, converse, NO_CONVERSATION } from "../../shared/call/conversation.ts";
import type { Call, JoinMode, JoinReason, ServerMessage } from "../../shared/protocol/server.ts";

export interface Joined {
  readonly conversation: Conversation;
  /** The signaling sessions this page has had. */
  readonly sessions: readonly string[];
  /** False until the server has said how things stand. */
  readonly known: boolean;
  /** The call this page asked for, and none of this person's others. */
  readonly asked: string | null;
  /** Why, as it was said last; null after a reload. */
  readonly why: JoinReason | null;
  /** How the last call was over without their doing; null while there is one, and after they left it. */
  readonly over: Over | null;
}

export type Over = "ended" | "released" | "lost";

export const NOT_JOINED: Joined = {
  conversation: NO_CONVERSATION,
  sessions: [],
  known: false,
  asked: null,
  why: null,
  over: null,
};

export type JoinedAction =
  | {
      readonly kind: "message";
      readonly message: ServerMessage;
      readonly self: string | undefined;
      readonly now: number;
    }
  | { readonly kind: "asked"; readonly callId: string }
  /** Go on here with a call whose media another page has. */
  | { readonly kind: "resumed" }
  | { readonly kind: "signed_out" };

export function reduceJoined(state: Joined, action: JoinedAction): Joined {
  switch (action.kind) {
    case "asked":
      return { ...state, asked: action.callId };
    case "resumed":
      return { ...state, conversation: { ...state.conversation, elsewhere: false } };
    case "signed_out":
      return NOT_JOINED;
    case "message":
      return receive(state, action.message, action.self, action.now);
  }
}

function receive(before: Joined, message: ServerMessage, self: string | undefined, now: number): Joined {
  const takes = (call: Call) => partIn(call, self) !== null;
  const heard = converse(before.conversation, message, { takes, sessions: before.sessions, now });
  const call = heard.call && takes(heard.call) && heard.call.state !== "ended" ? heard.call : null;
  if (message.type === "session.opened")
    return { ...before, sessions: [...before.sessions, message.session_id] };
  const known = before.known || message.type === "snapshot";
  if (call === null) {
    const over = before.conversation.call ? overBy(message) : before.over;
    return { ...before, known, conversation: NO_CONVERSATION, why: null, over };
  }
  const isNew = before.conversation.call?.call_id !== call.call_id;
  // A page that is only now loaded goes on with whatever call there is.
  const elsewhere = isNew ? before.known && before.asked !== call.call_id : heard.elsewhere;
  const told = message.type === "call.supervised" && message.by === self ? message.why : null;
  return {
    ...before,
    known,
    conversation: { ...heard, elsewhere },
    why: told ?? (isNew ? null : before.why),
    over: null,
  };
}

/** Return how a call was over by this message. */
function overBy(message: ServerMessage): Over | null {
  if (message.type === "call.ended") return "ended";
  if (message.type === "snapshot") return "lost";
  if (message.type !== "call.supervised" && message.type !== "call.left") return null;
  const reason = message.type === "call.left" ? message.reason : message.left;
  if (reason === "connection_lost") return "lost";
  return reason === "released" || reason === "freed" ? "released" : null;
}

/** How a supervisor takes part: as who joined, or as who has the call. */
export type Part = JoinMode | "host";

/** Return how somebody takes part in a call; null: not at all. */
export function partIn({ participants }: Call, self: string | undefined): Part | null {
  const own = participants.find((each) => each.participant_id === self);
  return own ? (own.mode ?? "host") : null;
}
