/** What the desk knows of the case at hand beside the call itself. Pure. */
import type {
  Call,
  Disposition,
  Flag,
  HelpRequest,
  Note,
  ServerMessage,
  Subject,
} from "../shared/protocol/server.ts";

export interface Casework {
  /** The call it is about; null outside calls and wrap-ups. */
  readonly callId: string | null;
  /** Notes of colleagues who had the call before. */
  readonly others: readonly Note[];
  /** What was stated, as the server has it. */
  readonly disposition: Disposition | null;
  /** What was chosen here, until the server has it. */
  readonly chosen: { readonly disposition?: Disposition; readonly subject?: Subject };
  /** The link to the online form stands in the chat. */
  readonly linked: boolean;
  /** Whether somebody is wanted at the booth, or on the way there. */
  readonly help: "asked" | "coming" | null;
  /** What was reported here, or taken back, until the server tells of it; of a call one has left it doesn't. */
  readonly reported: Flag | null | undefined;
}

export const NO_CASE: Casework = {
  callId: null,
  others: [],
  disposition: null,
  chosen: {},
  linked: false,
  help: null,
  reported: undefined,
};

export type CaseAction =
  | { readonly kind: "message"; readonly message: ServerMessage }
  | { readonly kind: "chosen"; readonly chosen: Casework["chosen"] }
  /** The server has what was chosen, or refused it. */
  | { readonly kind: "settled"; readonly chosen: Casework["chosen"] }
  | { readonly kind: "read"; readonly callId: string; readonly notes: readonly Note[] }
  | { readonly kind: "linked" }
  /** The server has the report, or that it was taken back. */
  | { readonly kind: "reported"; readonly callId: string; readonly flag: Flag | null }
  /** Somebody is wanted at the booth, perhaps since before this person came. */
  | { readonly kind: "wanted" };

export function reduceCase(state: Casework, action: CaseAction, self: string): Casework {
  switch (action.kind) {
    case "message":
      return receive(state, action.message, self);
    case "chosen":
      return { ...state, chosen: { ...state.chosen, ...action.chosen } };
    case "settled": {
      return { ...state, chosen: without(state.chosen, action.chosen) };
    }
    case "read":
      return action.callId === state.callId ? { ...state, others: ofOthers(action.notes, self) } : state;
    case "linked":
      return { ...state, linked: true };
    case "reported":
      return action.callId === state.callId ? { ...state, reported: action.flag } : state;
    case "wanted":
      return { ...state, help: state.help ?? "asked" };
  }
}

/** Return what was chosen but for `settled`; what was chosen since is still on its way. */
function without(chosen: Casework["chosen"], settled: Casework["chosen"]): Casework["chosen"] {
  const { disposition, subject } = chosen;
  return {
    ...(disposition && disposition !== settled.disposition && { disposition }),
    ...(subject && subject !== settled.subject && { subject }),
  };
}

function receive(state: Casework, message: ServerMessage, self: string): Casework {
  switch (message.type) {
    case "snapshot": {
      const callId = message.call?.call_id ?? null;
      const before = callId === state.callId ? state : { ...NO_CASE, callId };
      return {
        ...before,
        others: ofOthers(message.notes, self),
        disposition: message.disposition,
        help: helpOf(message.help),
        reported: undefined,
      };
    }
    case "call.joined":
      return message.participant_id === self ? { ...NO_CASE, callId: message.call.call_id } : state;
    case "disposition.stated":
      return message.call_id === state.callId && message.staff_id === self
        ? { ...state, disposition: message.disposition }
        : state;
    case "note.changed": {
      const { note } = message;
      if (message.call_id !== state.callId || note.staff_id === self) return state;
      const rest = state.others.filter((each) => each.staff_id !== note.staff_id);
      return { ...state, others: [...rest, note].filter((each) => each.text !== "") };
    }
    case "call.flagged":
      return message.call.call_id === state.callId ? { ...state, reported: undefined } : state;
    case "help.requested":
    case "help.acknowledged":
      return message.help.call_id === state.callId ? { ...state, help: helpOf(message.help) } : state;
    case "help.ended":
      return message.help.call_id === state.callId ? { ...state, help: null } : state;
    case "staff.changed": {
      const { staff } = message;
      const isDone = staff.staff_id === self && staff.activity === "idle";
      return isDone ? NO_CASE : state;
    }
    default:
      return state;
  }
}

function helpOf(help: HelpRequest | null): Casework["help"] {
  if (help === null) return null;
  return help.acknowledged_at === null ? "asked" : "coming";
}

function ofOthers(notes: readonly Note[], self: string): readonly Note[] {
  return notes.filter((note) => note.staff_id !== self && note.text !== "");
}

export function dispositionOf({ chosen, disposition }: Casework): Disposition | null {
  return chosen.disposition ?? disposition;
}

/** Return how the visitor's behavior is reported, as far as is known here. */
export function flagOf({ callId, reported }: Casework, call: Call): Flag | null {
  return callId === call.call_id && reported !== undefined ? reported : call.flag;
}

/** Say whether this person may correct what the call is about: they host it, or did when it ended. */
export function mayClassify(call: Call, self: string): boolean {
  if (call.state === "ended") return call.participants.some((each) => each.participant_id === self);
  return call.seats.some((seat) => seat.hosts && seat.state === "taken" && seat.staff_id === self);
}

/** Return how calls may be finished here; what was stated is among it, whatever the centre offers. */
export function offeredWith(
  offered: readonly Disposition[],
  stated: Disposition | null,
): readonly Disposition[] {
  return stated === null || offered.includes(stated) ? offered : [...offered, stated];
}
