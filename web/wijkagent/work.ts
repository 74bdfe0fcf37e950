/** What the officer's page knows of callback requests: a pure reducer over the server's messages and the user's acts. */
import type {
  CallbackChanged,
  CallbackListed,
  CallbackRequest,
  CallbackView,
  Channel,
  MessageDelivered,
  ServerMessage,
} from "../shared/protocol/server.ts";
import type { ErrorCode, Question } from "../shared/protocol/socket.ts";

/** What is done with a request after a moment in which it can be undone. */
export interface Errand {
  readonly kind: "spoken" | "answered" | "missed" | "put_back" | "needless" | "referred";
  readonly question: Question;
  /** When it is sent, local time. */
  readonly at: number;
  /** It may be a slip, on what nobody of us had: it is asked about, and left undone when the page goes. */
  readonly isUnsure: boolean;
}

/** What a dialog asks. */
export type Dialog =
  | { readonly kind: "plan"; readonly id: string; readonly moments: readonly number[] | null }
  | { readonly kind: "hand_over"; readonly id: string }
  /** The citizen would rather be phoned: really ask them to come by video? */
  | { readonly kind: "video"; readonly id: string };

export interface Work {
  /** False until the server has said what there is to do. */
  readonly known: boolean;
  readonly queues: readonly string[];
  readonly views: ReadonlyMap<string, CallbackView>;
  /** How many more there are than the server lists. */
  readonly further: number;
  /** Requests that were heard of, and are to be read with who their citizen is. */
  readonly unread: readonly string[];
  /** Changed since the list was asked for, which may not know it. */
  readonly fresh: readonly string[];
  /** The one that is unfolded. */
  readonly opened: string | null;
  /** Something is being done with these. */
  readonly busy: readonly string[];
  /** What was refused last, by request. */
  readonly problems: Readonly<Record<string, ErrorCode>>;
  readonly errands: Readonly<Record<string, Errand>>;
  readonly dialog: Dialog | null;
  /** The request whose conversation is to begin as soon as it rings here. */
  readonly starting: string | null;
}

export const NO_WORK: Work = {
  known: false,
  queues: [],
  views: new Map(),
  further: 0,
  unread: [],
  fresh: [],
  opened: null,
  busy: [],
  problems: {},
  errands: {},
  dialog: null,
  starting: null,
};

export type WorkAction =
  | { readonly kind: "message"; readonly message: ServerMessage; readonly self: string }
  /** The list is asked for. */
  | { readonly kind: "listing" }
  /** What was to be read can't be, and isn't ours. */
  | { readonly kind: "gone"; readonly id: string }
  | { readonly kind: "opened"; readonly id: string | null }
  | { readonly kind: "began"; readonly id: string }
  | { readonly kind: "settled"; readonly id: string; readonly problem: ErrorCode | null }
  | { readonly kind: "promised"; readonly id: string; readonly errand: Errand }
  | { readonly kind: "undone"; readonly id: string }
  | { readonly kind: "asked"; readonly dialog: Dialog | null }
  | { readonly kind: "starting"; readonly id: string | null };

export function reduceWork(work: Work, action: WorkAction): Work {
  switch (action.kind) {
    case "message":
      return receive(work, action.message, action.self);
    case "listing":
      return { ...work, fresh: [] };
    case "gone":
      return without(work, action.id);
    case "opened":
      return { ...work, opened: action.id };
    case "began": {
      const { [action.id]: _done, ...errands } = work.errands;
      const { [action.id]: _old, ...problems } = work.problems;
      return { ...work, busy: [...work.busy, action.id], errands, problems };
    }
    case "settled": {
      const busy = work.busy.filter((each) => each !== action.id);
      const problems = action.problem ? { ...work.problems, [action.id]: action.problem } : work.problems;
      return { ...work, busy, problems };
    }
    case "promised":
      return { ...work, errands: { ...work.errands, [action.id]: action.errand } };
    case "undone": {
      const { [action.id]: _undone, ...errands } = work.errands;
      return { ...work, errands };
    }
    case "asked": {
      // What was refused in a dialog is said in that dialog.
      const { [work.dialog?.id ?? ""]: _said, ...problems } = work.problems;
      return { ...work, dialog: action.dialog, problems };
    }
    case "starting":
      return { ...work, starting: action.id };
  }
}

function receive(work: Work, message: ServerMessage, self: string): Work {
  switch (message.type) {
    case "callback.listed":
      return listed(work, message);
    case "callback.told":
      return told(work, message.callback, self);
    case "callback.changed":
      return changed(work, message, self);
    case "message.delivered":
      return delivered(work, message);
    case "callback.proposed":
      return work.dialog?.kind === "plan"
        ? { ...work, dialog: { ...work.dialog, moments: message.moments } }
        : work;
    case "reservation.created":
      // It rings: whatever a dialog asks can wait.
      return message.reservation.staff_id === self ? { ...work, dialog: null } : work;
    default:
      return work;
  }
}

function listed(work: Work, { callbacks, count, queues }: CallbackListed): Work {
  const views = new Map(callbacks.map((view) => [view.request.request_id, view]));
  for (const id of work.fresh) {
    const known = work.views.get(id);
    if (known && known.request.revision >= (views.get(id)?.request.revision ?? 0)) views.set(id, known);
  }
  const opened = work.opened !== null && views.has(work.opened) ? work.opened : null;
  return { ...work, known: true, queues, views, further: Math.max(0, count - callbacks.length), opened };
}

/** Say whether a request is this person's to work on, or to know of. */
function concerns({ queues }: Work, request: CallbackRequest, self: string): boolean {
  if (request.state === "closed") return request.withdrawn?.staff_id === self;
  return request.staff_id === self || queues.includes(request.queue);
}

function told(work: Work, view: CallbackView, self: string): Work {
  const { request } = view;
  const id = request.request_id;
  const unread = work.unread.filter((each) => each !== id);
  if (!concerns(work, request, self)) return without({ ...work, unread }, id);
  if ((work.views.get(id)?.request.revision ?? 0) > request.revision) return { ...work, unread };
  return put({ ...work, unread }, view);
}

function changed(work: Work, { request, step }: CallbackChanged, self: string): Work {
  const id = request.request_id;
  if (!concerns(work, request, self)) return without(work, id);
  const known = work.views.get(id);
  if (known && request.state === "closed") return put(without(work, id), { ...known, request });
  if (known && known.request.revision > request.revision) return work;
  // A note, and a citizen of whom nothing was known, are in no event.
  const isUnread = (known === undefined || step === "note") && !work.unread.includes(id);
  const next = isUnread ? { ...work, unread: [...work.unread, id] } : work;
  return known ? put(next, { ...known, request }) : next;
}

function put(work: Work, view: CallbackView): Work {
  const id = view.request.request_id;
  const fresh = work.fresh.includes(id) ? work.fresh : [...work.fresh, id];
  const starting = work.starting === id && !isWaitedFor(view.request) ? null : work.starting;
  return { ...work, fresh, starting, views: new Map([...work.views, [id, view]]) };
}

function delivered(work: Work, { request_id, delivery }: MessageDelivered): Work {
  const view = work.views.get(request_id);
  if (!view) return work;
  const others = view.deliveries.filter((each) => each.message_id !== delivery.message_id);
  return put(work, { ...view, deliveries: [...others, delivery] });
}

/** Forget a request, and all that goes on about it. */
function without(work: Work, id: string): Work {
  const views = new Map(work.views);
  views.delete(id);
  const { [id]: _errand, ...errands } = work.errands;
  const { [id]: _problem, ...problems } = work.problems;
  return {
    ...work,
    views,
    errands,
    problems,
    unread: work.unread.filter((each) => each !== id),
    fresh: work.fresh.filter((each) => each !== id),
    opened: work.opened === id ? null : work.opened,
    dialog: work.dialog?.id === id ? null : work.dialog,
    starting: work.starting === id ? null : work.starting,
  };
}

/** Return how many requests there are to work on: what a citizen called off is none any more. */
export function countOf({ views, further }: Work): number {
  return [...views.values()].filter((view) => view.request.withdrawn === null).length + further;
}

/** Say whether the citizen is in the waiting room, and nobody is with them yet. */
export function isWaitedFor({ invitation, state, call_id }: CallbackRequest): boolean {
  return (invitation?.arrived_at ?? null) !== null && call_id !== null && state !== "talking";
}

/** Return how a citizen is to be reached next: what was agreed on, or else what they like. */
export function channelOf({ appointment, wishes }: CallbackRequest): Channel {
  return appointment?.channel ?? wishes.channel;
}

/** Say whether a citizen is to be written: they can't hear or speak, and there is no video. */
export function isWritten({ appointment, wishes }: CallbackRequest): boolean {
  const { channel, needs } = wishes;
  const isUnphoned = needs.includes("without_hearing") || needs.includes("without_voice");
  return appointment === null && channel === "phone" && isUnphoned;
}

/** Say whether a conversation by video should have begun by now, and its citizen isn't there. */
export function isLate({ state, invitation, appointment }: CallbackRequest, now: number): boolean {
  if (state !== "planned" || !invitation || invitation.arrived_at !== null) return false;
  return appointment !== null && appointment.starts_at <= now;
}
