import { describe, expect, it } from "vitest";
import type { AlertRule, AlertRulesTold } from "../../../shared/protocol/api.ts";
import { isAltered, isTwice, isWithin, type RulesAction, reduceRules, START } from "./state.ts";

const rule = (fields: Partial<AlertRule> = {}): AlertRule => ({
  rule_id: "longest-wait",
  kind: "longest_wait",
  threshold: 300,
  location: null,
  centre: null,
  language: null,
  enabled: true,
  loud: true,
  notify: ["mail"],
  ...fields,
});
const TOLD: AlertRulesTold = {
  version: 3,
  rules: { rules: [rule()] },
  kinds: [{ kind: "longest_wait", low: 5, high: 7200, by_place: true, by_language: true }],
  places: {},
  centres: {},
  languages: ["nl"],
  ways: [],
};
const following = (...actions: RulesAction[]) =>
  actions.reduce(reduceRules, reduceRules(START, { kind: "told", told: TOLD }));

describe("the rules that somebody alters", () => {
  it("are altered until they are as they were", () => {
    const altered = following({ kind: "altered", number: 0, rule: { threshold: 60 } });
    expect(isAltered(altered)).toBe(true);
    expect(isAltered(reduceRules(altered, { kind: "undone" }))).toBe(false);
    expect(isAltered(reduceRules(altered, { kind: "saved", version: 4 }))).toBe(false);
  });

  it("get a new one of a name of its own, like the last of its kind", () => {
    const { draft } = following(
      { kind: "added", of: "longest_wait" },
      { kind: "added", of: "longest_wait" },
      { kind: "removed", number: 1 },
      { kind: "added", of: "longest_wait" },
    );
    expect(draft.map((each) => each.rule_id)).toEqual(["longest-wait", "longest-wait-3", "longest-wait-2"]);
    expect(draft[2]).toMatchObject({ threshold: 300, loud: true, notify: ["mail"] });
  });

  it("watch for one thing once: the second is refused until it is about something else", () => {
    const both = following({ kind: "added", of: "longest_wait" });
    expect(both.draft.map((each) => isTwice(both, each))).toEqual([false, true]);
    const other = reduceRules(both, { kind: "altered", number: 1, rule: { language: "ar" } });
    expect(other.draft.some((each) => isTwice(other, each))).toBe(false);
  });

  it.each([
    [5, true],
    [7200, true],
    [4, false],
    [7201, false],
    [5.5, false],
    [Number.NaN, false],
  ])("may have a threshold of %s: %s", (threshold, may) => {
    expect(isWithin(following(), rule({ threshold }))).toBe(may);
  });

  it("stay as they are when somebody else was first, until they are fetched anew", () => {
    const refused = following(
      { kind: "altered", number: 0, rule: { threshold: 60 } },
      { kind: "saving" },
      { kind: "refused", outcome: "changed" },
    );
    expect(refused).toMatchObject({ phase: "ready", outcome: "changed", draft: [{ threshold: 60 }] });
  });
});
