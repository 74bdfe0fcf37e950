/** Who works when: groups of people by hour of the week, and how that is changed. */
import type { StaffGroup, StaffingWeek } from "../../shared/protocol/api.ts";

export const DAYS = 7;
export const HOURS = 24;
/** As many of a group as can be at work at a time. */
export const MOST_AT_ONCE = 200;
const WEEKDAYS = [0, 1, 2, 3, 4] as const;
/** What is shown of a day on which nobody called or worked. */
const USUAL_HOURS: readonly [number, number] = [8, 20];

export type Heads = readonly (readonly number[])[];
export type Role = StaffGroup["role"];

export function nobody(): number[][] {
  return Array.from({ length: DAYS }, () => Array.from({ length: HOURS }, () => 0));
}

/** Give one hour of one day another number of people. */
export function withHeads(people: Heads, day: number, hour: number, heads: number): number[][] {
  const kept = Math.min(MOST_AT_ONCE, Math.max(0, Math.round(heads) || 0));
  return people.map((hours, each) => hours.map((count, at) => (each === day && at === hour ? kept : count)));
}

/** Add so many people to the hours of a day in which `works` says that it is worked. */
export function withMore(people: Heads, day: number, more: number, works: readonly boolean[]): number[][] {
  return people.map((hours, each) =>
    hours.map((count, at) =>
      each === day && works[at] ? Math.min(MOST_AT_ONCE, Math.max(0, count + more)) : count,
    ),
  );
}

/** Let other days be as this one: all of them, or Monday to Friday. */
export function withDayOn(people: Heads, day: number, on: "all" | "weekdays"): number[][] {
  const days: readonly number[] = on === "all" ? people.map((_, each) => each) : WEEKDAYS;
  return people.map((hours, each) => [...((days.includes(each) ? people[day] : hours) ?? [])]);
}

/** The hours of the day in which anybody called or worked on any day of the week: first, and the one after the last. */
export function workedHours(week: StaffingWeek, groups: readonly StaffGroup[]): readonly [number, number] {
  const weeks: readonly Heads[] = [week.arrivals, ...groups.map((group) => group.people)];
  const worked = Array.from({ length: HOURS }, (_, hour) =>
    weeks.some((days) => days.some((hours) => (hours[hour] ?? 0) > 0)),
  );
  const first = worked.indexOf(true);
  return first < 0 ? USUAL_HOURS : [first, worked.lastIndexOf(true) + 1];
}

/** In which hours of a day somebody called or worked. */
export function worksOn(week: StaffingWeek, groups: readonly StaffGroup[], day: number): boolean[] {
  return Array.from({ length: HOURS }, (_, hour) =>
    [week.arrivals, ...groups.map((group) => group.people)].some((days) => (days[day]?.[hour] ?? 0) > 0),
  );
}

/** Person-hours a week of people of a role. */
export function hoursOf(groups: readonly StaffGroup[], role: Role): number {
  return groups
    .filter((group) => group.role === role)
    .reduce((sum, group) => sum + group.people.flat().reduce((all, heads) => all + heads, 0), 0);
}

export function sameGroups(one: readonly StaffGroup[], other: readonly StaffGroup[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Mondays of the weeks that are over, the latest first, as dates `YYYY-MM-DD`. */
export function pastMondays(now: number, count: number): string[] {
  const today = new Date(now);
  const sinceMonday = (today.getDay() + 6) % 7;
  return Array.from({ length: count }, (_, number) => {
    const monday = new Date(
      today.getFullYear(),
      today.getMonth(),
      today.getDate() - sinceMonday - 7 * (number + 1),
    );
    const two = (value: number) => String(value).padStart(2, "0");
    return `${monday.getFullYear()}-${two(monday.getMonth() + 1)}-${two(monday.getDate())}`;
  });
}
