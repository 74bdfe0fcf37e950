/** Records for tests, whole, with what a test cares about set. */
import type {
  Call,
  LocationView,
  Participant,
  Reservation,
  Seat,
  SessionOpened,
  Snapshot,
  Staff,
} from "../shared/protocol/server.ts";

let events = 0;

export function nextEventId(): string {
  events += 1;
  return `1-${events}`;
}

export function participant(id: string, role: Participant["role"], joined_at = 1000): Participant {
  return {
    participant_id: id,
    role,
    display_name: id,
    online: true,
    joined_at,
    microphone: null,
    camera: null,
    mode: null,
  };
}

export function seat(fields: Partial<Seat> = {}): Seat {
  return {
    seat_id: "agent",
    role: "agent",
    language: "nl",
    state: "waiting",
    hosts: true,
    staff_id: null,
    opened_at: 1000,
    passed: null,
    ...fields,
  };
}

export function call(fields: Partial<Call> = {}): Call {
  return {
    call_id: "call-1",
    state: "waiting",
    booth_id: "booth",
    centre: "centre",
    location: "utrecht-stationsplein",
    language: "nl",
    subject: "question",
    needs: [],
    reference: "7KM4-RX2P",
    queued_at: 1000,
    head_start_ms: 0,
    answered_at: null,
    held_at: null,
    ended_at: null,
    end_reason: null,
    disposition: null,
    flag: null,
    participants: [participant("booth", "visitor")],
    media: [],
    opened_to: [],
    seats: [seat()],
    ...fields,
  };
}

export function talking(...others: Participant[]): Call {
  return call({
    state: "talking",
    answered_at: 2000,
    participants: [participant("booth", "visitor"), ...others],
  });
}

export function staff(fields: Partial<Staff> = {}): Staff {
  return {
    staff_id: "agent-1",
    role: "agent",
    display_name: "Agent One",
    centre: "centre",
    languages: ["nl", "en"],
    status: "ready",
    reason: null,
    next_status: null,
    next_reason: null,
    since: 1000,
    activity: "idle",
    call_id: null,
    reservation_id: null,
    wrap_up_ends_at: null,
    ready_at: null,
    missed: 0,
    ...fields,
  };
}

export function reservation(fields: Partial<Reservation> = {}): Reservation {
  return {
    reservation_id: "reservation-1",
    call_id: "call-1",
    seat_id: "agent",
    staff_id: "agent-1",
    role: "agent",
    language: "nl",
    call_language: "nl",
    subject: "question",
    needs: [],
    centre: "centre",
    location: "utrecht-stationsplein",
    queued_at: 1000,
    seat_opened_at: 1000,
    asked_by: null,
    consulted: false,
    created_at: 2000,
    expires_at: 22_000,
    match: {
      edge: "seat_opened",
      pool: "agent/centre/nl/C2",
      step: 1,
      steps: 3,
      order: "idle_since",
      preferred: false,
      people: 1,
      seats: 1,
      waited_ms: 0,
      idle_ms: 0,
      passed_over: [],
      together_with: null,
    },
    ...fields,
  };
}

export function place(fields: Partial<LocationView> = {}): LocationView {
  return {
    location_id: "utrecht-stationsplein",
    name: "Utrecht Stationsplein",
    open: true,
    closed_by_hand: false,
    closing: null,
    opens_at: null,
    timezone: "Europe/Amsterdam",
    hours: [],
    callback_url: null,
    may_be_joined: false,
    tiles: [],
    ...fields,
  };
}

export function opened(fields: Partial<SessionOpened> = {}): SessionOpened {
  return {
    type: "session.opened",
    request_id: "r",
    session_id: "session",
    principal_id: "agent-1",
    role: "agent",
    display_name: "Agent One",
    languages: ["nl", "en"],
    levels: {},
    resumed: false,
    server_time: 10_000,
    heartbeat_s: 5,
    slots: 3,
    pages: "",
    interpreter_languages: ["ar", "uk"],
    served_languages: ["ar", "en", "nl", "uk"],
    dispositions: ["answered", "report_taken", "handed_over"],
    online_form: null,
    longest_wrap_up_s: 600,
    teams: [],
    joining: {},
    oversees: [],
    oversees_all: false,
    ...fields,
  };
}

export function snapshot(fields: Partial<Snapshot> = {}): Snapshot {
  return {
    type: "snapshot",
    event_id: nextEventId(),
    staff: null,
    reservation: null,
    call: null,
    chat: [],
    wanted: [],
    notes: [],
    disposition: null,
    help: null,
    board: null,
    locations: [],
    ...fields,
  };
}
