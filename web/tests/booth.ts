/** A booth in each state of a visit, for tests. */
import { type BoothAction, type BoothState, FRESH, reduceBooth } from "../booth/state.ts";
import type { Call, QueuePlaced, Seat, ServerMessage } from "../shared/protocol/server.ts";
import { call, nextEventId, opened, participant, place, snapshot, talking } from "./records.ts";

export const NOW = 50_000;
export const PLACE = place();

export function following(state: BoothState, ...actions: BoothAction[]): BoothState {
  return actions.reduce(reduceBooth, state);
}

export function says(message: ServerMessage): BoothAction {
  return { kind: "message", message, now: NOW };
}

export function event(type: "call.queued" | "call.ended", record: Call): BoothAction {
  return says({ type, event_id: nextEventId(), at: NOW, call: record });
}

export function joined(record: Call, participant_id: string): BoothAction {
  return says({ type: "call.joined", event_id: nextEventId(), at: NOW, call: record, participant_id });
}

export const ONLINE = following(
  FRESH,
  { kind: "connection", state: "online", now: NOW },
  says(opened({ principal_id: "booth", role: "visitor" })),
  says(snapshot({ locations: [PLACE] })),
);
export const CHECKING = following(
  ONLINE,
  { kind: "touched", now: NOW },
  { kind: "started" },
  { kind: "language", language: "ar" },
  { kind: "subject", subject: "report" },
);
export const WAITING = following(
  CHECKING,
  { kind: "requested" },
  event("call.queued", call({ language: "ar", subject: "report" })),
);
export const AGENT = participant("agent-1", "agent");
export const TALKING = following(WAITING, joined(talking(AGENT), "agent-1"));

/** The server says the place in the queue. */
export function placed(fields: Partial<QueuePlaced> = {}): BoothAction {
  return says({
    type: "queue.placed",
    call_id: "call-1",
    position: 2,
    about_minutes: null,
    more_than: false,
    from_minutes: null,
    to_minutes: null,
    with_interpreter: false,
    ...fields,
  });
}

/** A seat of the waiting call changes. */
export function seated(...seats: Seat[]): BoothAction {
  const record = call({ language: "ar", subject: "report", seats });
  return says({
    type: "seat.changed",
    event_id: nextEventId(),
    at: NOW,
    call: record,
    seat_id: "agent",
    by: null,
  });
}
