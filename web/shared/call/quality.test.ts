import { describe, expect, it } from "vitest";
import { figuresOf, linkOf, qualityOf } from "./quality.ts";
import { NO_SAMPLE, type Sample } from "./stats.ts";

const WELL = {
  online: true,
  connected: true,
  wasConnected: true,
  quality: "good",
  othersGone: false,
} as const;

const quality = (before: Sample, now: Sample) => qualityOf(figuresOf(before, now, 1000));

describe("quality", () => {
  it.each([
    ["good", { received: 1000, lost: 5, roundTripMs: 40 }],
    ["fair", { received: 1000, lost: 50, roundTripMs: 40 }],
    ["poor", { received: 1000, lost: 150, roundTripMs: 40 }],
    ["fair", { received: 1000, lost: 0, roundTripMs: 300 }],
    ["poor", { received: 1000, lost: 0, roundTripMs: 900 }],
    ["poor", { received: 1000, lost: 0, bytesSent: 9000, remoteLoss: 0.2 }],
  ] as const)("is %s for %o", (expected, now) => {
    expect(quality(NO_SAMPLE, { ...NO_SAMPLE, ...now })).toBe(expected);
  });

  it("looks at what was lost since the last time, not before", () => {
    const before = { ...NO_SAMPLE, received: 1000, lost: 500 };
    expect(quality(before, { ...before, received: 2000 })).toBe("good");
  });

  it("doesn't hold an old report against who sends nothing", () => {
    const before = { ...NO_SAMPLE, bytesSent: 9000, remoteLoss: 0.2 };
    expect(quality(before, before)).toBe("good");
  });

  it.each([
    ["good", {}],
    ["connecting", { connected: false, wasConnected: false }],
    ["reconnecting", { connected: false }],
    ["reconnecting", { online: false }],
    ["gone", { othersGone: true }],
    ["connecting", { quality: null }],
  ] as const)("says %s when %o", (expected, how) => {
    expect(linkOf({ ...WELL, ...how })).toBe(expected);
  });
});

describe("figures", () => {
  it("are rates over the time between two samples", () => {
    const before: Sample = { ...NO_SAMPLE, bytesReceived: 1000, frames: { "4": 30, "6": 10 } };
    const now: Sample = {
      ...before,
      received: 90,
      lost: 10,
      bytesReceived: 251_000,
      bytesSent: 125_000,
      jitterMs: 7,
      frames: { "4": 90, "6": 40 },
      framesSent: { "1": 50 },
      freezes: 1,
      concealed: 480,
      played: 96_000,
    };
    expect(figuresOf(before, now, 2000)).toEqual({
      up: { loss: 0, jitterMs: null, bitrate: 500_000, framesPerS: 25 },
      down: { loss: 0.1, jitterMs: 7, bitrate: 1_000_000, framesPerS: 30 },
      roundTripMs: null,
      freezes: 1,
      concealed: 0.005,
      path: null,
      isNarrow: false,
    });
  });

  it("are unknown where nothing went", () => {
    const { up, down } = figuresOf(NO_SAMPLE, NO_SAMPLE, 1000);
    expect([up.loss, up.framesPerS, down.loss, down.framesPerS]).toEqual([null, null, null, null]);
  });

  it("never fall below zero when a counter starts over", () => {
    const before = { ...NO_SAMPLE, received: 900, bytesReceived: 9000, frames: { "4": 30 } };
    expect(figuresOf(before, NO_SAMPLE, 1000).down).toEqual({
      loss: null,
      jitterMs: null,
      bitrate: 0,
      framesPerS: null,
    });
  });
});
