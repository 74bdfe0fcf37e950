import { describe, expect, it } from "vitest";
import {
  begin,
  CONNECT_MS,
  type Deed,
  type Happening,
  type Phase,
  RESTART_MS,
  type Recovery,
  recover,
  SETTLE_MS,
  SHAKY_MS,
} from "./recovery.ts";

type Story = (readonly [number, Happening])[];

const CONNECTED: Recovery = { phase: "connected", dueAt: null, failures: 0 };

/** Let things happen, each at its time; return the phase reached and what was done on the way. */
function through(start: Recovery, ...story: Story): [Phase, Deed[]] {
  let state = start;
  const deeds: Deed[] = [];
  for (const [at, happening] of story) {
    const [next, deed] = recover(state, happening, at);
    state = next;
    if (deed) deeds.push(deed);
  }
  return [state.phase, deeds];
}

const state = (name: RTCPeerConnectionState): Happening => ({ kind: "state", state: name });
const DUE: Happening = { kind: "due" };
const INTERRUPTED: Happening = { kind: "interrupted" };

describe("a media connection", () => {
  it("rests longer after each attempt that comes to nothing", () => {
    let recovery = begin(0);
    let now = 0;
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      [recovery] = recover(recovery, { kind: "unanswered" }, now);
      pauses.push((recovery.dueAt ?? 0) - now);
      now = recovery.dueAt ?? 0;
      [recovery] = recover(recovery, { kind: "due" }, now);
    }
    expect(pauses).toEqual([500, 1000, 2000, 2000]);
    expect(recovery.phase).toBe("building");
  });

  it("gives up an attempt that takes too long", () => {
    expect(through(begin(0), [CONNECT_MS, { kind: "due" }])).toEqual(["resting", []]);
  });

  it("lets a short disturbance pass", () => {
    expect(through(CONNECTED, [0, state("disconnected")], [500, state("connected")])).toEqual([
      "connected",
      [],
    ]);
  });

  it("restarts after a longer one, and builds anew if that doesn't help in time", () => {
    const story = [
      [0, state("disconnected")],
      [SHAKY_MS, DUE],
      [SHAKY_MS + RESTART_MS, DUE],
    ] as Story;
    expect(through(CONNECTED, ...story)).toEqual(["building", ["restart", "build"]]);
  });

  it("takes what comes through for the end of a restart", () => {
    const story = [
      [0, state("failed")],
      [900, { kind: "flowing" }],
    ] as Story;
    expect(through(CONNECTED, ...story)).toEqual(["connected", ["restart"]]);
  });

  it("restarts once, however many changes the network tells at a time", () => {
    const story = [0, 10, 20, 30].map((at) => [at, INTERRUPTED] as const);
    expect(through(CONNECTED, ...story, [SETTLE_MS, DUE])).toEqual(["restarting", ["restart"]]);
  });

  it("restarts again when the network changes during a restart", () => {
    const story = [
      [0, INTERRUPTED],
      [SETTLE_MS, DUE],
      [600, INTERRUPTED],
      [600 + SETTLE_MS, DUE],
    ] as Story;
    expect(through(CONNECTED, ...story)).toEqual(["restarting", ["restart", "restart"]]);
  });

  it("doesn't wait for a timer that an early wake-up brings", () => {
    expect(through(CONNECTED, [0, state("disconnected")], [SHAKY_MS - 1, DUE])[0]).toBe("shaky");
  });

  it("is built anew at once where the call's media has moved to, whatever went before", () => {
    for (const phase of ["connected", "restarting", "resting", "stranded", "building"] as const) {
      expect(through({ phase, dueAt: 900, failures: 3 }, [0, { kind: "lost" }])).toEqual([
        "building",
        ["build"],
      ]);
    }
  });

  it("leaves what flows alone while there is nobody to ask", () => {
    const story = [
      [0, state("disconnected")],
      [SHAKY_MS, DUE],
      [SHAKY_MS, { kind: "unheard" }],
      [60_000, DUE],
    ] as Story;
    expect(through(CONNECTED, ...story)).toEqual(["stranded", ["restart"]]);
    expect(through(CONNECTED, ...story, [61_000, state("connected")])[0]).toBe("connected");
    expect(through(CONNECTED, ...story, [61_000, { kind: "session" }])).toEqual([
      "building",
      ["restart", "build"],
    ]);
  });

  it("goes on as before when the old way carries again while there is nobody to ask", () => {
    const story = [
      [0, INTERRUPTED],
      [SETTLE_MS, DUE],
      [SETTLE_MS, { kind: "unheard" }],
      [2000, { kind: "flowing" }],
      [9000, { kind: "session" }],
    ] as Story;
    expect(through(CONNECTED, ...story)).toEqual(["connected", ["restart"]]);
  });

  it("doesn't touch a connection that stands when the session is new", () => {
    expect(through(CONNECTED, [0, { kind: "session" }])).toEqual(["connected", []]);
  });

  it("restarts what the browser still believes in, when nothing comes", () => {
    expect(through(CONNECTED, [0, { kind: "dead" }])).toEqual(["restarting", ["restart"]]);
    expect(through(begin(0), [0, { kind: "dead" }])).toEqual(["building", []]);
  });
});
