import { describe, expect, it } from "vitest";
import { call, nextEventId, participant, seat, snapshot, talking } from "../../tests/records.ts";
import type { ServerMessage } from "../protocol/server.ts";
import {
  areGone,
  type Conversation,
  colleagueSeat,
  converse,
  hasSettled,
  interpreterState,
  isHeld,
  isKeptFrom,
  lateInterpreters,
  NO_CONVERSATION,
  pairOf,
  sharerOf,
  takesPartSince,
  tilesOf,
} from "./conversation.ts";

const event = () => ({ event_id: nextEventId(), at: 0 });
const AGENT = participant("agent-1", "agent", 2000);
const TOLK = participant("tolk-ar", "interpreter", 3000);
const TALKING: Conversation = { ...NO_CONVERSATION, call: talking(AGENT, TOLK) };

function says(text: string, entry_id = text): ServerMessage {
  return {
    type: "chat.delivered",
    event_id: nextEventId(),
    call_id: "call-1",
    entry: { entry_id, participant_id: "booth", at: 0, text },
  };
}

describe("conversation", () => {
  it("has what was written before its user came, in front of what came since", () => {
    const since = converse(TALKING, says("hier ben ik", "e2"));
    const told: ServerMessage = {
      type: "chat.told",
      request_id: "r",
      call_id: "call-1",
      entries: [{ entry_id: "e1", participant_id: "booth", at: 0, text: "hallo" }],
    };
    const both = converse(since, told);
    expect(both.chat.map((entry) => entry.entry_id)).toEqual(["e1", "e2"]);
    expect(converse(both, told).chat).toHaveLength(2);
    expect(converse(both, { ...told, call_id: "other" })).toBe(both);
  });

  it("shows the others, each with the slot they are received in", () => {
    const slots: ServerMessage = {
      type: "media.slots_changed",
      call_id: "call-1",
      slots: ["tolk-ar", "agent-1", null],
      share: null,
      paused: [],
    };
    const tiles = tilesOf(converse(TALKING, slots), "booth");
    expect(tiles.map((tile) => [tile.participant.role, tile.slot])).toEqual([
      ["agent", 1],
      ["interpreter", 0],
    ]);
  });

  it("knows soon after a connection stands that what doesn't come of somebody is off", () => {
    const leg = (state: "connecting" | "connected" | "gone"): ServerMessage => ({
      type: "media.state_changed",
      call_id: "call-1",
      participant_id: "agent-1",
      state,
    });
    const at = (conversation: Conversation, ms: number) =>
      hasSettled(conversation, AGENT, { now: AGENT.joined_at + ms, localNow: 70_000 + ms });
    const connected = converse(TALKING, leg("connected"), { now: 71_000 });
    expect(at(TALKING, 5000)).toBe(false);
    expect(at(TALKING, 7000)).toBe(true);
    expect([1000, 2000, 3000].map((ms) => at(connected, ms))).toEqual([false, false, true]);
    expect(at(converse(connected, leg("connected"), { now: 73_000 }), 3000)).toBe(true);
    const gone = converse(connected, leg("gone"), { now: 72_000 });
    expect(at(gone, 4000)).toBe(false);
    expect(at(converse(gone, leg("connected"), { now: 73_500 }), 4000)).toBe(false);
  });

  it("shows somebody who is not received yet without a slot", () => {
    expect(tilesOf(TALKING, "booth").map((tile) => tile.slot)).toEqual([null, null]);
  });

  it("remembers slots named for its call only", () => {
    const other: ServerMessage = {
      type: "media.slots_changed",
      call_id: "call-2",
      slots: ["x"],
      share: "x",
      paused: [],
    };
    expect(converse(TALKING, other)).toBe(TALKING);
  });

  it("knows whose screen is to be seen: not one's own, and not over hold", () => {
    const sharer = (share: string | null, self: string, held_at: number | null = null) => {
      const slots: ServerMessage = {
        type: "media.slots_changed",
        call_id: "call-1",
        slots: [],
        share,
        paused: [],
      };
      const before = { ...TALKING, call: { ...talking(AGENT, TOLK), held_at } };
      return sharerOf(converse(before, slots), self)?.participant_id ?? null;
    };
    expect(sharer("agent-1", "booth")).toBe("agent-1");
    expect(sharer("agent-1", "agent-1")).toBeNull();
    expect(sharer(null, "booth")).toBeNull();
    expect(sharer("gone", "booth")).toBeNull();
    expect(sharer("agent-1", "booth", 3000)).toBeNull();
    expect(sharer("agent-1", "tolk-ar", 3000)).toBe("agent-1");
  });

  it("keeps a chat entry once, however often it is delivered", () => {
    const twice = [says("a"), says("a"), says("b")].reduce((before, each) => converse(before, each), TALKING);
    expect(twice.chat.map((entry) => entry.text)).toEqual(["a", "b"]);
  });

  it("starts empty for another call", () => {
    const chatting = converse(TALKING, says("a"));
    const next = converse(chatting, { type: "call.queued", ...event(), call: call({ call_id: "call-2" }) });
    expect(next.chat).toEqual([]);
    expect(next.call?.call_id).toBe("call-2");
  });

  it("leaves a call alone that is not its own", () => {
    const next = converse(
      TALKING,
      { type: "call.queued", ...event(), call: call({ call_id: "call-2" }) },
      { takes: () => false },
    );
    expect(next).toBe(TALKING);
  });

  it("keeps its slots over a snapshot of the same call", () => {
    const receiving = { ...TALKING, slots: ["agent-1"] };
    expect(converse(receiving, snapshot({ call: talking(AGENT) })).slots).toEqual(["agent-1"]);
    expect(converse(receiving, snapshot()).call).toBeNull();
  });

  it("leaves the media to another page of the same person, until its own has it again", () => {
    const replaced = (session_id: string, call_id = "call-1") =>
      converse(
        TALKING,
        { type: "media.replaced", call_id, session_id },
        { sessions: ["before-the-dip", "now"] },
      );
    expect(replaced("other").elsewhere).toBe(true);
    expect(replaced("now").elsewhere).toBe(false);
    expect(replaced("before-the-dip").elsewhere).toBe(false);
    expect(replaced("other", "call-2").elsewhere).toBe(false);
  });

  it("hears who speaks, and how well its own connection does", () => {
    const leg = {
      participant_id: "booth",
      score: 4.2,
      round_trip_ms: 40,
      up: { loss: 0, jitter_ms: 3, bitrate: 800_000, frames_per_s: 25 },
      down: { loss: 0, jitter_ms: 3, bitrate: 800_000, frames_per_s: 25 },
    };
    const heard = (call_id: string) =>
      converse(converse(TALKING, { type: "media.speakers_changed", call_id, speakers: ["agent-1"] }), {
        type: "media.quality_measured",
        call_id,
        quality: leg,
      });
    expect(heard("call-1").speakers).toEqual(["agent-1"]);
    expect(heard("call-1").quality).toEqual({ booth: leg });
    expect(heard("call-2")).toBe(TALKING);
  });

  it("knows when nobody else's media is there any more", () => {
    const gone = (participant_id: string): ServerMessage => ({
      type: "media.state_changed",
      call_id: "call-1",
      participant_id,
      state: "gone",
    });
    const one = converse(TALKING, gone("agent-1"));
    expect(areGone(tilesOf(one, "booth"), [])).toBe(false);
    expect(areGone(tilesOf(converse(one, gone("tolk-ar")), "booth"), [])).toBe(true);
    expect(areGone([], [])).toBe(false);
    const away = tilesOf(TALKING, "booth").map((tile, slot) => ({
      ...tile,
      slot,
      participant: { ...tile.participant, online: false },
    }));
    expect(areGone(away, [false, null])).toBe(true);
    expect(areGone(away, [false, true])).toBe(false);
  });

  it("names the languages an interpreter goes between", () => {
    expect(pairOf("ar")).toEqual(["nl", "ar"]);
    expect(pairOf("ar", "ar")).toEqual(["nl", "ar"]);
    expect(pairOf("ar", "en")).toEqual(["en", "ar"]);
  });

  it.each([
    ["waiting", "waiting"],
    ["reserved", "ringing"],
    ["taken", "joined"],
    ["closed", "none"],
  ] as const)("calls an interpreter's %s seat %s", (state, expected) => {
    const record = call({
      seats: [seat(), seat({ seat_id: "i", role: "interpreter", language: "ar", state })],
    });
    expect(interpreterState(record)).toBe(expected);
  });

  it("keeps the visitor on hold from all others, and them from the visitor, but nobody else", () => {
    const held = { ...talking(AGENT, TOLK), held_at: 5000 };
    const [visitor = AGENT] = held.participants;
    expect(isHeld(held)).toBe(true);
    expect(isKeptFrom(held, "agent-1", visitor)).toBe(true);
    expect(isKeptFrom(held, "booth", AGENT)).toBe(true);
    expect(isKeptFrom(held, "booth", TOLK)).toBe(true);
    expect(isKeptFrom(held, "agent-1", TOLK)).toBe(false);
    expect(isKeptFrom(talking(AGENT), "booth", AGENT)).toBe(false);
  });

  it("hears that the visitor is put on hold", () => {
    const held: ServerMessage = {
      type: "call.held",
      ...event(),
      call: { ...talking(AGENT, TOLK), held_at: 5000 },
      by: "agent-1",
    };
    expect(converse(TALKING, held).call?.held_at).toBe(5000);
  });

  it("knows the seat of a colleague: asked or joined, but not one's own, nor an interpreter's", () => {
    const own = seat({ state: "taken", staff_id: "agent-1" });
    const tolk = seat({ seat_id: "i", role: "interpreter", hosts: false });
    expect(colleagueSeat(call({ seats: [own, tolk] }), "agent-1")).toBeNull();
    const asked = seat({ seat_id: "t", state: "reserved", staff_id: "agent-2", opened_at: 2000 });
    const withdrawn = seat({ seat_id: "t0", state: "closed", opened_at: 3000 });
    const record = call({ seats: [own, tolk, asked, withdrawn] });
    expect(colleagueSeat(record, "agent-1")?.seat_id).toBe("t");
    expect(colleagueSeat(record, "agent-2")?.seat_id).toBe("t");
    const joined = call({ seats: [own, { ...asked, state: "taken" }] });
    expect(colleagueSeat(joined, "agent-2")?.seat_id).toBe("agent");
  });
});

describe("an interpreter who comes later", () => {
  const early = { ...participant("early", "interpreter"), joined_at: 1500 };
  const late = { ...participant("late", "interpreter"), joined_at: 9000 };
  const now = talking(participant("agent-1", "agent"), early, late);

  it("takes part from then on, and everybody else from the beginning", () => {
    expect(takesPartSince(now, "late")).toBe(9000);
    expect(takesPartSince(now, "early")).toBe(2000);
    expect(takesPartSince(now, "agent-1")).toBe(2000);
    expect(takesPartSince(call(), "booth")).toBeNull();
  });

  it("is told from those who were there when the conversation began", () => {
    expect(lateInterpreters(now)).toEqual([late]);
    expect(lateInterpreters(call({ participants: [early] }))).toEqual([]);
  });
});
