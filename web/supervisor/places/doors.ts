/** A supervisor closes a location, says what visitors read there, and opens it again. */
import type { Notice } from "../../shared/protocol/client.ts";
import type { ClosingView, LocationView } from "../../shared/protocol/server.ts";
import type { Question } from "../../shared/protocol/socket.ts";
import type { Done } from "../deeds/deed.ts";
import { nextMoment } from "./moment.ts";

/** Why a location may be closed, as visitors read it in their language. */
export const REASONS = ["technical", "safety", "no_staff", "occasion", "other"] as const;

export interface DoorsOptions {
  /** What the page is rendered below. */
  root: HTMLElement;
  /** Resolves with false when it was refused, which was told. */
  carryOut(question: Question, done: Done): Promise<boolean>;
  /** Server time, epoch ms. */
  now(): number;
  onChange(): void;
}

export type DoorActions = Pick<Doors, "close" | "open" | "write" | "leave" | "tell" | "isWriting">;

/** What is told at a closing, without who and when; a moment that is past isn't one. */
export function noticeOf(closing: ClosingView | null | undefined, now: number): Notice {
  const reopens_at = closing?.reopens_at ?? null;
  return {
    reason: closing?.reason ?? null,
    line: closing?.line ?? "",
    reopens_at: reopens_at !== null && reopens_at > now ? reopens_at : null,
  };
}

export class Doors {
  private readonly options: DoorsOptions;
  private writing: string | null = null;
  /** The closing that the form was begun on; null until it is known. */
  private seen: number | null = null;
  private isShown = false;

  constructor(options: DoorsOptions) {
    this.options = options;
  }

  /** The form comes into sight, and whoever closed goes on in it. */
  rendered(): void {
    const form = this.options.root.querySelector<HTMLElement>("[data-testid='notice-form']");
    if (form && !this.isShown) {
      form.scrollIntoView({ block: "center" });
      form.querySelector("select")?.focus({ preventScroll: true });
    }
    this.isShown = form !== null;
  }

  /** At once: who is in danger can't wait for a form. What visitors read comes after. */
  close({ location_id, name }: LocationView): void {
    this.begin(location_id);
    const undo = { type: "location.switch", location: location_id, open: true } as const;
    void this.options.carryOut({ ...undo, open: false }, { key: "deed.closed", name, undo: () => undo });
  }

  open({ location_id, name, closing }: LocationView): void {
    const question = { type: "location.switch", location: location_id, open: true } as const;
    const undo = { ...question, open: false, notice: noticeOf(closing, this.options.now()) };
    this.begin(null);
    void this.options.carryOut(
      { ...question, seen: closing?.at ?? 0 },
      { key: "deed.opened", name, undo: () => undo },
    );
  }

  /** Begin to say what visitors read. */
  write({ location_id }: LocationView): void {
    this.begin(location_id);
  }

  leave(): void {
    this.begin(null);
  }

  /** Whether what visitors read there is being written. */
  isWriting({ location_id, closing }: LocationView): boolean {
    if (this.writing !== location_id || !closing) return false;
    this.seen ??= closing.at;
    return true;
  }

  async tell({ location_id, name, timezone }: LocationView, fields: FormData): Promise<void> {
    const now = this.options.now();
    const time = String(fields.get("reopens"));
    const chosen = String(fields.get("reason"));
    const question = {
      type: "location.switch",
      location: location_id,
      open: false,
      notice: {
        reason: REASONS.find((each) => each === chosen) ?? null,
        line: String(fields.get("line")).trim(),
        reopens_at: nextMoment(time, now, timezone),
      },
      seen: this.seen ?? 0,
      why: String(fields.get("why")).trim(),
    } as const;
    const isDone = await this.options.carryOut(question, { key: "deed.told", name, undo: null });
    // Somebody else was first: theirs is shown by now, and what is sent next replaces that.
    if (isDone) this.begin(null);
    else this.seen = null;
  }

  private begin(location: string | null): void {
    this.writing = location;
    this.seen = null;
    this.options.onChange();
  }
}
