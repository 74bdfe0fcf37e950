/** A citizen's page in each of its states, for tests. */
import type { LinkState } from "../join/link.ts";
import { FRESH, type JoinAction, type JoinState, reduceJoin } from "../join/state.ts";
import type { Call, RoomView, ServerMessage } from "../shared/protocol/server.ts";
import { call, nextEventId, opened, participant, seat, snapshot } from "./records.ts";

export const NOW = 50_000;
export const CITIZEN = "citizen:request-1";
export const OFFICER = participant("wijkagent-noord", "wijkagent");

export function room(fields: Partial<RoomView> = {}): RoomView {
  return {
    reference: "7KM4-RX2P",
    state: "invited",
    language: "nl",
    channel: "video",
    needs: [],
    starts_at: null,
    opens_at: 1000,
    closes_at: 1_000_000,
    arrived_at: null,
    host: "officer",
    officer: "there",
    interpreter: null,
    kept_waiting_s: 180,
    phone: true,
    centre: true,
    put_through: false,
    may_be_joined: false,
    wants_other_moment: false,
    call_id: null,
    failure: null,
    outcome: null,
    ...fields,
  };
}

/** What an officer calls off: no invitation is left. */
export const CALLED_OFF = room({ state: "waiting", opens_at: null, closes_at: null });

export function following(state: JoinState, ...actions: JoinAction[]): JoinState {
  return actions.reduce(reduceJoin, state);
}

export function told(state: LinkState, view: RoomView = room()): JoinAction {
  return {
    kind: "answered",
    answer: { kind: "told", state, citizen: "0123abcd", room: view, serverNow: null },
    now: NOW,
  };
}

export function says(message: ServerMessage): JoinAction {
  return { kind: "message", message, now: NOW };
}

export function changed(view: RoomView): JoinAction {
  return says({ type: "room.changed", room: view });
}

/** The citizen's call, waiting for the officer. */
export function waitingCall(fields: Partial<Call> = {}): Call {
  const officer = seat({ seat_id: "officer", role: "wijkagent" });
  return call({
    booth_id: CITIZEN,
    participants: [participant(CITIZEN, "citizen")],
    seats: [officer],
    ...fields,
  });
}

export function talkingCall(): Call {
  const participants = [participant(CITIZEN, "citizen"), OFFICER];
  return waitingCall({ state: "talking", answered_at: 2000, participants });
}

export function event(type: "call.queued" | "call.ended", record: Call): JoinAction {
  return says({ type, event_id: nextEventId(), at: NOW, call: record });
}

export const OPEN = following(FRESH, told("open"));
export const READY = following(
  OPEN,
  { kind: "connection", state: "online", now: NOW },
  says(opened({ principal_id: CITIZEN, role: "citizen" })),
  says(snapshot({})),
  changed(room()),
);
export const WAITING = following(
  READY,
  { kind: "entered" },
  event("call.queued", waitingCall()),
  changed(room({ arrived_at: NOW, call_id: "call-1" })),
);
export const TALKING = following(
  WAITING,
  says({
    type: "call.joined",
    event_id: nextEventId(),
    at: NOW,
    call: talkingCall(),
    participant_id: OFFICER.participant_id,
  }),
  changed(room({ state: "talking", arrived_at: NOW, call_id: "call-1" })),
);
