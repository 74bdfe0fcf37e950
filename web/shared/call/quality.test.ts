import { describe, expect, it } from "vitest";
import { linkOf, qualityOf, type Sample, sampleOf } from "./quality.ts";

const START: Sample = {
  received: 0,
  lost: 0,
  remoteLoss: 0,
  roundTripMs: null,
  frames: {},
  energy: {},
  checks: 0,
};
const WELL = {
  online: true,
  connected: true,
  wasConnected: true,
  quality: "good",
  othersGone: false,
} as const;

describe("quality", () => {
  it.each([
    ["good", { received: 1000, lost: 5, roundTripMs: 40 }],
    ["fair", { received: 1000, lost: 50, roundTripMs: 40 }],
    ["poor", { received: 1000, lost: 150, roundTripMs: 40 }],
    ["fair", { received: 1000, lost: 0, roundTripMs: 300 }],
    ["poor", { received: 1000, lost: 0, roundTripMs: 900 }],
    ["poor", { received: 1000, lost: 0, remoteLoss: 0.2 }],
  ] as const)("is %s for %o", (expected, now) => {
    expect(qualityOf(START, { ...START, ...now })).toBe(expected);
  });

  it("looks at what was lost since the last time, not before", () => {
    const before = { ...START, received: 1000, lost: 500 };
    expect(qualityOf(before, { ...before, received: 2000 })).toBe("good");
  });

  it("adds up a report", () => {
    const sample = sampleOf([
      [
        "1",
        {
          type: "inbound-rtp",
          kind: "video",
          mid: "3",
          packetsReceived: 10,
          packetsLost: 1,
          framesDecoded: 7,
        },
      ],
      [
        "2",
        {
          type: "inbound-rtp",
          kind: "audio",
          mid: "2",
          packetsReceived: 5,
          packetsLost: -2,
          totalAudioEnergy: 0.5,
        },
      ],
      ["3", { type: "remote-inbound-rtp", fractionLost: 0.1 }],
      ["4", { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.05, responsesReceived: 3 }],
      ["5", { type: "candidate-pair", nominated: false, currentRoundTripTime: 9, responsesReceived: 1 }],
    ]);
    expect(sample).toEqual({
      received: 15,
      lost: 1,
      remoteLoss: 0.1,
      roundTripMs: 50,
      frames: { "3": 7 },
      energy: { "2": 0.5 },
      checks: 4,
    });
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
