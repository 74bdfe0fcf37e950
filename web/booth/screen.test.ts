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
  says,
  WAITING,
} from "../tests/booth.ts";
import { call, nextEventId, participant, place, seat, talking } from "../tests/records.ts";
import { IDLE_MS, isClosedByHand, isHandedOver, needsAlternative, PATIENCE_MS, screenOf } from "./screen.ts";
import type { BoothAction } from "./state.ts";

describe("the screen of the booth", () => {
  const placed = (about_minutes: number | null, position = 2): BoothAction =>
    says({
      type: "queue.placed",
      call_id: "call-1",
      position,
      about_minutes,
      more_than: false,
      from_minutes: null,
      to_minutes: null,
    });

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
      expect(screenOf(following(early, { kind: "ticked", now: NOW + IDLE_MS }))).toBe("home");
    });
  });

  it("says that the location was closed by hand, when it was", () => {
    const location = place({ open: false, closed_by_hand: true });
    const closed = following(ONLINE, says({ type: "location.changed", location }));
    expect(screenOf(closed)).toBe("closed");
    expect(isClosedByHand(closed)).toBe(true);
  });
});
