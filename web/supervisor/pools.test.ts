import { describe, expect, it } from "vitest";
import type { PoolFacts, StepFacts } from "../shared/protocol/server.ts";
import { distinct, groupsOf, stagesOf, widestOf } from "./pools.ts";

function facts(pool: string, fields: Partial<PoolFacts> = {}): PoolFacts {
  return { pool, present: 0, staffed: 0, available: 0, waiting: 0, ahead: 0, ...fields };
}

describe("pools", () => {
  it("are one group for a language at a centre: people add up, calls ahead don't", () => {
    const [group, ...others] = groupsOf([
      facts("agent/midden/ar/B2", { present: 2, staffed: 1, available: 1, ahead: 3 }),
      facts("agent/midden/ar/C2", { present: 1, staffed: 1, ahead: 4 }),
    ]);
    expect(others).toEqual([]);
    expect(group).toEqual({
      who: { kind: "language", centre: "midden", language: "ar" },
      present: 3,
      staffed: 2,
      available: 1,
      ahead: 4,
    });
  });

  it.each([
    ["agent/*/ar/B1", { kind: "language", centre: null, language: "ar" }],
    ["agent/midden/any", { kind: "anybody", centre: "midden" }],
    ["agent/*/any", { kind: "anybody", centre: null }],
    ["neighbor/midden/ar/B1", { kind: "language", centre: "midden", language: "ar" }],
    ["neighbor/midden/any", { kind: "anybody", centre: "midden" }],
    ["interpreter/ar", { kind: "interpreter", language: "ar" }],
    ["person/agent-1", { kind: "person", staffId: "agent-1" }],
    ["something/new", { kind: "pool", pool: "something/new" }],
  ])("know whom %s stands for", (pool, who) => {
    expect(groupsOf([facts(pool)])[0]?.who).toEqual(who);
  });

  it("stay apart by centre and language", () => {
    const pools = ["agent/a/ar/B1", "agent/b/ar/B1", "agent/a/nl/B1", "agent/*/ar/B1"].map((pool) =>
      facts(pool),
    );
    expect(groupsOf(pools)).toHaveLength(4);
  });
});

it("leave out whom a wider group holds", () => {
  const left = (...pools: string[]) =>
    widestOf(groupsOf(pools.map((pool) => facts(pool)))).map(({ who }) => who.kind);
  expect(left("agent/a/ar/B1", "agent/*/ar/B1", "agent/a/any")).toEqual(["language", "anybody"]);
  expect(left("agent/a/ar/B1", "agent/*/nl/B1")).toEqual(["language", "language"]);
  expect(left("agent/a/ar/B1", "agent/*/ar/B1", "agent/*/any", "interpreter/ar")).toEqual([
    "anybody",
    "interpreter",
  ]);
});

describe("steps", () => {
  it("that opened are one, tell nobody twice, and leave out a step that adds nobody", () => {
    const step = (pools: readonly string[], fields: Partial<StepFacts> = {}): StepFacts => ({
      opened: true,
      opens_at: 0,
      with_companion: false,
      pools: pools.map((pool) => facts(pool, { present: 1 })),
      ...fields,
    });
    const steps = [
      step(["agent/midden/ar/B2"]),
      step(["agent/midden/ar/B2", "agent/midden/any"], { with_companion: true }),
      step(["neighbor/midden/ar/B2"], { opened: false, opens_at: 3 }),
      step(["agent/midden/ar/B1"], { opened: false, opens_at: 5, pools: [facts("agent/midden/ar/B1")] }),
      step(["agent/*/ar/B1"], { opened: false, opens_at: 9 }),
    ];
    const [now, later, ...others] = stagesOf({ steps, companion: [facts("interpreter/ar")] });
    expect(others).toEqual([]);
    expect(now?.alone.map(({ present }) => present)).toEqual([1]);
    expect(now?.paired).toHaveLength(2);
    expect(now?.companion).toHaveLength(1);
    expect([later?.opensAt, later?.alone.length]).toEqual([9, 1]);
  });
});

it("names a group once that is asked alone and with an interpreter, with the longer queue", () => {
  const group = { who: { kind: "anybody", centre: null }, present: 1, staffed: 0, available: 0 } as const;
  const both = distinct([
    { ...group, ahead: 3 },
    { ...group, ahead: 1 },
  ]);
  expect(both).toEqual([{ ...group, ahead: 3 }]);
});
