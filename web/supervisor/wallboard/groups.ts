/** The wallboard's rows: how each location, centre or language stands now, and was served today. Pure. */
import { waitsSince } from "../../shared/call/waits-since.ts";
import type { Call, ServicePoint, ServiceRow, Staff } from "../../shared/protocol/server.ts";
import type { SupervisorState } from "../state.ts";

export const GROUPINGS = ["location", "centre", "language"] as const;
export type Grouping = (typeof GROUPINGS)[number];

type Served = Pick<
  ServicePoint,
  "offered" | "answered" | "abandoned" | "in_time" | "counted" | "answered_wait_ms"
>;

export interface Group {
  /** Id of the location or centre, or a language code. */
  readonly id: string;
  readonly waiting: number;
  /** Since when the longest waiting call waits, server time. */
  readonly longestSince: number | null;
  /** About how long the last in line still waits, s; null when nobody waits or nobody can say. */
  readonly expected: number | null;
  readonly ready: number;
  readonly staffed: number;
  /** Interpreters who are free, and who are there; null where that isn't told apart. */
  readonly interpreters: { readonly free: number; readonly present: number } | null;
  readonly served: Served;
}

const NOBODY: Served = { offered: 0, answered: 0, abandoned: 0, in_time: 0, counted: 0, answered_wait_ms: 0 };

export function added(rows: readonly Served[]): Served {
  return rows.reduce(
    (sum, row) => ({
      offered: sum.offered + row.offered,
      answered: sum.answered + row.answered,
      abandoned: sum.abandoned + row.abandoned,
      in_time: sum.in_time + row.in_time,
      counted: sum.counted + row.counted,
      answered_wait_ms: sum.answered_wait_ms + row.answered_wait_ms,
    }),
    NOBODY,
  );
}

/** The share of calls served in time, 0 to 1; null where there is nothing to divide by. */
export function levelOf({ in_time, counted }: Served): number | null {
  return counted === 0 ? null : in_time / counted;
}

export function isFree({ status, activity, ready_at }: Staff): boolean {
  return status === "ready" && activity === "idle" && ready_at === null;
}

/** Every group that somebody waits in, works for, or called today; each keeps its place. */
export function groupsOf(state: SupervisorState, by: Grouping): readonly Group[] {
  const calls = [...state.calls.values()].filter((call) => call.state === "waiting");
  const rows = state.figures?.today ?? [];
  const staff = [...state.staff.values()].filter((person) => person.status !== "offline");
  const agents = staff.filter((person) => person.role === "agent");
  const known = by === "location" ? state.locations.map((each) => each.location_id) : [];
  const centres = by === "centre" ? agents.map((person) => person.centre) : [];
  const ids = new Set([
    ...known,
    ...centres,
    ...calls.map((call) => idOf(call, by)),
    ...rows.map((row) => idOfRow(row, by)),
  ]);
  ids.delete("");
  return [...ids]
    .map((id) => {
      const own = calls.filter((call) => idOf(call, by) === id);
      const people = agents.filter((person) => serves(state, person, by, id));
      const interpreters = staff.filter(
        (person) => person.role === "interpreter" && person.languages.includes(id),
      );
      return {
        id,
        waiting: own.length,
        longestSince: own.length === 0 ? null : Math.min(...own.map(waitsSince)),
        expected: expectedOf(state, own),
        ready: people.filter(isFree).length,
        staffed: people.filter((person) => person.status === "ready").length,
        interpreters:
          by === "language"
            ? { free: interpreters.filter(isFree).length, present: interpreters.length }
            : null,
        served: added(rows.filter((row) => idOfRow(row, by) === id)),
      };
    })
    .sort((a, b) => a.id.localeCompare(b.id));
}

function expectedOf({ figures }: SupervisorState, calls: readonly Call[]): number | null {
  const ids = new Set(calls.map((call) => call.call_id));
  const expected = (figures?.forecasts ?? [])
    .filter((each) => ids.has(each.call_id))
    .map((each) => each.expected_s);
  return expected.length === 0 ? null : Math.max(...expected);
}

function idOf(call: Call, by: Grouping): string {
  return by === "location" ? call.location : by === "centre" ? call.centre : call.language;
}

function idOfRow(row: ServiceRow, by: Grouping): string {
  return by === "location" ? row.location : by === "centre" ? (row.centre ?? "") : row.language;
}

function serves({ calls, figures }: SupervisorState, person: Staff, by: Grouping, id: string): boolean {
  if (by === "language") return person.languages.includes(id);
  if (by === "centre") return person.centre === id;
  const row = figures?.today.find((each) => each.location === id);
  const call = [...calls.values()].find((each) => each.location === id);
  return person.centre === (row?.centre ?? call?.centre);
}
