/** In which order an officer sees the requests: what to do next comes first. Pure. */
import type { CallbackRequest, CallbackView } from "../shared/protocol/server.ts";
import { isWaitedFor, type Work } from "./work.ts";

export interface Groups {
  /** Whose citizen is in the waiting room: now. */
  readonly now: readonly CallbackView[];
  /** What citizens called off, to be known. */
  readonly news: readonly CallbackView[];
  /** The own ones: invited, planned, taken. */
  readonly mine: readonly CallbackView[];
  /** Those anybody of the team may take. */
  readonly team: readonly CallbackView[];
  /** Tried in vain, and not to be tried again yet. */
  readonly later: readonly CallbackView[];
  /** Those that colleagues have. */
  readonly others: readonly CallbackView[];
}

/** A planned conversation is soon this long before it begins. */
const SOON_MS = 3_600_000;

/** Return the requests in groups; `now`: server time. */
export function groupsOf({ views }: Pick<Work, "views">, self: string, now: number): Groups {
  const [news, all] = parted([...views.values()], ({ request }) => request.withdrawn !== null);
  const isMine = ({ request }: CallbackView) => request.staff_id === self;
  const waits = (view: CallbackView) => isMine(view) && isWaitedFor(view.request);
  const isFree = ({ request }: CallbackView) => request.state === "waiting";
  const isLater = ({ request }: CallbackView) => (request.not_before ?? 0) > now;
  return {
    now: all.filter(waits).sort((a, b) => arrived(a.request) - arrived(b.request)),
    news: news.sort((a, b) => (a.request.closed_at ?? 0) - (b.request.closed_at ?? 0)),
    mine: all.filter((view) => isMine(view) && !waits(view)).sort(byRank(now)),
    team: all.filter((view) => isFree(view) && !isLater(view)).sort(byDue),
    later: all
      .filter((view) => isFree(view) && isLater(view))
      .sort((a, b) => (a.request.not_before ?? 0) - (b.request.not_before ?? 0)),
    others: all.filter((view) => !isMine(view) && !isFree(view)).sort(byDue),
  };
}

/** Return those of whom something is true, and the others. */
function parted<T>(all: readonly T[], is: (each: T) => boolean): readonly [T[], T[]] {
  return [all.filter(is), all.filter((each) => !is(each))];
}

function arrived({ invitation }: CallbackRequest): number {
  return invitation?.arrived_at ?? 0;
}

function byDue({ request: a }: CallbackView, { request: b }: CallbackView): number {
  return Number(b.urgent) - Number(a.urgent) || a.due_at - b.due_at || a.requested_at - b.requested_at;
}

function byRank(now: number): (a: CallbackView, b: CallbackView) => number {
  return (a, b) => {
    const byKind = rankOf(a.request, now) - rankOf(b.request, now);
    if (byKind !== 0) return byKind;
    const starts = (a.request.appointment?.starts_at ?? 0) - (b.request.appointment?.starts_at ?? 0);
    return starts || byDue(a, b);
  };
}

/** What calls for the own attention soonest ranks lowest. */
function rankOf({ state, appointment, wants_other_moment }: CallbackRequest, now: number): number {
  if (state === "talking") return 0;
  if (state === "invited") return 1;
  if (appointment && appointment.starts_at - SOON_MS <= now) return 2;
  if (wants_other_moment) return 3;
  return state === "claimed" ? 4 : 5;
}
