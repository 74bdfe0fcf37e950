/** What the supervisor's page knows: every live call, every connected person and location, by a pure reducer. */
import { legWord, type Steady, steady, UNSAID, worstOf } from "../shared/call/steadiness.ts";
import { waitsSince } from "../shared/call/waits-since.ts";
import { placeName } from "../shared/i18n/format.ts";
import { clockOffset } from "../shared/protocol/clock.ts";
import type {
  Alert,
  BoardMeasured,
  BoothStanding,
  Call,
  CallbackRequest,
  Explanation,
  FlaggedCall,
  HelpRequest,
  LegQuality,
  LocationView,
  ServerMessage,
  SessionOpened,
  Staff,
} from "../shared/protocol/server.ts";
import type { ConnectionState, ErrorCode } from "../shared/protocol/socket.ts";
import { refusedKey, type Told, type ToldKey, tellAfter } from "../shared/staff/told.ts";
import type { Colleagues } from "../shared/staff/transfer.ts";

/** By participant. */
export type Qualities = Readonly<Record<string, LegQuality>>;

export interface SupervisorState {
  readonly connection: ConnectionState;
  readonly session: SessionOpened | null;
  readonly known: boolean;
  readonly clockOffset: number;
  /** The supervisor's own status, where supervisors have one. */
  readonly own: Staff | null;
  readonly calls: ReadonlyMap<string, Call>;
  /** How the connections of each live call do, by call. */
  readonly quality: ReadonlyMap<string, Qualities>;
  /** What is said of the worst of them, by call. */
  readonly words: ReadonlyMap<string, Steady>;
  /** The call whose figures are on the page. */
  readonly measured: string | null;
  readonly staff: ReadonlyMap<string, Staff>;
  readonly locations: readonly LocationView[];
  readonly booths: readonly BoothStanding[];
  /** Where somebody is wanted, by booth. */
  readonly help: ReadonlyMap<string, HelpRequest>;
  /** What was reported of visitors and no supervisor has seen, by call. */
  readonly flagged: ReadonlyMap<string, FlaggedCall>;
  /** What is alerted to, by id. */
  readonly alerts: ReadonlyMap<string, Alert>;
  /** The waiting call whose wait is explained on the page. */
  readonly asked: string | null;
  /** Why it waits; null until the server has said. */
  readonly explanation: Explanation | null;
  /** Callback requests that are past due, by id. */
  readonly overdue: ReadonlyMap<string, CallbackRequest>;
  /** Today's figures, forecasts and what else is at stake; null until the server has said. */
  readonly figures: BoardMeasured | null;
  /** Whom a call could be for instead; null until the server has said. */
  readonly colleagues: Colleagues | null;
  readonly told: Told | null;
}

export const EMPTY: SupervisorState = {
  connection: "connecting",
  session: null,
  known: false,
  clockOffset: 0,
  own: null,
  calls: new Map(),
  quality: new Map(),
  words: new Map(),
  measured: null,
  staff: new Map(),
  locations: [],
  booths: [],
  help: new Map(),
  flagged: new Map(),
  alerts: new Map(),
  asked: null,
  explanation: null,
  overdue: new Map(),
  figures: null,
  colleagues: null,
  told: null,
};

export type SupervisorAction =
  | { readonly kind: "connection"; readonly state: ConnectionState }
  | { readonly kind: "message"; readonly message: ServerMessage; readonly now: number }
  /** Ask why a call waits; null = no longer. */
  | { readonly kind: "asked"; readonly callId: string | null }
  /** Show a call's figures; null = no longer. */
  | { readonly kind: "measured"; readonly callId: string | null }
  | { readonly kind: "refused"; readonly code: ErrorCode }
  | { readonly kind: "told"; readonly key: ToldKey }
  | { readonly kind: "dismissed" };

export function reduceSupervisor(state: SupervisorState, action: SupervisorAction): SupervisorState {
  switch (action.kind) {
    case "connection":
      return action.state === "signed-out"
        ? { ...EMPTY, connection: "signed-out" }
        : { ...state, connection: action.state };
    case "message": {
      const { message, now } = action;
      const offset = clockOffset(state.clockOffset, message, now);
      return forget(receive({ ...state, clockOffset: offset }, message, now));
    }
    case "asked":
      return { ...state, asked: action.callId, explanation: null };
    case "measured":
      return { ...state, measured: action.callId };
    case "refused":
      return { ...state, told: tellAfter(state.told, refusedKey(action.code)) };
    case "told":
      return { ...state, told: tellAfter(state.told, action.key) };
    case "dismissed":
      return { ...state, told: null };
  }
}

/** A call that waits no longer needs no explanation. */
function forget(state: SupervisorState): SupervisorState {
  const waits = state.asked === null || state.calls.get(state.asked)?.state === "waiting";
  return waits ? state : { ...state, asked: null, explanation: null };
}

function receive(state: SupervisorState, message: ServerMessage, now: number): SupervisorState {
  switch (message.type) {
    case "session.opened":
      return { ...state, session: message };
    case "snapshot":
      return {
        ...state,
        known: true,
        own: message.staff,
        calls: new Map((message.board?.calls ?? []).map((call) => [call.call_id, call])),
        quality: new Map(),
        words: new Map(),
        locations: message.locations,
        help: new Map((message.board?.help ?? []).map((each) => [each.booth_id, each])),
        flagged: new Map((message.board?.flagged ?? []).map((each) => [each.call_id, each])),
        alerts: new Map((message.board?.alerts ?? []).map((each) => [each.alert_id, each])),
        staff: new Map((message.board?.staff ?? []).map((person) => [person.staff_id, person])),
      };
    case "call.queued":
    case "call.joined":
    case "call.left":
    case "participant.changed":
    case "seat.changed":
    case "call.ended":
    case "call.closed":
    case "call.held":
    case "call.prioritised":
    case "call.supervised":
    case "call.classified":
      return withoutEnded({ ...state, calls: withCall(state.calls, message.call) });
    case "call.flagged": {
      const { call, flagged } = message;
      return {
        ...state,
        calls: withCall(state.calls, call),
        flagged: withFlagged(state, call.call_id, flagged),
      };
    }
    case "callback.listed":
      return {
        ...state,
        overdue: new Map(message.callbacks.map(({ request }) => [request.request_id, request])),
      };
    case "callback.changed":
      return { ...state, overdue: withOverdue(state.overdue, message.request) };
    case "alert.raised":
    case "alert.changed":
    case "alert.acknowledged":
      return { ...state, alerts: new Map(state.alerts).set(message.alert.alert_id, message.alert) };
    case "alert.cleared":
      return {
        ...state,
        alerts: new Map([...state.alerts].filter(([id]) => id !== message.alert.alert_id)),
      };
    case "flag.settled":
      return { ...state, flagged: withFlagged(state, message.call_id, null) };
    case "media.quality_measured":
      return withQuality(state, message.call_id, message.quality, now);
    case "call.explained":
      return message.explanation.call.call_id === state.asked
        ? { ...state, explanation: message.explanation }
        : state;
    case "board.measured":
      return { ...state, figures: message };
    case "colleagues.counted":
      return { ...state, colleagues: message };
    case "booths.changed":
      return { ...state, booths: message.booths };
    case "help.requested":
    case "help.acknowledged":
      return { ...state, help: new Map(state.help).set(message.help.booth_id, message.help) };
    case "help.ended":
      return {
        ...state,
        help: new Map([...state.help].filter(([booth]) => booth !== message.help.booth_id)),
      };
    case "location.changed":
      return { ...state, locations: withLocation(state.locations, message.location) };
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

function withOverdue(before: ReadonlyMap<string, CallbackRequest>, request: CallbackRequest) {
  const isOverdue = request.state !== "closed" && request.overdue_at !== null;
  if (!isOverdue && !before.has(request.request_id)) return before;
  const others = [...before].filter(([id]) => id !== request.request_id);
  return new Map(isOverdue ? [...others, [request.request_id, request]] : others);
}

function withFlagged(
  { flagged }: SupervisorState,
  callId: string,
  told: FlaggedCall | null,
): ReadonlyMap<string, FlaggedCall> {
  const others = [...flagged].filter(([each]) => each !== callId);
  return new Map(told ? [...others, [callId, told]] : others);
}

/** Of a call this page knows nothing of nothing is kept: it would stay for good. */
function withQuality(state: SupervisorState, callId: string, leg: LegQuality, now: number): SupervisorState {
  const call = state.calls.get(callId);
  if (!call) return state;
  const legs = { ...state.quality.get(callId), [leg.participant_id]: leg };
  const quality = new Map(state.quality).set(callId, legs);
  const measured = worstOf(measuredOf({ quality }, call).map(legWord));
  const word = steady(state.words.get(callId) ?? UNSAID, measured, now);
  return { ...state, quality, words: new Map(state.words).set(callId, word) };
}

function withoutEnded(state: SupervisorState): SupervisorState {
  const quality = new Map([...state.quality].filter(([callId]) => state.calls.has(callId)));
  const words = new Map([...state.words].filter(([callId]) => state.calls.has(callId)));
  const { measured } = state;
  return {
    ...state,
    quality,
    words,
    measured: measured !== null && state.calls.has(measured) ? measured : null,
  };
}

function withLocation(before: readonly LocationView[], location: LocationView): readonly LocationView[] {
  return before.map((each) => (each.location_id === location.location_id ? location : each));
}

/** By what a waiting call ranks: when it was queued, less its head start. */
function rankOf(call: Call): number {
  return call.queued_at - call.head_start_ms;
}

export interface Board {
  /** In the order they are served. */
  readonly waiting: readonly Call[];
  readonly talking: readonly Call[];
  readonly people: readonly Staff[];
  readonly agentsReady: number;
  /** Since when the longest waiting call waits, server time. */
  readonly longestSince: number | null;
}

/** A string's own `localeCompare` asks for the rules of a language each time: with a thousand names that is seen. */
const NAMES = new Intl.Collator();

/** Those whose connection is lost come last: nobody can be asked anything of them. */
function isGone({ status, reason }: Staff): number {
  return Number(status === "away" && reason === "disconnected");
}

export function boardOf(state: SupervisorState): Board {
  const calls = [...state.calls.values()].sort((a, b) => a.queued_at - b.queued_at);
  const waiting = calls.filter((call) => call.state === "waiting").sort((a, b) => rankOf(a) - rankOf(b));
  const people = [...state.staff.values()]
    .filter((person) => person.status !== "offline" && person.role !== "supervisor")
    .sort(
      (a, b) =>
        isGone(a) - isGone(b) ||
        NAMES.compare(a.role, b.role) ||
        NAMES.compare(a.display_name, b.display_name),
    );
  const isFree = (person: Staff) =>
    person.role === "agent" && person.status === "ready" && person.activity === "idle";
  return {
    waiting,
    talking: calls.filter((call) => call.state === "talking"),
    people,
    agentsReady: people.filter(isFree).length,
    longestSince: waiting.length === 0 ? null : Math.min(...waiting.map(waitsSince)),
  };
}

/** Return whether somebody is whoever is signed in's to steer. */
export function steers({ session }: Pick<SupervisorState, "session">, person: Staff): boolean {
  return session !== null && (session.oversees_all || session.oversees.includes(person.centre));
}

/** Return where the caller of a call is: a station, or a neighborhood's team. */
export function placeOf(
  state: Pick<SupervisorState, "session" | "locations">,
  { location }: Pick<Call, "location">,
): string {
  return placeNamed(state, location);
}

/** Return what a location, or a team of a neighborhood, is called. */
export function placeNamed(
  { session, locations }: Pick<SupervisorState, "session" | "locations">,
  id: string,
): string {
  const team = session?.teams.find((each) => each.team_id === id);
  return team?.name ?? locations.find((each) => each.location_id === id)?.name ?? placeName(id);
}

/** Return who is rung for the seat that hosts a waiting call. */
export function ringing(state: SupervisorState, call: Call): Staff | null {
  const seat = call.seats.find((each) => each.hosts && each.state === "reserved");
  return seat?.staff_id ? (state.staff.get(seat.staff_id) ?? null) : null;
}

/** Return what was measured of those who are in the call, in the order they came. */
export function measuredOf({ quality }: Pick<SupervisorState, "quality">, call: Call): readonly LegQuality[] {
  const legs = quality.get(call.call_id) ?? {};
  return call.participants.flatMap(({ participant_id }) => legs[participant_id] ?? []);
}
