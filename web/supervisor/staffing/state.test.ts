import { describe, expect, it } from "vitest";
import type { StaffGroup, StaffingWeek, TrialResult, TrialStanding } from "../../shared/protocol/api.ts";
import { hoursOf, nobody, pastMondays, withHeads, workedHours } from "./people.ts";
import { reduceStaffing, type StaffingAction, type StaffingState } from "./state.ts";

const DAY = nobody()[0]?.map((_, hour) => (hour >= 8 && hour < 18 ? 2 : 0)) ?? [];
const AGENTS: StaffGroup = {
  centre: "midden",
  role: "agent",
  languages: ["nl", "en"],
  levels: {},
  people: [DAY, ...nobody().slice(1)],
};
const WEEK = { arrivals: nobody(), staffing: [AGENTS] } as unknown as StaffingWeek;
const RESULT = { replications: 20, languages: [] } as unknown as TrialResult;

const START: StaffingState = {
  week: "2026-11-09",
  location: null,
  goal: { percent: 80, threshold_s: 20 },
  hasOwnGoal: false,
  past: WEEK,
  day: 0,
  groups: [AGENTS],
  adding: false,
  trial: null,
  problem: null,
  ready: null,
  scenarios: [],
  shown: null,
  language: null,
};

const through = (...actions: StaffingAction[]) => actions.reduce(reduceStaffing, START);
const done = (trial_id: string): TrialStanding => ({
  trial_id,
  state: "done",
  done: 20,
  replications: 20,
  result: RESULT,
});

describe("people", () => {
  it("change in one hour, within bounds, and nowhere else", () => {
    expect(
      through({ kind: "heads", group: 0, hour: 9, heads: 5 }).groups[0]?.people[0]?.slice(8, 11),
    ).toEqual([2, 5, 2]);
    expect(withHeads(nobody(), 0, 3, -1)[0]?.[3]).toBe(0);
    expect(withHeads(nobody(), 0, 3, Number.NaN)[0]?.[3]).toBe(0);
    expect(withHeads(nobody(), 0, 3, 1e9)[0]?.[3]).toBe(200);
  });

  it("become more through a day in the hours that are worked", () => {
    const { groups } = through({ kind: "more", group: 0, more: 1 });
    expect(groups[0]?.people[0]).toEqual(DAY.map((heads) => (heads ? 3 : 0)));
    expect(groups[0]?.people[1]).toEqual(nobody()[1]);
  });

  it("can be as on this day through the week, or on weekdays", () => {
    expect(hoursOf(through({ kind: "copied", on: "all" }).groups, "agent")).toBe(7 * 20);
    expect(hoursOf(through({ kind: "copied", on: "weekdays" }).groups, "agent")).toBe(5 * 20);
  });

  it("come with a further group, and are as they were again", () => {
    const added = through({ kind: "added", role: "interpreter", centre: "midden", languages: ["ar"] });
    expect(added.groups.map((group) => group.languages)).toEqual([["nl", "en"], ["ar"]]);
    expect(reduceStaffing(added, { kind: "removed", group: 1 }).groups).toEqual([AGENTS]);
    expect(reduceStaffing(added, { kind: "reset" }).groups).toEqual([AGENTS]);
  });

  it("are shown for the hours in which anybody called or worked", () => {
    expect(workedHours(WEEK, [AGENTS])).toEqual([8, 18]);
    const called = withHeads(nobody(), 6, 21, 1);
    expect(workedHours({ ...WEEK, arrivals: called }, [AGENTS])).toEqual([8, 22]);
    expect(workedHours(WEEK, [])).toEqual([8, 20]);
  });
});

describe("a trial", () => {
  it("goes on, ends, and stands beside those before", () => {
    const far: TrialStanding = { trial_id: "a", state: "playing", done: 3, replications: 20, result: null };
    const playing = through({ kind: "tried" }, { kind: "standing", standing: far, name: "one" });
    expect(playing.trial?.standing).toEqual({ id: "a", done: 3, of: 20 });
    const ended = reduceStaffing(playing, { kind: "standing", standing: done("a"), name: "one" });
    expect(ended.ready).toBe("one");
    expect([ended.trial, ended.shown, ended.scenarios.map((each) => each.name)]).toEqual([
      null,
      "a",
      ["one"],
    ]);
  });

  it("keeps the six latest, under names that can be changed", () => {
    const tried = (id: string) =>
      [{ kind: "tried" }, { kind: "standing", standing: done(id), name: id }] as const;
    const state = through(...[..."abcdefg"].flatMap(tried), { kind: "named", id: "c", name: "More Arabic" });
    expect(state.scenarios.map((each) => each.name)).toEqual(["b", "More Arabic", "d", "e", "f", "g"]);
    expect(reduceStaffing(state, { kind: "forgotten", id: "g" }).shown).toBe("b");
  });

  it("gives its people back to the table", () => {
    const more: StaffingAction = { kind: "more", group: 0, more: 1 };
    const state = through(
      more,
      { kind: "tried" },
      { kind: "reset" },
      { kind: "standing", standing: done("a"), name: "a" },
    );
    expect(state.groups).toEqual([AGENTS]);
    expect(reduceStaffing(state, { kind: "reopened", id: "a" }).groups).toEqual(through(more).groups);
  });

  it("says why there is nothing, and nothing when it was given up", () => {
    const failed: TrialStanding = { ...done("a"), state: "failed", result: null };
    expect(through({ kind: "tried" }, { kind: "standing", standing: failed, name: "" }).problem).toBe(
      "failed",
    );
    expect(
      through({ kind: "tried" }, { kind: "standing", standing: { ...failed, state: "canceled" }, name: "" })
        .problem,
    ).toBeNull();
  });
});

it("aims at what the service aims at, until somebody aims at something else", () => {
  const past = { ...WEEK, goal: 0.7, threshold_s: 30 };
  expect(through({ kind: "past", past }).goal).toEqual({ percent: 70, threshold_s: 30 });
  const own = { percent: 90, threshold_s: 10 };
  expect(through({ kind: "goal", goal: own }, { kind: "past", past }).goal).toEqual(own);
});

it("knows the weeks that are over", () => {
  const wednesday = new Date(2026, 10, 25, 12).getTime();
  expect(pastMondays(wednesday, 2)).toEqual(["2026-11-16", "2026-11-09"]);
  const sunday = new Date(2026, 10, 22, 12).getTime();
  expect(pastMondays(sunday, 1)).toEqual(["2026-11-09"]);
});
