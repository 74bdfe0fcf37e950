import { describe, expect, it } from "vitest";
import { NO_SAMPLE, sampleOf } from "./stats.ts";

const inbound = (fields: object) => ({ type: "inbound-rtp", ...fields });

describe("a statistics report", () => {
  it("is added up", () => {
    const sample = sampleOf([
      ["1", inbound({ kind: "video", mid: "4", packetsReceived: 10, packetsLost: 1, framesDecoded: 7 })],
      ["2", inbound({ kind: "audio", mid: "3", packetsReceived: 5, packetsLost: -2, totalAudioEnergy: 0.5 })],
      ["3", { type: "remote-inbound-rtp", fractionLost: 0.1, jitter: 0.02 }],
      ["4", { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.05, responsesReceived: 3 }],
      ["5", { type: "candidate-pair", nominated: false, currentRoundTripTime: 9, responsesReceived: 1 }],
    ]);
    expect(sample).toEqual({
      ...NO_SAMPLE,
      received: 15,
      lost: 1,
      remoteLoss: 0.1,
      remoteJitterMs: 20,
      roundTripMs: 50,
      frames: { "4": 7 },
      energy: { "3": 0.5 },
      checks: 4,
    });
  });

  it("counts the layer of a picture that has most, not their sum", () => {
    const layer = (framesEncoded: number) => ({
      type: "outbound-rtp",
      kind: "video",
      mid: "1",
      framesEncoded,
    });
    expect(
      sampleOf([
        ["1", layer(30)],
        ["2", layer(28)],
      ]).framesSent,
    ).toEqual({ "1": 30 });
  });

  it("is narrow when the browser holds pictures back for the line, not for the machine", () => {
    const sends = (qualityLimitationReason: string) =>
      sampleOf([["1", { type: "outbound-rtp", kind: "video", mid: "1", qualityLimitationReason }]]).isNarrow;
    expect(["bandwidth", "cpu", "none"].map(sends)).toEqual([true, false, false]);
  });

  it("doesn't call concealment what fills a silence", () => {
    const stat = inbound({
      kind: "audio",
      mid: "3",
      concealedSamples: 900,
      silentConcealedSamples: 800,
      totalSamplesReceived: 9600,
    });
    expect(sampleOf([["1", stat]])).toMatchObject({ concealed: 100, played: 9600 });
  });

  it.each([
    ["udp, straight", { candidateType: "host", protocol: "udp" }, { isRelayed: false, transport: "udp" }],
    ["tcp, straight", { candidateType: "host", protocol: "tcp" }, { isRelayed: false, transport: "tcp" }],
    [
      "tls to a TURN server",
      { candidateType: "relay", protocol: "udp", relayProtocol: "tls" },
      { isRelayed: true, transport: "tls" },
    ],
  ])("tells the path: %s", (_name, candidate, path) => {
    const sample = sampleOf([
      ["t", { type: "transport", selectedCandidatePairId: "p" }],
      ["other", { type: "candidate-pair", nominated: true, localCandidateId: "nobody" }],
      ["p", { type: "candidate-pair", localCandidateId: "c" }],
      ["c", { type: "local-candidate", ...candidate }],
    ]);
    expect(sample.path).toEqual(path);
  });

  it("finds the path in Firefox, which marks the pair", () => {
    const sample = sampleOf([
      ["p", { type: "candidate-pair", selected: true, localCandidateId: "c" }],
      ["c", { type: "local-candidate", candidateType: "srflx", protocol: "udp" }],
    ]);
    expect(sample.path).toEqual({ isRelayed: false, transport: "udp" });
  });

  it("counts what comes at all, where the browser says it", () => {
    expect(sampleOf([["t", { type: "transport", bytesReceived: 700 }]]).heard).toBe(700);
  });

  it("knows nothing from an empty report", () => {
    expect(sampleOf([])).toEqual(NO_SAMPLE);
  });
});
