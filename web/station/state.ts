/** What the station's page knows: help wanted, how the booths are, who is on duty. A pure reducer. */
import { clockOffset } from "../shared/protocol/clock.ts";
import type {
  HelpRequest,
  LocationView,
  ServerMessage,
  ServicePerson,
  SessionOpened,
  Staff,
  StationBooth,
} from "../shared/protocol/server.ts";
import type { ConnectionState, ErrorCode } from "../shared/protocol/socket.ts";
import { refusedKey, type Told, type ToldKey, tellAfter } from "../shared/staff/told.ts";

/** A booth reports each minute; one that was silent for longer may be other than it said, ms. */
const SILENT_MS = 90_000;
/** A connection that is back within this went unnoticed by nobody's harm; ms. */
const BRIEFLY_MS = 5000;

export interface StationState {
  readonly connection: ConnectionState;
  /** Since when the server hasn't been heard, local time; null while it is. */
  readonly lostAt: number | null;
  readonly known: boolean;
  readonly session: SessionOpened | null;
  readonly clockOffset: number;
  readonly own: Staff | null;
  /** They began their duty here, and did not end it: a lost connection is no end. */
  readonly staysOnDuty: boolean;
  readonly locations: readonly LocationView[];
  readonly booths: readonly StationBooth[];
  readonly people: readonly ServicePerson[];
  /** Where somebody is wanted, by booth. */
  readonly help: ReadonlyMap<string, HelpRequest>;
  readonly told: Told | null;
}

export const EMPTY: StationState = {
  connection: "connecting",
  lostAt: null,
  known: false,
  session: null,
  clockOffset: 0,
  own: null,
  staysOnDuty: false,
  locations: [],
  booths: [],
  people: [],
  help: new Map(),
  told: null,
};

export type StationAction =
  | { readonly kind: "connection"; readonly state: ConnectionState; readonly now: number }
  | { readonly kind: "message"; readonly message: ServerMessage; readonly now: number }
  | { readonly kind: "refused"; readonly code: ErrorCode }
  | { readonly kind: "dismissed" };

export function reduceStation(state: StationState, action: StationAction): StationState {
  switch (action.kind) {
    case "connection": {
      if (action.state === "signed-out") return { ...EMPTY, connection: "signed-out" };
      const lostAt = action.state === "online" ? null : (state.lostAt ?? action.now);
      return { ...state, connection: action.state, lostAt };
    }
    case "message": {
      const offset = clockOffset(state.clockOffset, action.message, action.now);
      return receive({ ...state, clockOffset: offset }, action.message);
    }
    case "refused":
      return { ...state, told: tellAfter(state.told, refusedKey(action.code)) };
    case "dismissed":
      return { ...state, told: null };
  }
}

function receive(state: StationState, message: ServerMessage): StationState {
  switch (message.type) {
    case "session.opened":
      return { ...state, session: message };
    case "snapshot":
      return {
        ...withOwn(state, message.staff),
        known: true,
        locations: message.locations,
        help: new Map(message.wanted.map((each) => [each.booth_id, each])),
      };
    case "station.changed":
      return { ...state, booths: message.booths, people: message.people };
    case "location.changed": {
      const { location } = message;
      const locations = state.locations.map((each) =>
        each.location_id === location.location_id ? location : each,
      );
      return { ...state, locations };
    }
    case "help.requested":
    case "help.acknowledged":
      return { ...state, help: new Map(state.help).set(message.help.booth_id, message.help) };
    case "help.ended": {
      const help = new Map([...state.help].filter(([booth]) => booth !== message.help.booth_id));
      const key = ENDED[message.reason];
      return { ...state, help, told: key ? tellAfter(state.told, key) : state.told };
    }
    case "staff.changed":
      return message.staff.staff_id === state.session?.principal_id ? withOwn(state, message.staff) : state;
    default:
      return state;
  }
}

/** Whoever settled it knows; the others see it go. */
const ENDED: Readonly<Record<string, ToldKey | undefined>> = {
  withdrawn: "told.help_withdrawn",
  lapsed: "told.help_lapsed",
};

function withOwn(state: StationState, own: Staff | null): StationState {
  const isLost = own?.status === "away" && own.reason === "disconnected";
  return { ...state, own, staysOnDuty: isLost ? state.staysOnDuty : own?.status === "ready" };
}

export function isOnDuty({ own }: Pick<StationState, "own">): boolean {
  return own?.status === "ready";
}

/** Whether the server ended a duty that its owner did not. */
export function mustResume({ own, staysOnDuty, connection }: StationState): boolean {
  return connection === "online" && staysOnDuty && own?.reason === "disconnected" && !isOnDuty({ own });
}

/** Return what somebody has to go to and nobody does yet, the longest first. */
export function unanswered({ help }: Pick<StationState, "help">): readonly HelpRequest[] {
  return [...help.values()].filter((each) => each.acknowledged_at == null).sort((a, b) => a.at - b.at);
}

/** Whether help that is asked for doesn't arrive here, and that for longer than a moment. */
export function isCutOff({ lostAt }: Pick<StationState, "lostAt">, now: number): boolean {
  return lostAt !== null && now - lostAt > BRIEFLY_MS;
}

/** Whether what a booth last said of its devices still holds; `now`: server time, epoch ms. */
export function isHeard({ use, reported_at }: StationBooth, now: number): boolean {
  return use !== "offline" && reported_at !== null && now - reported_at <= SILENT_MS;
}

/** Return the booths that are, or were, in use; the others are only counted. */
export function usedBooths({ booths }: Pick<StationState, "booths">): readonly StationBooth[] {
  return booths.filter((booth) => booth.report !== null || booth.use !== "offline");
}
