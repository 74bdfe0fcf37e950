import { describe, expect, it } from "vitest";
import type { HelpRequest } from "../shared/protocol/server.ts";
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
  TALKING,
  WAITING,
} from "../tests/booth.ts";
import { call, nextEventId, opened, participant, snapshot, talking } from "../tests/records.ts";
import { stageOf } from "./help.ts";
import { ASK_MS, IDLE_MS, isServed, screenOf, surfaceOf } from "./screen.ts";
import { type BoothAction, DONE_MS, FRESH } from "./state.ts";

describe("booth", () => {
  it("goes from the first screen to the device check in three touches", () => {
    expect(screenOf(ONLINE)).toBe("home");
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

  it("puts the help away that was read while waiting, when somebody answers", () => {
    const reading = following(WAITING, { kind: "help", open: true });
    expect(reading.helpOpen).toBe(true);
    expect(following(reading, joined(talking(AGENT), "agent-1")).helpOpen).toBe(false);
  });

  it("comes back by itself after a reload, in the visitor's language", () => {
    const reloaded = following(
      FRESH,
      { kind: "connection", state: "online", now: NOW },
      says(opened({ role: "visitor" })),
      says(snapshot({ locations: [PLACE], call: { ...talking(AGENT), language: "en" } })),
    );
    expect(screenOf(reloaded)).toBe("call");
    expect(reloaded.language).toBe("en");
  });

  it("keeps waiting and talking screens while the connection is away", () => {
    const away: BoothAction = { kind: "connection", state: "reconnecting", now: NOW };
    expect(screenOf(following(WAITING, away))).toBe("waiting");
    expect(screenOf(following(TALKING, away))).toBe("call");
    expect(screenOf(following(ONLINE, away))).toBe("home");
    const tick = (now: number): BoothAction => ({ kind: "ticked", now });
    expect(screenOf(following(ONLINE, away, tick(NOW + 2999)))).toBe("home");
    expect(screenOf(following(ONLINE, away, tick(NOW + 3000)))).toBe("offline");
    expect(screenOf(following(CHECKING, away, tick(NOW + 3000)))).toBe("check");
    const back: BoothAction = { kind: "connection", state: "online", now: NOW };
    expect(screenOf(following(ONLINE, away, tick(NOW + 3000), back))).toBe("home");
  });

  it("thanks after a conversation and forgets the visitor by itself", () => {
    const ended = event("call.ended", { ...talking(AGENT), state: "ended", end_reason: "staff_hung_up" });
    const done = following(TALKING, ended);
    expect(screenOf(done)).toBe("done");
    expect(done.conversation.chat).toEqual([]);
    const early = following(done, { kind: "ticked", now: NOW + DONE_MS - 1 });
    expect(screenOf(early)).toBe("done");
    const later = following(done, { kind: "ticked", now: NOW + DONE_MS });
    expect(screenOf(later)).toBe("home");
    expect(later.language).toBe("nl");
    expect(later.subject).toBeNull();
  });

  it("shows the end at once when the visitor hangs up, and ignores what still comes of that call", () => {
    const done = following(TALKING, { kind: "left", now: NOW });
    expect(screenOf(done)).toBe("done");
    const echo = following(done, joined(talking(AGENT, participant("tolk", "interpreter")), "tolk"));
    expect(screenOf(echo)).toBe("done");
    const closed = following(done, { kind: "wiped" }, joined(talking(AGENT), "agent-1"));
    expect(screenOf(closed)).toBe("home");
  });

  it("returns to the first screen when the visitor stops waiting", () => {
    const left = following(WAITING, { kind: "left", now: NOW });
    expect(screenOf(left)).toBe("home");
    expect(left.language).toBe("nl");
    const ended = event("call.ended", call({ state: "ended", end_reason: "abandoned" }));
    expect(screenOf(following(left, ended))).toBe("home");
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
    expect(screenOf(lost)).toBe("home");
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
    expect(english.reading).toBe("en");
    expect(following(english, { kind: "ticked", now: NOW + IDLE_MS }).reading).toBe("nl");
  });

  it("asks an idle visitor, then forgets them", () => {
    expect(screenOf(following(CHECKING, { kind: "ticked", now: NOW + IDLE_MS + ASK_MS - 1 }))).toBe("check");
    expect(screenOf(following(CHECKING, { kind: "ticked", now: NOW + IDLE_MS + ASK_MS }))).toBe("home");
    expect(screenOf(following(WAITING, { kind: "ticked", now: NOW + 10 * IDLE_MS }))).toBe("waiting");
  });

  it("stays at the check when the request is refused", () => {
    const refused = following(
      CHECKING,
      { kind: "requested" },
      { kind: "refused", code: "unknown_language", now: NOW },
    );
    expect(screenOf(refused)).toBe("check");
    expect(refused.problem).toBe("unknown_language");
    expect(refused.requesting).toBe(false);
  });

  it("goes back step by step", () => {
    const subject = following(CHECKING, { kind: "back" });
    expect(screenOf(subject)).toBe("subject");
    const language = following(subject, { kind: "back" });
    expect(screenOf(language)).toBe("language");
    expect(screenOf(following(language, { kind: "back" }))).toBe("home");
  });

  it("knows for which languages nobody is there", () => {
    expect(isServed(ONLINE, "ar")).toBe(true);
    expect(isServed(ONLINE, "es")).toBe(false);
  });

  it("closes the help that somebody left open, on the first screen too", () => {
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

describe("help at the booth", () => {
  const wanted: HelpRequest = {
    help_id: "booth#1",
    booth_id: "booth",
    location: PLACE.location_id,
    by: "visitor",
    call_id: null,
    at: NOW,
    acknowledged_at: null,
    acknowledged_by: null,
    lapses_at: NOW + 900_000,
  };
  const requested = says({
    type: "help.requested",
    event_id: nextEventId(),
    at: NOW,
    help: wanted,
    by: "staff",
  });

  it("goes from asking over asked to coming, and is the booth's, whoever stands before it", () => {
    const asking = following(CHECKING, { kind: "help_asked", asking: true });
    expect(stageOf(asking.help)).toBe("asking");
    const asked = following(asking, requested);
    expect(stageOf(asked.help)).toBe("asked");
    expect(stageOf(following(asked, { kind: "wiped" }).help)).toBe("asked");
    const help = { ...wanted, acknowledged_at: NOW };
    const coming = following(
      asked,
      says({ type: "help.acknowledged", event_id: nextEventId(), at: NOW, help, by: "staff" }),
    );
    expect(stageOf(coming.help)).toBe("coming");
    const ended = says({
      type: "help.ended",
      event_id: nextEventId(),
      at: NOW,
      help,
      reason: "settled",
      by: "staff",
    });
    expect(stageOf(following(coming, ended).help)).toBe("none");
  });

  it("is there after a reload, and can be asked for again when it failed", () => {
    expect(stageOf(following(FRESH, says(snapshot({ help: wanted }))).help)).toBe("asked");
    const failed = following(
      CHECKING,
      { kind: "help_asked", asking: true },
      { kind: "help_asked", asking: false },
    );
    expect(stageOf(failed.help)).toBe("none");
  });
});

describe("a device that is no booth", () => {
  it("keeps the language of who sets it up while it goes on asking", () => {
    const once = following(
      ONLINE,
      { kind: "connection", state: "signed-out", now: NOW },
      { kind: "reading", language: "en" },
    );
    expect(screenOf(once)).toBe("setup");
    expect(following(once, { kind: "connection", state: "signed-out", now: NOW }).reading).toBe("en");
  });
});

describe("a booth that starts without the service", () => {
  it("says that there is no connection as soon as that is known, until there is one", () => {
    expect(screenOf(FRESH)).toBe("starting");
    const failed = following(FRESH, { kind: "connection", state: "connecting", now: NOW });
    expect(screenOf(failed)).toBe("offline");
    expect(screenOf(following(failed, { kind: "connection", state: "signed-out", now: NOW }))).toBe("setup");
    expect(
      screenOf(following(failed, { kind: "connection", state: "online", now: NOW }, says(snapshot()))),
    ).toBe("home");
  });
});
