import { describe, expect, it } from "vitest";
import { following, NOW, placed, seated, WAITING } from "../tests/booth.ts";
import { call, opened, seat } from "../tests/records.ts";
import { currentCall } from "./screen.ts";
import type { BoothState } from "./state.ts";
import {
  callbackAddress,
  needsAlternative,
  PATIENCE_MS,
  phaseOf,
  soughtFor,
  type Wait,
  waitOf,
} from "./waiting.ts";

const RINGING = seated(seat({ state: "reserved", staff_id: "agent-1" }));

function callOf(state: BoothState) {
  const record = currentCall(state);
  if (!record) throw new Error("no call");
  return record;
}

function waitIn(state: BoothState): Wait | null {
  return state.place && waitOf(state, callOf(state), state.place);
}

describe("what is said of the time", () => {
  it.each([
    [
      { about_minutes: 7, from_minutes: 5, to_minutes: 10 },
      { kind: "range", from: 5, to: 10 },
    ],
    [{ about_minutes: 7 }, { kind: "about", minutes: 7 }],
    [
      { about_minutes: 60, more_than: true },
      { kind: "more_than", minutes: 60 },
    ],
    [{ position: 1 }, { kind: "unknown" }],
    [{ position: 2 }, { kind: "unknown" }],
  ] as const)("follows the server: %o", (fields, wait) => {
    expect(waitIn(following(WAITING, placed(fields)))).toEqual(wait);
  });

  it("is no number while somebody is being rung", () => {
    const ringing = following(WAITING, placed({ about_minutes: 7 }), RINGING);
    expect(phaseOf(callOf(ringing))).toBe("ringing");
    expect(waitIn(ringing)).toEqual({ kind: "soon" });
    expect(needsAlternative(ringing, 100 * PATIENCE_MS)).toBe(false);
  });

  it("is no number of before an outage", () => {
    const away = following(WAITING, placed({ about_minutes: 7 }), {
      kind: "connection",
      state: "reconnecting",
      now: NOW,
    });
    expect(waitIn(away)).toEqual({ kind: "stale" });
    const back = following(away, { kind: "connection", state: "online", now: NOW });
    expect(waitIn(back)).toEqual({ kind: "stale" });
    expect(waitIn(following(back, placed({ about_minutes: 5 })))).toEqual({ kind: "about", minutes: 5 });
  });
});

describe("who is said to be found", () => {
  it("is somebody who speaks the language, and an interpreter only when one is looked for", () => {
    const session = opened({ served_languages: ["ar", "en", "nl"] });
    const arabic = { ...following(WAITING, placed()), session };
    expect(soughtFor(arabic, callOf(arabic))).toBe("employee_in");
    const joint = following(arabic, placed({ with_interpreter: true }));
    expect(soughtFor(joint, callOf(joint))).toBe("employee_and_interpreter");
    expect(soughtFor(arabic, call({ language: "nl" }))).toBe("employee");
    expect(soughtFor(arabic, call({ language: "so" }))).toBe("dutch_or_english");
  });
});

describe("other ways", () => {
  it("are shown to somebody who has waited long without an estimate", () => {
    const unknown = following(WAITING, placed());
    expect(needsAlternative(unknown, 1000 + PATIENCE_MS)).toBe(false);
    expect(needsAlternative(unknown, 1001 + PATIENCE_MS)).toBe(true);
    const known = following(unknown, placed({ about_minutes: 5 }));
    expect(needsAlternative(known, 3 * PATIENCE_MS)).toBe(false);
    const again = following(known, placed());
    const estimatedAt = NOW + again.clockOffset;
    expect(needsAlternative(again, estimatedAt + PATIENCE_MS)).toBe(false);
    expect(needsAlternative(again, estimatedAt + PATIENCE_MS + 1)).toBe(true);
  });

  it("are shown at once when it will take long, and later when it has", () => {
    const long = following(WAITING, placed({ about_minutes: 10, from_minutes: 7, to_minutes: 15 }));
    expect(needsAlternative(long, 1001)).toBe(true);
    const short = following(WAITING, placed({ about_minutes: 2 }));
    expect(needsAlternative(short, 1000 + 15 * 60_000)).toBe(false);
    expect(needsAlternative(short, 1001 + 15 * 60_000)).toBe(true);
  });

  it("know what the visitor has said already", () => {
    const booth = "https://calls.example/booth/?kiosk=demo";
    expect(callbackAddress("https://politie.example/form?from=booth", booth, callOf(WAITING))).toBe(
      "https://politie.example/form?from=booth&language=ar&topic=report",
    );
    expect(callbackAddress("/callback/", booth, callOf(WAITING))).toBe(
      "https://calls.example/callback/?language=ar&topic=report",
    );
    expect(callbackAddress("/callback/", booth, null)).toBe("https://calls.example/callback/");
  });
});
