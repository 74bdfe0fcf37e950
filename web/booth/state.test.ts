import { describe, expect, it } from "vitest";
import type { Call, ServerMessage } from "../shared/protocol/server.ts";
import { call, nextEventId, opened, participant, place, seat, snapshot, talking } from "../tests/records.ts";
import {
  ASK_MS,
  IDLE_MS,
  isClosedByHand,
  isHandedOver,
  isServed,
  needsAlternative,
  PATIENCE_MS,
  screenOf,
  surfaceOf,
} from "./screen.ts";
import { type BoothAction, type BoothState, DONE_MS, FRESH, reduceBooth } from "./state.ts";

const NOW = 50_000;
const PLACE = place();

function following(state: BoothState, ...actions: BoothAction[]): BoothState {
  return actions.reduce(reduceBooth, state);
}

function says(message: ServerMessage): BoothAction {
  return { kind: "message", message, now: NOW };
}

function event(type: "call.queued" | "call.ended", record: Call): BoothAction {
  return says({ type, event_id: nextEventId(), at: NOW, call: record });
}

function joined(record: Call, participant_id: string): BoothAction {
  return says({ type: "call.joined", event_id: nextEventId(), at: NOW, call: record, participant_id });
}

const ONLINE = following(
  FRESH,
  { kind: "connection", state: "online" },
  says(opened({ principal_id: "booth", role: "visitor" })),
  says(snapshot({ locations: [PLACE] })),
);
const CHECKING = following(
  ONLINE,
  { kind: "touched", now: NOW },
  { kind: "started" },
  { kind: "language", language: "ar" },
  { kind: "subject", subject: "report" },
);
const WAITING = following(
  CHECKING,
  { kind: "requested" },
  event("call.queued", call({ language: "ar", subject: "report" })),
);
const AGENT = participant("agent-1", "agent");
const TALKING = following(WAITING, joined(talking(AGENT), "agent-1"));

describe("booth", () => {
  it("goes from the attract screen to the device check in three touches", () => {
    expect(screenOf(ONLINE)).toBe("attract");
    expect(screenOf(following(ONLINE, { kind: "started" }))).toBe("language");
    expect(screenOf(following(ONLINE, { kind: "started" }, { kind: "language", language: "nl" }))).toBe(
      "subject",
    );
    expect(screenOf(CHECKING)).toBe("check");
  });

  it("waits when the call is queued, talks when an employee joins", () => {
    expect(screenOf(WAITING)).toBe("waiting");
    expect(WAITING.requesting).toBe(false);
    expect(screenOf(TALKING)).toBe("call");
  });

  it("comes back by itself after a reload, in the visitor's language", () => {
    const reloaded = following(
      FRESH,
      { kind: "connection", state: "online" },
      says(opened({ role: "visitor" })),
      says(snapshot({ locations: [PLACE], call: { ...talking(AGENT), language: "en" } })),
    );
    expect(screenOf(reloaded)).toBe("call");
    expect(reloaded.language).toBe("en");
  });

  it("keeps waiting and talking screens while the connection is away", () => {
    const away: BoothAction = { kind: "connection", state: "reconnecting" };
    expect(screenOf(following(WAITING, away))).toBe("waiting");
    expect(screenOf(following(TALKING, away))).toBe("call");
    expect(screenOf(following(ONLINE, away))).toBe("offline");
  });

  it("thanks after a conversation and forgets the visitor by itself", () => {
    const ended = event("call.ended", { ...talking(AGENT), state: "ended", end_reason: "staff_hung_up" });
    const done = following(TALKING, ended);
    expect(screenOf(done)).toBe("done");
    expect(done.conversation.chat).toEqual([]);
    const early = following(done, { kind: "ticked", now: NOW + DONE_MS - 1 });
    expect(screenOf(early)).toBe("done");
    const later = following(done, { kind: "ticked", now: NOW + DONE_MS });
    expect(screenOf(later)).toBe("attract");
    expect(later.language).toBe("nl");
    expect(later.subject).toBeNull();
  });

  it("shows the end at once when the visitor hangs up, and ignores what still comes of that call", () => {
    const done = following(TALKING, { kind: "left", now: NOW });
    expect(screenOf(done)).toBe("done");
    const echo = following(done, joined(talking(AGENT, participant("tolk", "interpreter")), "tolk"));
    expect(screenOf(echo)).toBe("done");
    const closed = following(done, { kind: "wiped" }, joined(talking(AGENT), "agent-1"));
    expect(screenOf(closed)).toBe("attract");
  });

  it("returns to the attract screen when the visitor stops waiting", () => {
    const left = following(WAITING, { kind: "left", now: NOW });
    expect(screenOf(left)).toBe("attract");
    expect(left.language).toBe("nl");
    const ended = event("call.ended", call({ state: "ended", end_reason: "abandoned" }));
    expect(screenOf(following(left, ended))).toBe("attract");
  });

  it("can begin anew after stopping, with another call", () => {
    const again = following(
      WAITING,
      { kind: "left", now: NOW },
      { kind: "started" },
      { kind: "language", language: "nl" },
      { kind: "subject", subject: "question" },
      { kind: "requested" },
      event("call.queued", call({ call_id: "call-2" })),
    );
    expect(screenOf(again)).toBe("waiting");
  });

  it("says so when the place in the queue was lost", () => {
    const lost = following(
      WAITING,
      event("call.ended", call({ state: "ended", end_reason: "connection_lost" })),
    );
    expect(screenOf(lost)).toBe("attract");
    expect(lost.problem).toBe("lost");
  });

  it("thanks also when the end is only seen in a snapshot", () => {
    expect(screenOf(following(TALKING, says(snapshot({ locations: [PLACE] }))))).toBe("done");
  });

  it("is closed when the location is, but not for somebody in the queue", () => {
    const closing = says({ type: "location.changed", location: { ...PLACE, open: false } });
    expect(screenOf(following(ONLINE, closing))).toBe("closed");
    expect(screenOf(following(WAITING, closing))).toBe("waiting");
  });

  it("can be read in another language while closed, and turns back by itself", () => {
    const closed = following(ONLINE, says({ type: "location.changed", location: { ...PLACE, open: false } }));
    const english = following(closed, { kind: "touched", now: NOW }, { kind: "reading", language: "en" });
    expect(screenOf(english)).toBe("closed");
    expect(english.language).toBe("en");
    expect(following(english, { kind: "ticked", now: NOW + IDLE_MS }).language).toBe("nl");
  });

  it("asks an idle visitor, then forgets them", () => {
    expect(screenOf(following(CHECKING, { kind: "ticked", now: NOW + IDLE_MS + ASK_MS - 1 }))).toBe("check");
    expect(screenOf(following(CHECKING, { kind: "ticked", now: NOW + IDLE_MS + ASK_MS }))).toBe("attract");
    expect(screenOf(following(WAITING, { kind: "ticked", now: NOW + 10 * IDLE_MS }))).toBe("waiting");
  });

  it("stays at the check when the request is refused", () => {
    const refused = following(CHECKING, { kind: "requested" }, { kind: "refused", code: "unknown_language" });
    expect(screenOf(refused)).toBe("check");
    expect(refused.problem).toBe("unknown_language");
    expect(refused.requesting).toBe(false);
  });

  it("goes back step by step", () => {
    const subject = following(CHECKING, { kind: "back" });
    expect(screenOf(subject)).toBe("subject");
    const language = following(subject, { kind: "back" });
    expect(screenOf(language)).toBe("language");
    expect(screenOf(following(language, { kind: "back" }))).toBe("attract");
  });

  const placed = (about_minutes: number | null, position = 2): BoothAction =>
    says({ type: "queue.placed", call_id: "call-1", position, about_minutes, more_than: false });

  it("shows other ways to somebody who has waited long without an estimate", () => {
    const unknown = following(WAITING, placed(null));
    expect(needsAlternative(unknown, 1000 + PATIENCE_MS)).toBe(false);
    expect(needsAlternative(unknown, 1001 + PATIENCE_MS)).toBe(true);
    const known = following(unknown, placed(5));
    expect(needsAlternative(known, 10 * PATIENCE_MS)).toBe(false);
    const again = following(known, placed(null));
    const estimatedAt = NOW + again.clockOffset;
    expect(needsAlternative(again, estimatedAt + PATIENCE_MS)).toBe(false);
    expect(needsAlternative(again, estimatedAt + PATIENCE_MS + 1)).toBe(true);
  });

  describe("a call that is handed over", () => {
    const seats = [seat({ state: "closed" }), seat({ seat_id: "transfer-1", opened_at: 500_000 })];
    const handedOver: Call = { ...talking(), state: "waiting", seats };
    const HANDED_OVER = following(
      following(WAITING, placed(5)),
      joined(talking(AGENT), "agent-1"),
      says({
        type: "call.left",
        event_id: nextEventId(),
        at: NOW,
        call: handedOver,
        participant_id: "agent-1",
        reason: "transferred",
      }),
    );

    it("waits again, without the place it had before", () => {
      expect(screenOf(HANDED_OVER)).toBe("waiting");
      expect(isHandedOver(handedOver)).toBe(true);
      expect(HANDED_OVER.place).toBeNull();
    });

    it("is not told of other ways before it has waited long for the next", () => {
      expect(needsAlternative(HANDED_OVER, 500_000 + PATIENCE_MS)).toBe(false);
      expect(needsAlternative(HANDED_OVER, 500_001 + PATIENCE_MS)).toBe(true);
    });

    it("goes on by itself", () => {
      const next = participant("agent-2", "agent");
      expect(screenOf(following(HANDED_OVER, joined(talking(next), "agent-2")))).toBe("call");
    });

    it("ends with thanks, like any conversation, whoever ends it", () => {
      expect(screenOf(following(HANDED_OVER, { kind: "left", now: NOW }))).toBe("done");
      const ended = event("call.ended", { ...handedOver, state: "ended", end_reason: "connection_lost" });
      expect(screenOf(following(HANDED_OVER, ended))).toBe("done");
    });
  });

  describe("a refused request", () => {
    const refused = (code: "closed" | "closed_by_hand" | "queue_full" | "nobody_staffed") =>
      following(CHECKING, { kind: "requested" }, { kind: "refused", code });

    it.each(["closed", "closed_by_hand"] as const)("leads to the closed screen: %s", (code) => {
      expect(screenOf(refused(code))).toBe("closed");
      expect(isClosedByHand(refused(code))).toBe(code === "closed_by_hand");
    });

    it("believes the location again once it says that it is open", () => {
      const opened = following(
        refused("closed_by_hand"),
        says({ type: "location.changed", location: PLACE }),
      );
      expect(screenOf(opened)).toBe("check");
    });

    it.each(["queue_full", "nobody_staffed"] as const)("can be tried again: %s", (code) => {
      expect(screenOf(refused(code))).toBe("busy");
      const again = following(refused(code), { kind: "requested" });
      expect(screenOf(again)).toBe("busy");
      const queued = following(again, event("call.queued", call({ language: "ar", subject: "report" })));
      expect(screenOf(queued)).toBe("waiting");
      expect(queued.hindrance).toBeNull();
    });

    it.each(["closed", "queue_full"] as const)("is forgotten when the visitor has gone: %s", (code) => {
      const early = following(refused(code), { kind: "ticked", now: NOW + IDLE_MS - 1 });
      expect(early.hindrance).toBe(code);
      expect(screenOf(following(early, { kind: "ticked", now: NOW + IDLE_MS }))).toBe("attract");
    });
  });

  it("says that the location was closed by hand, when it was", () => {
    const location = place({ open: false, closed_by_hand: true });
    const closed = following(ONLINE, says({ type: "location.changed", location }));
    expect(screenOf(closed)).toBe("closed");
    expect(isClosedByHand(closed)).toBe(true);
  });

  it("knows for which languages nobody is there", () => {
    expect(isServed(ONLINE, "ar")).toBe(true);
    expect(isServed(ONLINE, "es")).toBe(false);
  });

  it("closes the help that somebody left open, on the attract screen too", () => {
    const helped = following(ONLINE, { kind: "touched", now: NOW }, { kind: "help", open: true });
    expect(following(helped, { kind: "ticked", now: NOW + IDLE_MS - 1 }).helpOpen).toBe(true);
    expect(following(helped, { kind: "ticked", now: NOW + IDLE_MS }).helpOpen).toBe(false);
  });

  it("asks before a camera goes on, and forgets the question with the visitor", () => {
    const asked = following(TALKING, { kind: "camera", asked: true });
    expect(asked.cameraAsked).toBe(true);
    expect(following(asked, { kind: "left", now: NOW }).cameraAsked).toBe(false);
  });

  it("takes the media back from another page when asked to", () => {
    const replaced = following(
      TALKING,
      says({ type: "media.replaced", call_id: "call-1", session_id: "other" }),
    );
    expect(replaced.conversation.elsewhere).toBe(true);
    expect(following(replaced, { kind: "resumed" }).conversation.elsewhere).toBe(false);
    const own = following(
      TALKING,
      says(opened({ role: "visitor", session_id: "second" })),
      says({ type: "media.replaced", call_id: "call-1", session_id: "session" }),
    );
    expect(own.conversation.elsewhere).toBe(false);
  });

  it("calls every change of what can be tapped another surface", () => {
    const surfaces = [ONLINE, CHECKING, WAITING, TALKING, following(TALKING, { kind: "left", now: NOW })];
    const rated = following(TALKING, { kind: "left", now: NOW }, { kind: "rated", rating: 4 });
    const helped = following(WAITING, { kind: "help", open: true });
    const names = [...surfaces, rated, helped].map((state) => surfaceOf(state, NOW));
    expect(new Set(names).size).toBe(names.length);
  });
});
