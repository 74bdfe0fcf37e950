import { describe, expect, it } from "vitest";
import type { DeviceState } from "../shared/call/devices.ts";
import { ENDING_MS, Hush } from "../shared/call/hush.ts";
import type { MediaView } from "../shared/call/media.ts";
import {
  AGENT,
  CHECKING,
  event,
  following,
  NOW,
  PLACE,
  placed,
  says,
  seated,
  TALKING,
  WAITING,
} from "../tests/booth.ts";
import { call, seat, snapshot, talking } from "../tests/records.ts";
import { dueOf } from "./due.ts";
import { PRESENCE_ASK_MS, PRESENCE_MS, presenceLeft } from "./presence.ts";
import { ASK_MS, IDLE_MS, isCovered, screenOf } from "./screen.ts";
import type { BoothAction } from "./state.ts";

const LATE = NOW + PRESENCE_MS;
const tick = (now: number): BoothAction => ({ kind: "ticked", now });

describe("somebody who waits and touches nothing", () => {
  const waiting = following(WAITING, placed());

  it("is asked late, and taken for gone later still", () => {
    expect(presenceLeft(waiting, LATE - 1)).toBeNull();
    expect(presenceLeft(waiting, LATE)).toBe(PRESENCE_ASK_MS);
    expect(isCovered(waiting, LATE)).toBe(true);
    expect(dueOf(waiting, LATE + PRESENCE_ASK_MS - 1)).toBeNull();
    expect(dueOf(waiting, LATE + PRESENCE_ASK_MS)).toBe("desert");
  });

  it("need only touch the screen", () => {
    const touched = following(waiting, { kind: "touched", now: LATE + 1000 });
    expect(presenceLeft(touched, LATE + PRESENCE_ASK_MS)).toBeNull();
  });

  it("is not asked while somebody is being rung, and has all the time afterwards", () => {
    const rings = following(waiting, seated(seat({ state: "reserved" })));
    expect(presenceLeft(rings, LATE + PRESENCE_ASK_MS)).toBeNull();
    const later = LATE + 2 * PRESENCE_ASK_MS;
    const missed = following(rings, tick(later), seated(seat()));
    expect(presenceLeft(missed, later)).toBe(PRESENCE_ASK_MS);
    expect(dueOf(missed, later + 1000)).toBeNull();
  });

  it("is not taken for gone during an outage", () => {
    const away = following(waiting, { kind: "connection", state: "reconnecting", now: NOW });
    expect(dueOf(following(away, tick(LATE + PRESENCE_ASK_MS)), LATE + PRESENCE_ASK_MS)).toBeNull();
  });

  it("reads on the first screen what became of the wait, in their language, for a while", () => {
    const gone = following(waiting, { kind: "deserted", now: LATE });
    expect(screenOf(gone)).toBe("home");
    expect(gone.problem).toBe("deserted");
    expect(gone.reading).toBe("ar");
    expect(following(gone, tick(LATE + 1000)).problem).toBe("deserted");
    expect(following(gone, tick(LATE + 60_000)).reading).toBe("nl");
  });
});

describe("hanging up", () => {
  const ending = following(TALKING, { kind: "ending", now: NOW });

  it("takes a few seconds, in which it can be taken back", () => {
    expect(screenOf(ending)).toBe("call");
    expect(isCovered(ending, NOW)).toBe(true);
    expect(dueOf(ending, NOW + ENDING_MS - 1)).toBeNull();
    expect(dueOf(ending, NOW + ENDING_MS)).toBe("hang_up");
    const stayed = following(ending, { kind: "stayed" });
    expect(dueOf(stayed, NOW + ENDING_MS)).toBeNull();
    expect(isCovered(stayed, NOW)).toBe(false);
  });

  it("is nothing where there is no conversation", () => {
    expect(following(WAITING, { kind: "ending", now: NOW }).endingAt).toBeNull();
  });

  it("leaves nothing for the next visitor", () => {
    expect(following(ending, { kind: "left", now: NOW }).endingAt).toBeNull();
  });
});

describe("a request whose visitor has gone", () => {
  const away: BoothAction = { kind: "connection", state: "reconnecting", now: NOW };
  const back: BoothAction = { kind: "connection", state: "online", now: NOW };
  const asked = following(CHECKING, away, { kind: "requested" });
  const late = event("call.queued", call({ language: "ar", subject: "report" }));

  it.each([
    ["by walking away", [tick(NOW + IDLE_MS + ASK_MS)], "home"],
    ["by going a step back", [{ kind: "back" }], "subject"],
    ["by going home", [{ kind: "back" }, { kind: "back" }, { kind: "back" }], "home"],
  ] satisfies [string, BoothAction[], string][])(
    "leaves the call that comes of it: %s",
    (_, gone, screen) => {
      const state = following(asked, ...gone, back, late);
      expect(screenOf(state)).toBe(screen);
      expect(state.leaving).toBe("call-1");
      expect(
        following(state, event("call.queued", call({ call_id: "call-2" }))).conversation.call?.call_id,
      ).toBe("call-2");
    },
  );

  it("is not what the next visitor asks for, unless it is the same", () => {
    const next = (subject: "report" | "question") =>
      following(
        asked,
        { kind: "wiped" },
        { kind: "language", language: "ar" },
        { kind: "subject", subject },
        { kind: "requested" },
        back,
        late,
      );
    expect(screenOf(next("question"))).toBe("check");
    expect(next("question").leaving).toBe("call-1");
    expect(screenOf(next("report"))).toBe("waiting");
    const own = event("call.queued", call({ call_id: "call-2", language: "ar", subject: "question" }));
    expect(screenOf(following(next("question"), own))).toBe("waiting");
  });

  it("is refused to nobody", () => {
    const gone = following(asked, { kind: "wiped" });
    expect(screenOf(following(gone, { kind: "refused", code: "queue_full", now: NOW }))).toBe("home");
  });

  it("does not bring back a call that was left without a connection", () => {
    const next = following(
      TALKING,
      away,
      { kind: "left", now: NOW },
      { kind: "wiped" },
      { kind: "language", language: "nl" },
      { kind: "subject", subject: "question" },
      { kind: "requested" },
      back,
      says(snapshot({ locations: [PLACE], call: talking(AGENT) })),
    );
    expect(screenOf(next)).toBe("check");
    const ended = event("call.ended", call({ state: "ended", end_reason: "visitor_hung_up" }));
    const queued = event("call.queued", call({ call_id: "call-2" }));
    expect(screenOf(following(next, ended, queued))).toBe("waiting");
  });
});

describe("who has hung up", () => {
  function devices(microphone: DeviceState, camera: DeviceState) {
    const view = { microphone, camera };
    const flip = (name: "microphone" | "camera") => () => {
      view[name] = view[name] === "on" ? "off" : "on";
    };
    const toggles = { toggleMicrophone: flip("microphone"), toggleCamera: flip("camera") };
    return { view: view as unknown as MediaView, ...toggles };
  }

  it("is neither heard nor seen, and is again on staying", () => {
    const media = devices("on", "on");
    const hush = new Hush(media);
    hush.begin();
    expect(media.view).toEqual({ microphone: "off", camera: "off" });
    hush.undo();
    expect(media.view).toEqual({ microphone: "on", camera: "on" });
  });

  it("is heard again by the next employee, when handed over meanwhile, and by nobody else's", () => {
    const media = devices("on", "off");
    const hush = new Hush(media);
    hush.begin();
    hush.undo();
    media.toggleMicrophone();
    hush.undo();
    expect(media.view.microphone).toBe("off");
    media.toggleMicrophone();
    hush.begin();
    hush.forget();
    hush.undo();
    expect(media.view.microphone).toBe("off");
  });

  it("stays unseen who was before", () => {
    const media = devices("missing", "off");
    const hush = new Hush(media);
    hush.begin();
    hush.undo();
    expect(media.view).toEqual({ microphone: "missing", camera: "off" });
  });
});
