/** What the audit log's screen shows: what is looked for, and the lines found so far. Pure. */
import type { AuditLine, AuditPage, ChainState } from "../../shared/protocol/api.ts";
import type { Query } from "../../shared/staff/api.ts";

/** Kinds of actions to choose from, and the actions, or first words of them, that they stand for. */
export const KINDS = {
  call: "call,reservation,seat,disposition,note,flag",
  callback: "callback",
  staff: "staff",
  location: "location",
  booth: "help,enrolment,booth",
  alert: "alert",
  document: "document",
  sign_in: "sign_in,password,second_step,recovery_code,account",
  data: "export,erasure,callback.erase",
} as const;
export type Kind = keyof typeof KINDS;

/** Lines asked for at once. */
export const PAGE = 50;

export interface Filter {
  readonly text: string;
  /** Who did it, by id. */
  readonly by: string;
  readonly kind: Kind | "";
  /** First and last day, as date fields have them; empty = any. */
  readonly from: string;
  readonly to: string;
  /** What it was done to: id, and what it is called here. */
  readonly subject: { readonly id: string; readonly name: string } | null;
}

export type Problem = "failed" | "unreachable";

export interface AuditState {
  readonly filter: Filter;
  /** The newest first. */
  readonly lines: readonly AuditLine[];
  /** Whether the lines are those of another filter, until the first of this one have come. */
  readonly isStale: boolean;
  readonly isAsking: boolean;
  /** Where older lines begin; null = there are none. */
  readonly next: number | null;
  /** The number up to which it was looked. */
  readonly newest: number;
  /** How far back was looked, epoch ms. */
  readonly backTo: number | null;
  readonly problem: Problem | null;
  readonly chain: ChainState | "checking" | "failed" | null;
  /** Everybody who did something, by id: who can be chosen. */
  readonly people: ReadonlyMap<string, string>;
}

export type AuditAction =
  | { readonly kind: "filter"; readonly change: Partial<Filter> }
  | { readonly kind: "asked" }
  /** The newest lines (those that came since, unless stale), or older ones that go on from what is shown. */
  | { readonly kind: "newest" | "older"; readonly page: AuditPage }
  | { readonly kind: "problem"; readonly problem: Problem }
  | { readonly kind: "chain"; readonly chain: AuditState["chain"] };

export const NO_FILTER: Filter = { text: "", by: "", kind: "", from: "", to: "", subject: null };

export const START: AuditState = {
  filter: NO_FILTER,
  lines: [],
  isStale: true,
  isAsking: true,
  next: null,
  newest: 0,
  backTo: null,
  problem: null,
  chain: null,
  people: new Map(),
};

export function reduceAudit(state: AuditState, action: AuditAction): AuditState {
  switch (action.kind) {
    case "filter":
      return { ...state, filter: { ...state.filter, ...action.change }, isStale: true, next: null };
    case "asked":
      return { ...state, isAsking: true };
    case "newest":
      return told(state, action.page, state.isStale ? null : withNewest(state.lines, action.page));
    case "older":
      return told(state, action.page, { lines: [...state.lines, ...action.page.entries], goesOn: true });
    case "problem":
      return { ...state, problem: action.problem, isAsking: false };
    case "chain":
      return { ...state, chain: action.chain };
  }
}

interface Joined {
  readonly lines: readonly AuditLine[];
  /** Whether `page` tells where older lines begin. */
  readonly goesOn: boolean;
}

/** Put lines that came since before those that are shown; null when others lie between. */
function withNewest(lines: readonly AuditLine[], { entries, next }: AuditPage): Joined | null {
  if (next !== null) return null;
  return { lines: entries.length === 0 ? lines : [...entries, ...lines], goesOn: false };
}

function told(state: AuditState, page: AuditPage, joined: Joined | null): AuditState {
  const { lines, goesOn } = joined ?? { lines: page.entries, goesOn: true };
  return {
    ...state,
    lines,
    isStale: false,
    isAsking: false,
    problem: null,
    next: goesOn ? page.next : state.next,
    newest: Math.max(page.newest, state.isStale ? 0 : state.newest),
    backTo: goesOn ? page.back_to : state.backTo,
    people: withPeople(state.people, page.entries),
  };
}

function withPeople(people: AuditState["people"], lines: readonly AuditLine[]): AuditState["people"] {
  const unknown = lines.filter(({ by }) => !people.has(by));
  if (unknown.length === 0) return people;
  return new Map([...people, ...unknown.map(({ by, by_name }) => [by, by_name ?? by] as const)]);
}

/** Whether the last day lies before the first. */
export function isWrongOrder({ from, to }: Pick<Filter, "from" | "to">): boolean {
  return from !== "" && to !== "" && to < from;
}

/** The time that the chosen days are, by this browser's clock. */
export function timeOf({ from, to }: Pick<Filter, "from" | "to">): {
  from_at: number | null;
  to_at: number | null;
} {
  return {
    from_at: from === "" ? null : midnight(from, 0),
    to_at: to === "" ? null : midnight(to, 1),
  };
}

function midnight(day: string, later: number): number {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return Math.max(0, new Date(year, month - 1, date + later).getTime());
}

/** From where on new lines are asked for: 0 = all, as those of this filter aren't there yet. */
export function seenOf({ isStale, newest }: AuditState): number {
  return isStale ? 0 : newest;
}

/** What the API is asked for; null while the days are in the wrong order. */
export function queryOf(filter: Filter): Query | null {
  if (isWrongOrder(filter)) return null;
  return {
    ...timeOf(filter),
    text: filter.text.trim() || null,
    by: filter.by || null,
    action: filter.kind === "" ? null : KINDS[filter.kind],
    subject: filter.subject?.id ?? null,
    limit: PAGE,
  };
}

export function isFiltered(filter: Filter): boolean {
  return JSON.stringify(filter) !== JSON.stringify(NO_FILTER);
}
