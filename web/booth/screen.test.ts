import { describe, expect, it } from "vitest";
import type { Call } from "../shared/protocol/server.ts";
import {
  AGENT,
  CHECKING,
  event,
  following,
  joined,
  NOW,
  ONLINE,
  PLACE,
  placed,
  says,
  WAITING,
} from "../tests/booth.ts";
import { call, nextEventId, participant, place, seat, talking } from "../tests/records.ts";
import { dueOf } from "./due.ts";
import {
  ASK_MS,
  ATTRACT_MS,
  IDLE_MS,
  isBetweenVisits,
  isClosedByHand,
  isHandedOver,
  screenOf,
} from "./screen.ts";
import { RETRY_MS } from "./state.ts";
import { needsAlternative, PATIENCE_MS } from "./waiting.ts";

describe("the screen of the booth", () => {
  it("is loaded anew after a site in a frame when that takes no language, size or contrast from its reader", () => {
    const framed = following(
      ONLINE,
      { kind: "touched", now: NOW },
      { kind: "reading", language: "ar" },
      { kind: "tile", tile: 0 },
    );
    const home = following(framed, { kind: "back" });
    expect([screenOf(home), isBetweenVisits(home)]).toEqual(["home", false]);
    expect(isBetweenVisits(following(home, { kind: "ticked", now: NOW + ATTRACT_MS }))).toBe(true);
    const away = following(ONLINE, { kind: "connection", state: "reconnecting", now: NOW });
    expect(isBetweenVisits(away)).toBe(false);
  });

  describe("a call that is handed over", () => {
    const seats = [seat({ state: "closed" }), seat({ seat_id: "transfer-1", opened_at: 500_000 })];
    const handedOver: Call = { ...talking(), state: "waiting", seats };
    const HANDED_OVER = following(
      following(WAITING, placed({ about_minutes: 5 })),
      joined(talking(AGENT), "agent-1"),
      says({
        type: "call.left",
        event_id: nextEventId(),
        at: NOW,
        call: handedOver,
        participant_id: "agent-1",
        reason: "transferred",
        by: null,
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
    const refused = (code: "closed" | "closed_by_hand" | "queue_full" | "nobody_staffed" | "too_often") =>
      following(CHECKING, { kind: "requested" }, { kind: "refused", code, now: NOW });

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

    it.each(["queue_full", "nobody_staffed", "too_often"] as const)("can be tried again: %s", (code) => {
      expect(screenOf(refused(code))).toBe("busy");
      const again = following(refused(code), { kind: "requested" });
      expect(screenOf(again)).toBe("busy");
      const queued = following(again, event("call.queued", call({ language: "ar", subject: "report" })));
      expect(screenOf(queued)).toBe("waiting");
      expect(queued.hindrance).toBeNull();
    });

    it("is made again by itself, for as long as somebody is there", () => {
      const full = refused("queue_full");
      expect(dueOf(full, NOW + RETRY_MS - 1)).toBeNull();
      expect(dueOf(full, NOW + RETRY_MS)).toBe("retry");
      expect(dueOf(following(full, { kind: "requested" }), NOW + RETRY_MS)).toBeNull();
      expect(dueOf({ ...full, connection: "reconnecting" }, NOW + RETRY_MS)).toBeNull();
      expect(dueOf(full, NOW + IDLE_MS)).toBeNull();
    });

    it.each([
      ["closed", IDLE_MS],
      ["queue_full", IDLE_MS + ASK_MS],
    ] as const)("is forgotten when the visitor has gone: %s", (code, after) => {
      const early = following(refused(code), { kind: "ticked", now: NOW + after - 1 });
      expect(early.hindrance).toBe(code);
      expect(screenOf(following(early, { kind: "ticked", now: NOW + after }))).toBe("home");
    });
  });

  it("says that the location was closed by hand, when it was", () => {
    const location = place({ open: false, closed_by_hand: true });
    const closed = following(ONLINE, says({ type: "location.changed", location }));
    expect(screenOf(closed)).toBe("closed");
    expect(isClosedByHand(closed)).toBe(true);
  });

  it("forgets a step that lies under it: at opening time it is nobody's", () => {
    const closed = following(CHECKING, says({ type: "location.changed", location: place({ open: false }) }));
    const soon = following(closed, { kind: "ticked", now: NOW + IDLE_MS - 1 });
    expect(soon.step).toBe("check");
    const later = following(soon, { kind: "ticked", now: NOW + IDLE_MS });
    expect(later).toMatchObject({ step: "home", subject: null });
  });

  it("keeps what isn't a call open when the location is closed", () => {
    const tile = { kind: "form", url: "https://politie.example/", show: "qr", titles: {} } as const;
    const location = place({ open: false, tiles: [tile] });
    const closed = following(ONLINE, says({ type: "location.changed", location }));
    const form = following(closed, { kind: "tile", tile: 0 });
    expect(screenOf(form)).toBe("tile");
    expect(screenOf(following(form, { kind: "back" }))).toBe("closed");
  });
});
