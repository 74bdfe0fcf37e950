/** What the supervisor's page knows: every live call and every connected person, by a pure reducer. */
import { clockOffset } from "../shared/protocol/clock.ts";
import type { Call, ServerMessage, SessionOpened, Staff } from "../shared/protocol/server.ts";
import type { ConnectionState } from "../shared/protocol/socket.ts";

export interface SupervisorState {
  readonly connection: ConnectionState;
  readonly session: SessionOpened | null;
  readonly known: boolean;
  readonly clockOffset: number;
  /** The supervisor's own status, where supervisors have one. */
  readonly own: Staff | null;
  readonly calls: ReadonlyMap<string, Call>;
  readonly staff: ReadonlyMap<string, Staff>;
}

export const EMPTY: SupervisorState = {
  connection: "connecting",
  session: null,
  known: false,
  clockOffset: 0,
  own: null,
  calls: new Map(),
  staff: new Map(),
};

export type SupervisorAction =
  | { readonly kind: "connection"; readonly state: ConnectionState }
  | { readonly kind: "message"; readonly message: ServerMessage; readonly now: number };

export function reduceSupervisor(state: SupervisorState, action: SupervisorAction): SupervisorState {
  if (action.kind === "connection") {
    return action.state === "signed-out"
      ? { ...EMPTY, connection: "signed-out" }
      : { ...state, connection: action.state };
  }
  const { message, now } = action;
  return receive({ ...state, clockOffset: clockOffset(state.clockOffset, message, now) }, message);
}

function receive(state: SupervisorState, message: ServerMessage): SupervisorState {
  switch (message.type) {
    case "session.opened":
      return { ...state, session: message };
    case "snapshot":
      return {
        ...state,
        known: true,
        own: message.staff,
        calls: new Map((message.board?.calls ?? []).map((call) => [call.call_id, call])),
        staff: new Map((message.board?.staff ?? []).map((person) => [person.staff_id, person])),
      };
    case "call.queued":
    case "call.joined":
    case "call.left":
    case "participant.changed":
    case "seat.changed":
    case "call.ended":
    case "call.closed":
      return { ...state, calls: withCall(state.calls, message.call) };
    case "staff.changed": {
      const staff = new Map(state.staff);
      if (message.staff.status === "offline") staff.delete(message.staff.staff_id);
      else staff.set(message.staff.staff_id, message.staff);
      const own = message.staff.staff_id === state.own?.staff_id ? message.staff : state.own;
      return { ...state, staff, own };
    }
    default:
      return state;
  }
}

function withCall(before: ReadonlyMap<string, Call>, call: Call): ReadonlyMap<string, Call> {
  const calls = new Map(before);
  if (call.state === "ended") calls.delete(call.call_id);
  else calls.set(call.call_id, call);
  return calls;
}

export interface Board {
  /** Longest waiting first. */
  readonly waiting: readonly Call[];
  readonly talking: readonly Call[];
  readonly people: readonly Staff[];
  readonly agentsReady: number;
  /** When the longest waiting call was queued, server time. */
  readonly longestSince: number | null;
}

export function boardOf(state: SupervisorState): Board {
  const calls = [...state.calls.values()].sort((a, b) => a.queued_at - b.queued_at);
  const waiting = calls.filter((call) => call.state === "waiting");
  const people = [...state.staff.values()]
    .filter((person) => person.status !== "offline" && person.role !== "supervisor")
    .sort((a, b) => a.role.localeCompare(b.role) || a.display_name.localeCompare(b.display_name));
  const isFree = (person: Staff) =>
    person.role === "agent" && person.status === "ready" && person.activity === "idle";
  return {
    waiting,
    talking: calls.filter((call) => call.state === "talking"),
    people,
    agentsReady: people.filter(isFree).length,
    longestSince: waiting[0]?.queued_at ?? null,
  };
}

/** Return who is rung for the employee's seat of a waiting call. */
export function ringing(state: SupervisorState, call: Call): Staff | null {
  const seat = call.seats.find((each) => each.role === "agent" && each.state === "reserved");
  return seat?.staff_id ? (state.staff.get(seat.staff_id) ?? null) : null;
}
