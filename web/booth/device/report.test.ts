import { describe, expect, it } from "vitest";
import { answered, type InUse, lost, networkOf, reportOf, type Seen, UNTRIED } from "./report.ts";

const NOW = 1_000_000;
const ALL: Seen = { kinds: ["videoinput", "audioinput", "audiooutput"], denied: [], tellsOutputs: true };
const IDLE: InUse = { camera: "off", microphone: "off" };

describe("what a booth says of its devices", () => {
  it("has them, closed, while nobody is there", () => {
    expect(reportOf(ALL, IDLE, UNTRIED, NOW)).toEqual({
      camera: "off",
      microphone: "off",
      loudspeaker: "ok",
      network: "unknown",
    });
  });

  it("misses what isn't there, what may not be used, and what failed when it was opened", () => {
    const few: Seen = { kinds: ["audioinput"], denied: ["microphone"], tellsOutputs: true };
    const report = reportOf(few, IDLE, UNTRIED, NOW);
    expect([report.camera, report.microphone, report.loudspeaker]).toEqual(["missing", "missing", "missing"]);
    expect(reportOf(ALL, { camera: "missing", microphone: "on" }, UNTRIED, NOW)).toMatchObject({
      camera: "missing",
      microphone: "on",
    });
  });

  it("doesn't know of loudspeakers where the browser doesn't tell", () => {
    const silent: Seen = { kinds: ["videoinput"], denied: [], tellsOutputs: false };
    expect(reportOf(silent, IDLE, UNTRIED, NOW).loudspeaker).toBe("unknown");
  });
});

describe("what a booth says of its line", () => {
  it("goes by the quickest of the last answers", () => {
    expect(networkOf(answered(UNTRIED, 30), NOW)).toBe("good");
    const slow = [800, 700, 900].reduce(answered, UNTRIED);
    expect(networkOf(slow, NOW)).toBe("fair");
    expect(networkOf([2000, 2100, 1900].reduce(answered, UNTRIED), NOW)).toBe("poor");
    expect(networkOf([20, 2000, 2100, 1900].reduce(answered, UNTRIED), NOW)).toBe("poor");
  });

  it("remembers lost connections for ten minutes", () => {
    const quick = answered(UNTRIED, 30);
    expect(networkOf(lost(quick, NOW - 1000), NOW)).toBe("fair");
    expect(networkOf([NOW - 3, NOW - 2, NOW - 1].reduce(lost, quick), NOW)).toBe("poor");
    expect(networkOf(lost(quick, NOW - 600_000), NOW)).toBe("good");
  });
});
