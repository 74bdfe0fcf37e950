import { describe, expect, it } from "vitest";
import {
  CALLED_OFF,
  changed,
  event,
  following,
  NOW,
  OPEN,
  READY,
  room,
  says,
  TALKING,
  talkingCall,
  told,
  WAITING,
  waitingCall,
} from "../tests/citizen.ts";
import { opened, seat, snapshot } from "../tests/records.ts";
import { focusAfter } from "./focus.ts";
import {
  asksAgainIn,
  goesBack,
  isCutOff,
  needsOtherWays,
  prospectOf,
  screenOf,
  surfaceOf,
  titleKey,
  waitsLong,
} from "./screen.ts";
import { currentCall, FRESH, type JoinState } from "./state.ts";

const AWAY = { kind: "answered", answer: { kind: "away" }, now: NOW } as const;
const LOST = { kind: "connection", state: "reconnecting", now: NOW } as const;
const BACK = { kind: "connection", state: "online", now: NOW } as const;
const SIGNED_OUT = { kind: "connection", state: "signed-out", now: NOW } as const;

function closedWith(outcome: "spoken_by_video" | "canceled"): JoinState {
  return following(FRESH, told("closed", room({ state: "closed", opens_at: null, outcome })));
}

describe("what a link is good for", () => {
  it("is asked first, and again while nobody answers", () => {
    expect(screenOf(FRESH)).toBe("starting");
    expect(asksAgainIn(FRESH, NOW)).toBeNull();
    const away = following(FRESH, AWAY);
    expect(screenOf(away)).toBe("offline");
    expect(asksAgainIn(away, NOW)).toBe(3000);
    expect(screenOf(following(away, told("early")))).toBe("early");
  });

  it.each(["early", "late", "elsewhere"] as const)("has a page of its own when it is %s", (state) => {
    expect(screenOf(following(FRESH, told(state)))).toBe(state);
  });

  it("has a page of its own when nobody made it", () => {
    const wrong = following(FRESH, { kind: "answered", answer: { kind: "wrong" }, now: NOW });
    expect(screenOf(wrong)).toBe("wrong");
  });

  it("tells what came in the place of the conversation", () => {
    expect(screenOf(following(FRESH, told("revoked", CALLED_OFF)))).toBe("revoked");
    expect(screenOf(following(FRESH, told("revoked", room())))).toBe("renewed");
    expect(screenOf(following(FRESH, told("revoked", { ...CALLED_OFF, failure: "no_show" })))).toBe("late");
    expect(screenOf(following(FRESH, told("revoked", { ...CALLED_OFF, failure: "interrupted" })))).toBe(
      "lost",
    );
    const phone = { ...CALLED_OFF, state: "claimed", channel: "phone" } as const;
    expect(screenOf(following(FRESH, told("revoked", phone)))).toBe("phone");
    expect(screenOf(closedWith("canceled"))).toBe("closed");
    expect(screenOf(closedWith("spoken_by_video"))).toBe("closed");
  });

  it("opens an early page by itself when its time has come", () => {
    const early = following(FRESH, told("early", room({ opens_at: NOW + 5000 })));
    expect(asksAgainIn(early, NOW)).toBe(5000);
    expect(asksAgainIn(early, NOW + 5000)).toBe(3000);
    expect(asksAgainIn(following(FRESH, told("early", room({ opens_at: NOW + 9e6 }))), NOW)).toBe(30_000);
    expect(screenOf(following(early, told("open"), BACK, says(snapshot({}))))).toBe("prepare");
  });

  it("says so where the browser can't hold a conversation", () => {
    expect(screenOf(OPEN, false)).toBe("unsupported");
    expect(screenOf(following(FRESH, { kind: "answered", answer: { kind: "wrong" }, now: NOW }), false)).toBe(
      "wrong",
    );
  });
});

describe("another moment, or none", () => {
  it("closes the question when it worked, and says when it didn't", () => {
    const asking = following(FRESH, told("early"), { kind: "dialog", dialog: "cancel" }, { kind: "asked" });
    expect(asking.busy).toBe(true);
    expect(following(asking, AWAY)).toMatchObject({ busy: false, failed: true, dialog: "cancel" });
    expect(following(asking, told("closed"))).toMatchObject({ busy: false, failed: false, dialog: null });
  });

  it("stays open while the page asks by itself whether the link opens", () => {
    const asking = following(FRESH, told("early"), { kind: "dialog", dialog: "moment" });
    expect(following(asking, told("early")).dialog).toBe("moment");
    expect(following(asking, told("closed")).dialog).toBeNull();
  });

  it("toggles days and parts of the day", () => {
    const chosen = following(
      FRESH,
      { kind: "day", day: 2 },
      { kind: "day", day: 4 },
      { kind: "day", day: 2 },
    );
    expect(chosen.days).toEqual([4]);
    expect(following(chosen, { kind: "part", part: "evening" }).parts).toEqual(["evening"]);
  });

  it("gives the focus to the question, and back to its button", () => {
    const asking = following(FRESH, told("early"), { kind: "dialog", dialog: "moment" });
    expect(focusAfter(FRESH, asking)).toBe("#dialog-heading");
    const back = following(asking, { kind: "dialog", dialog: null });
    expect(focusAfter(asking, back)).toBe("[data-testid='join-other-moment']");
    expect(focusAfter(back, back)).toBeNull();
  });
});

describe("language", () => {
  it("is the request's until somebody chooses another", () => {
    const arabic = following(FRESH, told("open", room({ language: "ar" })));
    expect(arabic.reading).toBe("ar");
    const chosen = following(
      arabic,
      { kind: "dialog", dialog: "language" },
      { kind: "reading", language: "en" },
    );
    expect(chosen).toMatchObject({ reading: "en", dialog: null });
    expect(following(chosen, changed(room({ language: "ar" }))).reading).toBe("en");
  });
});

describe("the waiting room", () => {
  it("is entered when the citizen is ready", () => {
    expect(screenOf(READY)).toBe("prepare");
    const entering = following(READY, { kind: "entered" });
    expect(screenOf(entering)).toBe("waiting");
    expect(goesBack(entering)).toBe(false);
    expect(screenOf(WAITING)).toBe("waiting");
    expect(WAITING.busy).toBe(false);
  });

  it("isn't entered when the server refuses", () => {
    const refused = following(READY, { kind: "entered" }, { kind: "settled", failed: true });
    expect(screenOf(refused)).toBe("prepare");
    expect(refused.failed).toBe(true);
  });

  it("is kept over a reload", () => {
    const reloaded = following(OPEN, BACK, says(opened({})), says(snapshot({ call: waitingCall() })));
    expect(screenOf(reloaded)).toBe("waiting");
  });

  it("is gone back to when the call was lost while the page slept", () => {
    const slept = following(WAITING, LOST, BACK, says(opened({})), says(snapshot({})));
    expect(screenOf(slept)).toBe("waiting");
    expect(goesBack(slept)).toBe(true);
    const ended = following(
      WAITING,
      event("call.ended", waitingCall({ state: "ended", end_reason: "connection_lost" })),
    );
    expect(goesBack(ended)).toBe(true);
  });

  it("isn't gone back to when somebody ended the waiting", () => {
    const over = waitingCall({ state: "ended", end_reason: "abandoned" });
    expect(goesBack(following(WAITING, event("call.ended", over)))).toBe(false);
  });

  it("lets no second tap through that was meant for the way in", () => {
    expect(surfaceOf(WAITING)).not.toBe(surfaceOf(READY));
    expect(surfaceOf(following(READY, { kind: "dialog", dialog: "cancel" }))).not.toBe(surfaceOf(READY));
  });

  it("speaks of no officer where an employee of the centre is to come", () => {
    expect(titleKey(room({ host: "centre" }))).toBe("join.title.centre");
    expect(titleKey(null)).toBe("join.title");
  });

  it("can be left, and the call that ends later changes nothing", () => {
    const left = following(WAITING, { kind: "left" });
    expect(screenOf(left)).toBe("outside");
    expect(currentCall(left)).toBeNull();
    expect(goesBack(left)).toBe(false);
    expect(screenOf(following(left, changed(CALLED_OFF)))).toBe("revoked");
    expect(screenOf(following(left, { kind: "entered" }))).toBe("waiting");
  });

  it("says how the officer stands", () => {
    expect(prospectOf(WAITING)).toBe("there");
    expect(prospectOf(following(WAITING, changed(room({ officer: "busy" }))))).toBe("busy");
    expect(prospectOf(following(WAITING, changed(room({ put_through: true }))))).toBe("put_through");
    const ringing = waitingCall({ seats: [seat({ role: "wijkagent", state: "reserved" })] });
    expect(prospectOf(following(WAITING, event("call.queued", ringing)))).toBe("ringing");
  });

  it("offers other ways after a while, but not before the hour", () => {
    expect(needsOtherWays(WAITING, NOW + 179_000)).toBe(false);
    expect(needsOtherWays(WAITING, NOW + 180_000)).toBe(true);
    const waitsOn = following(WAITING, { kind: "waits_on", now: NOW + 200_000 });
    const since = NOW + 200_000 + waitsOn.clockOffset;
    expect(needsOtherWays(waitsOn, since + 179_000)).toBe(false);
    expect(needsOtherWays(waitsOn, since + 180_000)).toBe(true);
    const early = following(WAITING, changed(room({ arrived_at: NOW, starts_at: NOW + 600_000 })));
    expect(needsOtherWays(early, NOW + 700_000)).toBe(false);
    expect(needsOtherWays(early, NOW + 780_000)).toBe(true);
    expect(needsOtherWays(READY, NOW + 900_000)).toBe(false);
  });

  it("offers other ways at once where the officer can't come, also while it rings again", () => {
    const busy = following(WAITING, changed(room({ arrived_at: NOW, officer: "busy" })));
    expect(needsOtherWays(busy, NOW)).toBe(true);
    expect(waitsLong(busy, NOW)).toBe(false);
    const again = following(busy, changed(room({ arrived_at: NOW, officer: "there" })));
    expect(needsOtherWays(again, NOW)).toBe(true);
    const patient = following(again, { kind: "waits_on", now: NOW });
    expect(needsOtherWays(patient, NOW + patient.clockOffset + 179_000)).toBe(false);
    const early = room({ arrived_at: NOW, starts_at: NOW + 600_000, officer: "away" });
    expect(needsOtherWays(following(WAITING, changed(early)), NOW + 599_000)).toBe(false);
  });

  it("tells the place of who is put through", () => {
    const placed = says({
      type: "queue.placed",
      call_id: "call-1",
      position: 2,
      about_minutes: null,
      more_than: false,
      from_minutes: null,
      to_minutes: null,
      with_interpreter: false,
    });
    expect(following(WAITING, placed).place).toBe(2);
  });

  it("ends at once when the link is good no more", () => {
    const off = following(
      WAITING,
      event("call.ended", waitingCall({ state: "ended", end_reason: "visitor_hung_up" })),
      changed(CALLED_OFF),
    );
    expect(screenOf(off)).toBe("revoked");
    expect(screenOf(following(off, SIGNED_OUT))).toBe("revoked");
    expect(following(off, SIGNED_OUT).link).toBeNull();
    // The page may be closed before it hears that the call is over.
    const phone = { ...CALLED_OFF, state: "claimed", channel: "phone" } as const;
    const closed = following(WAITING, changed(phone), SIGNED_OUT);
    expect(screenOf(closed)).toBe("phone");
    expect(screenOf(following(closed, told("revoked", phone)))).toBe("phone");
  });

  it("becomes a phone call for who would rather be phoned", () => {
    const phone = changed({ ...CALLED_OFF, state: "claimed", channel: "phone" });
    const asked = following(WAITING, event("call.ended", waitingCall({ state: "ended" })), phone);
    expect(screenOf(asked)).toBe("phone");
  });
});

describe("the conversation", () => {
  it("is shown while they talk, and thanks come after it", () => {
    expect(screenOf(TALKING)).toBe("call");
    const over = { ...talkingCall(), state: "ended", end_reason: "staff_hung_up" } as const;
    expect(screenOf(following(TALKING, event("call.ended", over)))).toBe("done");
  });

  it("ends some seconds after hanging up, unless the citizen stays", () => {
    const ending = following(TALKING, { kind: "ending", now: NOW });
    expect(ending.endingAt).toBeGreaterThan(NOW);
    expect(focusAfter(TALKING, ending)).toBe("[data-testid='hang-up-undo']");
    expect(following(ending, { kind: "stayed" }).endingAt).toBeNull();
    expect(screenOf(following(ending, { kind: "left" }))).toBe("done");
    expect(following(WAITING, { kind: "ending", now: NOW }).endingAt).toBeNull();
  });

  it("says that the connection was lost, and doesn't send anybody back to wait", () => {
    const lost = { ...talkingCall(), state: "ended", end_reason: "connection_lost" } as const;
    const over = following(TALKING, event("call.ended", lost));
    expect(over.finished).toEqual({ reason: "connection_lost", callId: "call-1", rating: null });
    expect(goesBack(over)).toBe(false);
  });

  it("says above itself that the server is away, once that lasts", () => {
    const cut = following(TALKING, LOST);
    expect(isCutOff(cut, screenOf(cut), NOW + 1000)).toBe(false);
    expect(isCutOff(cut, screenOf(cut), NOW + 3000)).toBe(true);
    expect(isCutOff(following(cut, BACK), "call", NOW + 3000)).toBe(false);
  });
});
