import { expect, it } from "vitest";
import type { BoardMeasured, Call, ServiceRow, Staff } from "../../shared/protocol/server.ts";
import { EMPTY, type SupervisorState } from "../state.ts";
import { added, groupsOf, levelOf } from "./groups.ts";

function row(fields: Partial<ServiceRow>): ServiceRow {
  const served = { offered: 4, answered: 3, abandoned: 1, in_time: 2, counted: 4, answered_wait_ms: 30_000 };
  return { location: "utrecht", centre: "midden", language: "nl", ...served, ...fields };
}

function call(id: string, fields: Partial<Call>): Call {
  return {
    call_id: id,
    state: "waiting",
    location: "utrecht",
    centre: "midden",
    language: "nl",
    queued_at: 100,
    seats: [] as Call["seats"],
    ...fields,
  } as Call;
}

function agent(id: string, fields: Partial<Staff>): Staff {
  return {
    staff_id: id,
    role: "agent",
    status: "ready",
    activity: "idle",
    ready_at: null,
    centre: "midden",
    languages: ["nl"],
    ...fields,
  } as Staff;
}

function state(
  rows: readonly ServiceRow[],
  calls: readonly Call[],
  people: readonly Staff[] = [],
): SupervisorState {
  const figures = {
    type: "board.measured",
    today: [...rows],
    trend: [],
    forecasts: [{ call_id: "c2", expected_s: 90, low_s: 30, high_s: 200 }],
  } as unknown as BoardMeasured;
  return {
    ...EMPTY,
    figures,
    calls: new Map(calls.map((each) => [each.call_id, each])),
    staff: new Map(people.map((each) => [each.staff_id, each])),
  };
}

it("adds up the same figures of more calls, and measures the level of the sum", () => {
  const sum = added([row({}), row({ in_time: 4, counted: 4 })]);
  expect([sum.offered, levelOf(sum)]).toEqual([8, 0.75]);
  expect(levelOf(added([]))).toBeNull();
});

it("tells each language's waits, forecast and people, who waits most first", () => {
  const calls = [
    // Handed over: it waits since somebody else is sought.
    call("c1", { language: "ar", queued_at: 10, seats: [{ hosts: true, opened_at: 50 }] as Call["seats"] }),
    call("c2", { language: "ar" }),
    call("c3", { state: "talking" }),
  ];
  const people = [
    agent("a", {}),
    agent("b", { activity: "on_call" }),
    agent("t", { role: "interpreter", languages: ["ar"] }),
  ];
  const [arabic, dutch] = groupsOf(state([row({})], calls, people), "language");
  expect([arabic?.id, arabic?.waiting, arabic?.longestSince, arabic?.expected]).toEqual(["ar", 2, 50, 90]);
  expect(arabic?.interpreters).toEqual({ free: 1, present: 1 });
  expect([dutch?.id, dutch?.ready, dutch?.staffed]).toEqual(["nl", 1, 2]);
});

it("sums a centre's locations, and keeps places apart that only today's calls name", () => {
  const rows = [row({}), row({ location: "amersfoort" }), row({ location: "gone", centre: null })];
  expect(groupsOf(state(rows, []), "centre").map((each) => [each.id, each.served.offered])).toEqual([
    ["midden", 8],
  ]);
  expect(groupsOf(state(rows, []), "location").map((each) => each.id)).toEqual([
    "amersfoort",
    "gone",
    "utrecht",
  ]);
});
