import { describe, expect, it } from "vitest";
import type { LegQuality } from "../protocol/server.ts";
import type { Figures, Quality } from "./quality.ts";
import { adviceOf, measuredWord, type Steady, steady, UNSAID, wordOf } from "./steadiness.ts";

const DIRECTION = { loss: 0, jitterMs: 3, bitrate: 500_000, framesPerS: 25 };
const FIGURES: Figures = {
  up: DIRECTION,
  down: DIRECTION,
  roundTripMs: 40,
  freezes: 0,
  concealed: 0,
  path: { isRelayed: false, transport: "udp" },
  isNarrow: false,
};
const leg = (score: number): LegQuality => ({
  participant_id: "booth",
  score,
  round_trip_ms: 40,
  up: { loss: 0, jitter_ms: 3, bitrate: 1, frames_per_s: 25 },
  down: { loss: 0, jitter_ms: 3, bitrate: 1, frames_per_s: 25 },
});

/** Measure once a second: g, f, p, or - while not connected. */
function said(measured: string, from: Steady = UNSAID, start = 0): Steady {
  const words: Record<string, Quality> = { g: "good", f: "fair", p: "poor" };
  return [...measured].reduce(
    (before, each, index) => steady(before, words[each] ?? null, start + index * 1000),
    from,
  );
}

describe("the word for the connection", () => {
  it("is what is measured first", () => {
    expect(said("p").word).toBe("poor");
    expect(said("-").word).toBeNull();
  });

  it("gets worse when it is worse for two seconds", () => {
    expect(said("gpp").word).toBe("good");
    expect(said("gppp").word).toBe("poor");
  });

  it("says the milder word when it was that all the time", () => {
    expect(said("gfpp").word).toBe("fair");
    expect(said("gpfp").word).toBe("fair");
  });

  it("gets better only when it stays better for longer", () => {
    expect(said("pgggggg").word).toBe("poor");
    expect(said("pggggggg").word).toBe("good");
    expect(said("pgggfggg").word).toBe("fair");
  });

  it("doesn't flicker with a connection that does", () => {
    expect(said("gpgpgpgpgpgpgp").word).toBe("good");
    expect(said("pgpgpgpgpgpgpg").word).toBe("poor");
  });

  it("starts anew after an interruption", () => {
    expect(said("p-g").word).toBe("good");
  });

  it("is the worse of what the page and the relay measure", () => {
    expect(measuredWord("good", leg(2), true)).toBe("poor");
    expect(measuredWord("fair", leg(4.3), true)).toBe("fair");
    expect(measuredWord("good", null, true)).toBe("good");
    expect(measuredWord(null, leg(2), true)).toBeNull();
  });

  it("is not the camera's: few pictures count where the line loses, is late, uneven or narrow", () => {
    const dark = leg(2.5);
    expect(measuredWord("good", dark, false)).toBe("good");
    expect(measuredWord("good", dark, true)).toBe("poor");
    expect(measuredWord("good", { ...dark, round_trip_ms: 400 }, false)).toBe("poor");
    expect(measuredWord("good", { ...dark, up: { ...dark.up, loss: 0.05 } }, false)).toBe("poor");
    expect(measuredWord("good", { ...dark, down: { ...dark.down, jitter_ms: 90 } }, false)).toBe("poor");
  });

  it.each([
    [5, "good"],
    [3.7, "good"],
    [3.69, "fair"],
    [3, "fair"],
    [2.99, "poor"],
    [1, "poor"],
  ] as const)("for a score of %d is %s", (score, word) => {
    expect(wordOf(score)).toBe(word);
  });
});

describe("advice", () => {
  const advised = (measured: string, figures: Figures = FIGURES, fixedDevices = false) =>
    adviceOf(said(measured), figures, { fixedDevices, now: (measured.length - 1) * 1000 });

  it("comes when it has been poor for some seconds, and goes with it", () => {
    expect(advised("pppp")).toBeNull();
    expect(advised("ppppp")).toBe("weak");
    expect(advised("fffffffff")).toBeNull();
    expect(advised("pppppggggggggg")).toBeNull();
  });

  it("is about the delay where that is the matter", () => {
    expect(advised("ppppp", { ...FIGURES, roundTripMs: 900 })).toBe("delay");
  });

  it("asks nobody to move a booth", () => {
    expect(advised("ppppp", FIGURES, true)).toBe("visitor");
  });
});
