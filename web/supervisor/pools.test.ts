import { describe, expect, it } from "vitest";
import type { PoolFacts } from "../shared/protocol/server.ts";
import { groupsOf } from "./pools.ts";

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
