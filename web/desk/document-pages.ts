/** Pages of a document as pictures: which files can be shown, how large a page is drawn, and turning pages. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Why a file can't be shown. */
export type DocumentProblem = "wrong_type" | "too_big" | "too_long" | "broken" | "locked";

export class Unreadable extends Error {
  readonly problem: DocumentProblem;

  constructor(problem: DocumentProblem) {
    super(problem);
    this.problem = problem;
  }
}

export const PDF = "application/pdf";
/** What the user can pick, as an `accept` of a file input. */
export const ACCEPTED = ["image/png", "image/jpeg", "image/webp", PDF] as const;
export const MOST_MB = 25;
export const MOST_PAGES = 200;

/** Both as a full HD screen has them: text stays legible, and a browser can send it. */
const LONGEST = 1920;
const MOST_PIXELS = 1920 * 1080;
/** A ribbon of a picture gets paper around it. */
const SHORTEST = 240;

/** Say what is wrong with a file before it is opened; null if nothing is. */
export function objectionTo(file: { readonly type: string; readonly size: number }): DocumentProblem | null {
  if (!ACCEPTED.some((type) => type === file.type)) return "wrong_type";
  if (file.size > MOST_MB * 1_000_000) return "too_big";
  return file.size === 0 ? "broken" : null;
}

export interface Sheet extends Size {
  /** Where the page is drawn, whole. */
  readonly page: Size & { readonly x: number; readonly y: number };
}

/** Return the sheet a page of this size is drawn on, in pixels; both sides are even, as encoders want them. */
export function sheetOf({ width, height }: Size): Sheet {
  const scale = Math.min(LONGEST / Math.max(width, height), Math.sqrt(MOST_PIXELS / (width * height)));
  const page = { width: Math.max(1, width * scale), height: Math.max(1, height * scale) };
  const sheet = { width: sideOf(page.width), height: sideOf(page.height) };
  return {
    ...sheet,
    page: { ...page, x: (sheet.width - page.width) / 2, y: (sheet.height - page.height) / 2 },
  };
}

function sideOf(length: number): number {
  return Math.max(SHORTEST, 2 * Math.round(length / 2));
}

/** Return the page that a key leads to from `page`; null if it isn't one that turns pages. */
export function turned(key: string, page: number, count: number): number | null {
  const to = new Map([
    ["ArrowRight", page + 1],
    ["ArrowDown", page + 1],
    ["PageDown", page + 1],
    ["ArrowLeft", page - 1],
    ["ArrowUp", page - 1],
    ["PageUp", page - 1],
    ["Home", 1],
    ["End", count],
  ]).get(key);
  return to === undefined ? null : within(to, count);
}

/** Return the page nearest to `page` that there is. */
export function within(page: number, count: number): number {
  return Math.min(count, Math.max(1, page));
}
