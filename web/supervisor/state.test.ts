import { describe, expect, it } from "vitest";
import type {
  FlaggedCall,
  HelpRequest,
  LegQuality,
  ServerMessage,
  SessionOpened,
} from "../shared/protocol/server.ts";
import { changed, listed, request, view } from "../tests/callbacks.ts";
import {
  call,
  nextEventId,
  opened,
  participant,
  place,
  seat,
  snapshot,
  staff,
  talking,
} from "../tests/records.ts";
import { furtherFor } from "./frame/screens.ts";
import {
  boardOf,
  EMPTY,
  measuredOf,
  placeOf,
  reduceSupervisor,
  ringing,
  type SupervisorState,
  steers,
} from "./state.ts";

function following(state: SupervisorState, ...messages: ServerMessage[]): SupervisorState {
  return messages.reduce(
    (before, message) => reduceSupervisor(before, { kind: "message", message, now: 0 }),
    state,
  );
}

const event = () => ({ event_id: nextEventId(), at: 0 });
const OPEN = following(
  EMPTY,
  opened({ role: "supervisor" }),
  snapshot({
    board: {
      event_id: "1-0",
      calls: [call({ call_id: "second", queued_at: 2000 }), call({ call_id: "first", queued_at: 1000 })],
      staff: [staff(), staff({ staff_id: "agent-2", status: "away", reason: "break" })],
      help: [],
      flagged: [],
      alerts: [],
    },
  }),
);

function leg(participant_id: string, score: number, loss = 0): LegQuality {
  const direction = { loss, jitter_ms: 1, bitrate: 1000, frames_per_s: null };
  return { participant_id, score, round_trip_ms: 10, up: direction, down: direction };
}

describe("how connections do", () => {
  const talk = talking(participant("agent-1", "agent"));
  const hears = (call_id: string, quality: LegQuality): ServerMessage => ({
    type: "media.quality_measured",
    call_id,
    quality,
  });
  const board = (...messages: ServerMessage[]) =>
    [
      snapshot({ board: { event_id: "1-0", calls: [talk], staff: [], help: [], flagged: [], alerts: [] } }),
      ...messages,
    ].reduce((before, message) => reduceSupervisor(before, { kind: "message", message, now: 0 }), EMPTY);

  it("is known of everybody in a call as it was measured last, and said of the worst", () => {
    const state = board(
      hears("call-1", leg("booth", 4)),
      hears("call-1", leg("agent-1", 2)),
      hears("call-1", leg("booth", 3)),
      hears("call-1", leg("somebody who left", 1)),
    );
    expect(measuredOf(state, talk).map((each) => [each.participant_id, each.score])).toEqual([
      ["booth", 3],
      ["agent-1", 2],
    ]);
    expect(board(hears("call-1", leg("booth", 4))).words.get("call-1")?.word).toBe("good");
    expect(board(hears("call-1", leg("booth", 2, 0.1))).words.get("call-1")?.word).toBe("poor");
    // A dark room, as the pages of those in the call say as well.
    expect(board(hears("call-1", leg("booth", 2))).words.get("call-1")?.word).toBe("good");
  });

  it("is forgotten with the call, and not kept of a call unknown", () => {
    const open = reduceSupervisor(board(hears("call-1", leg("booth", 4)), hears("call-9", leg("x", 1))), {
      kind: "measured",
      callId: "call-1",
    });
    expect([...open.quality.keys()]).toEqual(["call-1"]);
    const ended = reduceSupervisor(open, {
      kind: "message",
      message: { type: "call.ended", event_id: nextEventId(), at: 0, call: { ...talk, state: "ended" } },
      now: 0,
    });
    expect([ended.quality.size, ended.words.size]).toEqual([0, 0]);
    expect(ended.measured).toBeNull();
  });
});

describe("callback requests", () => {
  const late = { overdue_at: 9, due_at: 5 };
  const known = following(OPEN, listed([view(late)]));

  it("are known while they are past due, and not closed", () => {
    expect([...known.overdue.keys()]).toEqual(["r1"]);
    const held = following(
      known,
      changed(request({ ...late, revision: 2, staff_id: "ann", state: "claimed" })),
    );
    expect(held.overdue.get("r1")?.staff_id).toBe("ann");
    expect(following(held, changed(request({ ...late, state: "closed" }))).overdue.size).toBe(0);
  });

  it("are heard of as they become late, and those in time aren't kept", () => {
    expect(following(known, changed(request({ request_id: "r2" }))).overdue.size).toBe(1);
    expect(following(known, changed(request({ ...late, request_id: "r3" }))).overdue.size).toBe(2);
  });
});

describe("supervisor", () => {
  it("shows the longest waiting call first", () => {
    const board = boardOf(OPEN);
    expect(board.waiting.map((each) => each.call_id)).toEqual(["first", "second"]);
    expect(board.longestSince).toBe(1000);
    expect(board.agentsReady).toBe(1);
  });

  it("counts a ringing call as waiting, and knows at whom it rings", () => {
    const record = call({ call_id: "first", seats: [seat({ state: "reserved", staff_id: "agent-1" })] });
    const state = following(OPEN, {
      type: "seat.changed",
      ...event(),
      call: record,
      seat_id: "agent",
      by: null,
    });
    expect(boardOf(state).waiting).toHaveLength(2);
    expect(ringing(state, record)?.staff_id).toBe("agent-1");
  });

  it("moves a call from the queue to the conversations, and lets it go", () => {
    const record = { ...talking(participant("agent-1", "agent")), call_id: "first" };
    const state = following(OPEN, {
      type: "call.joined",
      ...event(),
      call: record,
      participant_id: "agent-1",
    });
    expect(boardOf(state).talking).toHaveLength(1);
    expect(boardOf(state).waiting).toHaveLength(1);
    const ended = following(state, { type: "call.ended", ...event(), call: { ...record, state: "ended" } });
    expect(boardOf(ended).talking).toHaveLength(0);
    const closed = following(ended, { type: "call.closed", ...event(), call: { ...record, state: "ended" } });
    expect(boardOf(closed).talking).toHaveLength(0);
  });

  it("follows people, and lets go who signs out", () => {
    const busy = following(OPEN, {
      type: "staff.changed",
      ...event(),
      staff: staff({ activity: "on_call" }),
      was: null,
      by: null,
    });
    expect(boardOf(busy).agentsReady).toBe(0);
    const gone = following(OPEN, {
      type: "staff.changed",
      ...event(),
      staff: staff({ status: "offline" }),
      was: null,
      by: null,
    });
    expect(boardOf(gone).people.map((each) => each.staff_id)).toEqual(["agent-2"]);
  });

  it("shows first who is served first, and yet knows who waits the longest", () => {
    const record = call({ call_id: "second", queued_at: 2000, head_start_ms: 900_000 });
    const state = following(OPEN, {
      type: "call.prioritised",
      ...event(),
      call: record,
      why: "",
      by: "supervisor-1",
    });
    expect(boardOf(state).waiting.map((each) => each.call_id)).toEqual(["second", "first"]);
    expect(boardOf(state).longestSince).toBe(1000);
  });

  it("follows its locations", () => {
    const locations = [place(), place({ location_id: "elsewhere" })];
    const known = following(OPEN, snapshot({ locations }));
    const closed = place({ open: false, closed_by_hand: true });
    const after = following(known, { type: "location.changed", location: closed });
    expect(after.locations).toEqual([closed, locations[1]]);
  });

  describe("explaining", () => {
    const explained = (call_id: string): ServerMessage => ({
      type: "call.explained",
      request_id: "r",
      explanation: {
        at: 0,
        call: call({ call_id }),
        seat_id: "agent",
        score: 1000,
        room: true,
        steps: [],
        companion: [],
        offers: [],
        reservation: null,
      },
    });
    const ASKED = reduceSupervisor(OPEN, { kind: "asked", callId: "first" });

    it("keeps the answer for the call it asked about", () => {
      expect(following(ASKED, explained("second")).explanation).toBeNull();
      expect(following(ASKED, explained("first")).explanation?.call.call_id).toBe("first");
    });

    it("ends with the wait", () => {
      const record = { ...talking(participant("agent-1", "agent")), call_id: "first" };
      const joined: ServerMessage = {
        type: "call.joined",
        ...event(),
        call: record,
        participant_id: "agent-1",
      };
      const after = following(ASKED, explained("first"), joined);
      expect(after.asked).toBeNull();
      expect(after.explanation).toBeNull();
    });
  });

  it("says in words that a command was refused", () => {
    const refused = reduceSupervisor(OPEN, { kind: "refused", code: "wrong_state" });
    expect(refused.told?.key).toBe("refused.wrong_state");
    expect(reduceSupervisor(refused, { kind: "dismissed" }).told).toBeNull();
  });
});

describe("help at a booth", () => {
  const wanted: HelpRequest = {
    help_id: "booth:one#1",
    booth_id: "booth:one",
    location: "utrecht-stationsplein",
    by: "visitor",
    call_id: null,
    at: 0,
    acknowledged_at: null,
    acknowledged_by: null,
    lapses_at: 900_000,
  };
  const coming = { ...wanted, acknowledged_at: 5 };

  it("is on the board from its request until it is over", () => {
    const asked = following(OPEN, { type: "help.requested", ...event(), help: wanted, by: "agent-1" });
    expect([...asked.help.values()]).toEqual([wanted]);
    const answered = following(asked, { type: "help.acknowledged", ...event(), help: coming, by: "sue" });
    expect([...answered.help.values()]).toEqual([coming]);
    const over = following(answered, {
      type: "help.ended",
      ...event(),
      help: coming,
      reason: "settled",
      by: "sue",
    });
    expect(over.help.size).toBe(0);
  });

  it("is there after a reload", () => {
    const board = { event_id: "1-0", calls: [], staff: [], help: [wanted], flagged: [], alerts: [] };
    expect([...following(EMPTY, snapshot({ board })).help.keys()]).toEqual(["booth:one"]);
  });
});

describe("what was reported of a visitor", () => {
  const flagged = (call_id: string, at: number): FlaggedCall => ({
    call_id,
    reference: "7KM4-RX2P",
    booth_id: "booth",
    location: "utrecht-stationsplein",
    kind: "threat",
    at,
    by: "agent-1",
    display_name: "Anna",
  });
  const told = (call_id: string, what: FlaggedCall | null): ServerMessage => ({
    ...event(),
    type: "call.flagged",
    call: call({ call_id, state: "ended", flag: what?.kind ?? null }),
    by: "agent-1",
    flagged: what,
  });
  const board = {
    event_id: "1-0",
    calls: [],
    staff: [],
    help: [],
    flagged: [flagged("before", 1)],
    alerts: [],
  };
  const KNOWN = following(EMPTY, snapshot({ board }), told("now", flagged("now", 2)));

  it("outlives the call and the page", () => {
    expect([...KNOWN.flagged.keys()]).toEqual(["before", "now"]);
    expect(KNOWN.calls.size).toBe(0);
  });

  it("goes when it is taken back, and when a supervisor has seen it", () => {
    const settled: ServerMessage = {
      ...event(),
      type: "flag.settled",
      call_id: "before",
      location: null,
      by: "supervisor-1",
    };
    expect([...following(KNOWN, told("now", null)).flagged.keys()]).toEqual(["before"]);
    expect([...following(KNOWN, settled, settled).flagged.keys()]).toEqual(["now"]);
  });
});

describe("whom somebody may steer", () => {
  const of = (session: Partial<SessionOpened>) => ({ session: opened(session) });
  const agent = staff({ role: "agent", centre: "noord" });

  it("is who works at a centre that they oversee, and nobody before they are known", () => {
    expect(steers(of({ oversees: ["noord"] }), agent)).toBe(true);
    expect(steers(of({ oversees: ["midden"] }), agent)).toBe(false);
    expect(steers(of({ oversees_all: true }), agent)).toBe(true);
    expect(steers({ session: null }, agent)).toBe(false);
  });

  it("and what applies to all is shown to who oversees all", () => {
    expect(furtherFor(false).map(({ id }) => id)).toEqual(["reports", "audit"]);
    expect(furtherFor(true).map(({ id }) => id)).toContain("alerts");
  });
});

describe("where a caller is", () => {
  const team = {
    team_id: "groningen-noord",
    name: "Groningen-Noord",
    centre: "noord-nederland",
    video: true,
    neighborhoods: {},
    officers: [],
  };

  it("is a station, or a neighborhood's team by its name", () => {
    const state = following(EMPTY, opened({ role: "supervisor", teams: [team] }));
    expect(placeOf(state, call({ location: "groningen-noord" }))).toBe("Groningen-Noord");
    expect(placeOf(state, call({ location: "utrecht-stationsplein" }))).toBe("Utrecht Stationsplein");
  });
});
