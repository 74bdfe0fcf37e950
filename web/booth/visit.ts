/**
 * What belongs to one visitor, and what they do before a call: pure.
 *
 * The language somebody speaks in the call and the one they read on the screen are two things: a call in Somali is
 * asked for on a screen in English. How the screen reads (language, size, contrast) is kept through a whole visit.
 */
import { type Conversation, NO_CONVERSATION } from "../shared/call/conversation.ts";
import { VISITOR_LANGUAGES } from "../shared/i18n/languages.ts";
import type { Call, EndReason, QueuePlaced, Subject } from "../shared/protocol/server.ts";

export type Need = Call["needs"][number];
export type Step = "home" | "tile" | "language" | "languages" | "subject" | "check";
export type Problem = "unknown_language" | "other" | "lost" | "deserted" | "stopped";
/** Why no call can be made now, though the visitor did everything right. */
export type Hindrance = "closed" | "closed_by_hand" | "queue_full" | "nobody_staffed";
/** Steps of the size of all text; 0 is the usual one. */
export type TextSize = 0 | 1 | 2;

export interface Finished {
  readonly callId: string;
  /** What to call the conversation by afterwards. */
  readonly reference: string;
  /** Local time. */
  readonly endedAt: number;
  readonly reason: EndReason | null;
  readonly rating: number | null;
  /** When the thank-you screen closes by itself, local time. */
  readonly closesAt: number;
}

/** How the screen reads for this visitor. */
export interface Reading {
  /** The language of the screen. */
  readonly reading: string;
  readonly textSize: TextSize;
  readonly contrast: boolean;
}

export interface Visit extends Reading {
  readonly step: Step;
  /** The language of the call. */
  readonly language: string;
  readonly subject: Subject | null;
  readonly needs: readonly Need[];
  /** Which tile of the location is open, by its number. */
  readonly tile: number | null;
  /** What is looked for among the further languages. */
  readonly search: string;
  /** The languages to read in are offered. */
  readonly readingOpen: boolean;
  /** The request for a conversation is on its way. */
  readonly requesting: boolean;
  /** A request was given up that may have reached the server: a call that comes of it is left at once. */
  readonly withdrawn: boolean;
  /** A call the visitor left, whose end the server has not said yet. */
  readonly leaving: string | null;
  readonly conversation: Conversation;
  readonly place: QueuePlaced | null;
  /** The place was told in this session: an older one is still held, but its estimate says nothing any more. */
  readonly placeIsFresh: boolean;
  /** When an estimate was last known, server time. */
  readonly estimatedAt: number;
  readonly finished: Finished | null;
  readonly helpOpen: boolean;
  /** Somebody anonymous is asked whether the camera may really go on. */
  readonly cameraAsked: boolean;
  readonly problem: Problem | null;
  /** Why the last request for a conversation was refused. */
  readonly hindrance: Hindrance | null;
  /** When a refused request is made again by itself, local time. */
  readonly retryAt: number | null;
  /** The visitor has hung up; when the conversation ends, local time, unless they change their mind. */
  readonly endingAt: number | null;
  /** When the visitor last touched the screen, local time. */
  readonly touchedAt: number;
}

export const NOBODY: Visit = {
  step: "home",
  reading: "nl",
  textSize: 0,
  contrast: false,
  language: "nl",
  subject: null,
  needs: [],
  tile: null,
  search: "",
  readingOpen: false,
  requesting: false,
  withdrawn: false,
  leaving: null,
  conversation: NO_CONVERSATION,
  place: null,
  placeIsFresh: false,
  estimatedAt: 0,
  finished: null,
  helpOpen: false,
  cameraAsked: false,
  problem: null,
  hindrance: null,
  retryAt: null,
  endingAt: null,
  touchedAt: 0,
};

export type VisitAction =
  | { readonly kind: "started" }
  | { readonly kind: "tile"; readonly tile: number }
  /** Offer the languages to read in, or stop. */
  | { readonly kind: "readings"; readonly open: boolean }
  /** Read the screen in another language, without choosing one for a call. */
  | { readonly kind: "reading"; readonly language: string }
  /** The next size of text; after the largest comes the usual one. */
  | { readonly kind: "text_size" }
  | { readonly kind: "contrast" }
  | { readonly kind: "languages" }
  | { readonly kind: "search"; readonly text: string }
  | { readonly kind: "language"; readonly language: string }
  | { readonly kind: "subject"; readonly subject: Subject }
  /** Want to be met so, or no longer. */
  | { readonly kind: "need"; readonly need: Need }
  | { readonly kind: "back" };

export function reduceVisit<V extends Visit>(visit: V, action: VisitAction): V {
  switch (action.kind) {
    case "started":
      return { ...visit, step: "language", problem: null, hindrance: null };
    case "tile":
      return { ...visit, step: "tile", tile: action.tile, problem: null };
    case "readings":
      return visit.readingOpen === action.open ? visit : { ...visit, readingOpen: action.open };
    case "reading":
      return { ...visit, reading: action.language, readingOpen: false };
    case "text_size":
      return { ...visit, textSize: ((visit.textSize + 1) % 3) as TextSize };
    case "contrast":
      return { ...visit, contrast: !visit.contrast };
    case "languages":
      return { ...visit, step: "languages", search: "", problem: null };
    case "search":
      return { ...visit, search: action.text };
    case "language":
      return {
        ...visit,
        step: "subject",
        language: action.language,
        reading: readingFor(visit, action.language),
        problem: null,
      };
    case "subject":
      return { ...visit, step: "check", subject: action.subject, problem: null };
    case "need": {
      const without = visit.needs.filter((need) => need !== action.need);
      return { ...visit, needs: without.length < visit.needs.length ? without : [...without, action.need] };
    }
    case "back":
      return back({ ...visit, requesting: false, withdrawn: isWithdrawn(visit) });
  }
}

/** The language to read in for somebody who speaks `language`: that one, if there are texts in it. */
export function readingFor({ reading }: Reading, language: string): string {
  return VISITOR_LANGUAGES.some(({ code }) => code === language) ? language : reading;
}

/** Say whether a call may still come of a request, once this visitor goes. */
export function isWithdrawn({ requesting, withdrawn }: Visit): boolean {
  return requesting || withdrawn;
}

/** Say whether `call` is the one that is asked for now. */
export function isRequested({ requesting, language, subject, needs }: Visit, call: Call): boolean {
  const isSame = call.language === language && call.subject === subject && call.needs.length === needs.length;
  return requesting && isSame && needs.every((need) => call.needs.includes(need));
}

/** How the screen reads now, to be kept over what else is forgotten. */
export function readingOf({ reading, textSize, contrast }: Reading): Reading {
  return { reading, textSize, contrast };
}

/** Say whether something on the first screen is as somebody left it. */
export function leftTraces(visit: Visit): boolean {
  const { reading, textSize, contrast, problem, readingOpen } = visit;
  return (
    reading !== NOBODY.reading ||
    textSize !== NOBODY.textSize ||
    contrast !== NOBODY.contrast ||
    problem !== null ||
    readingOpen
  );
}

function back<V extends Visit>(visit: V): V {
  const { leaving, withdrawn, touchedAt } = visit;
  switch (visit.step) {
    case "check":
      return { ...visit, step: "subject", subject: null, problem: null };
    case "subject":
    case "languages":
      return { ...visit, step: "language", problem: null };
    default:
      return { ...visit, ...NOBODY, ...readingOf(visit), leaving, withdrawn, touchedAt };
  }
}
