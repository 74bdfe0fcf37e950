/** On which days an officer is absent, and who could stand in. Pure. */
import type { Absence, Officer, TeamView } from "../protocol/server.ts";
import { dateIn, momentOf } from "./moments.ts";

const DAY_MS = 86_400_000;

export type SpanProblem = "past" | "order";

/** Return the officers who could stand in, each once, by name. Pure. */
export function standIns(teams: readonly TeamView[], self: string): readonly Officer[] {
  const all = new Map(teams.flatMap((team) => team.officers).map((each) => [each.staff_id, each]));
  all.delete(self);
  return [...all.values()].sort((a, b) => a.display_name.localeCompare(b.display_name));
}

/** Return from when until when somebody is absent who is so on all of these days; or what is wrong. Pure. */
export function spanOf(
  first: string,
  last: string,
  now: number,
): Pick<Absence, "starts_at" | "ends_at"> | SpanProblem {
  const starts_at = momentOf(first, "00:00");
  const noon = momentOf(last, "12:00");
  if (starts_at === null || noon === null || first > last) return "order";
  // The day after, whatever the clock does that night.
  const ends_at = momentOf(dateIn(noon + DAY_MS), "00:00") ?? noon;
  return ends_at <= now ? "past" : { starts_at, ends_at };
}
