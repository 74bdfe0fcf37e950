/** What was written here and hasn't come back in the conversation: shown, and repeated until the server has it. */
import type { ChatEntry } from "../protocol/server.ts";
import { type ErrorCode, Refused } from "../protocol/socket.ts";

/** A character more, and the server refuses it. */
export const LONGEST = 2000;
/** This near to the end it is said how many are left. */
export const NEAR_END = 200;
/** Sent and come back within this, nobody need know that it wasn't at once. */
export const PATIENCE_MS = 1500;
/** After this long it is tried again. */
export const PAUSE_MS = 2000;

export interface Unsent {
  readonly callId: string;
  readonly entryId: string;
  readonly text: string;
  /** When it was written, by the server's clock. */
  readonly at: number;
  /** The server has it; it is shown till it comes back. */
  readonly taken: boolean;
  /** The server won't take it; null while it may. */
  readonly refused: ErrorCode | null;
}

export interface OutboxOptions {
  /** Rejects with `Refused` when the server can't, or won't. */
  post(entry: Unsent): Promise<unknown>;
  onChange(): void;
}

export class ChatOutbox {
  private readonly options: OutboxOptions;
  private entries: readonly Unsent[] = [];
  private isPosting = false;

  constructor(options: OutboxOptions) {
    this.options = options;
  }

  /** Return what isn't in `chat` of the call, in the order in which it was written. */
  unsent(callId: string, chat: readonly ChatEntry[]): readonly Unsent[] {
    const has = new Set(chat.map((entry) => entry.entry_id));
    return this.entries.filter((each) => each.callId === callId && !has.has(each.entryId));
  }

  /** Write `text` under an id of its own. */
  write(callId: string, entryId: string, text: string, now: number): void {
    this.entries = [...this.entries, { callId, entryId, text, at: now, taken: false, refused: null }];
    this.options.onChange();
    this.next();
  }

  /** Try what was refused once more. */
  retry(entryId: string): void {
    this.replace(entryId, { refused: null });
    this.next();
  }

  /** Forget what belongs to another call, and what has arrived. */
  keep(callId: string | null, chat: readonly ChatEntry[]): void {
    if (this.entries.length > 0) this.entries = callId === null ? [] : this.unsent(callId, chat);
  }

  /** One after the other, so that they arrive in the order in which they were written. */
  private next(): void {
    const entry = this.entries.find((each) => !each.taken && each.refused === null);
    if (!entry || this.isPosting) return;
    this.isPosting = true;
    const goOn = () => {
      this.isPosting = false;
      this.options.onChange();
      this.next();
    };
    this.options.post(entry).then(
      () => {
        this.replace(entry.entryId, { taken: true });
        goOn();
      },
      (error: unknown) => {
        const code = error instanceof Refused ? error.code : "unavailable";
        if (code === "unavailable" || code === "too_many") setTimeout(goOn, PAUSE_MS);
        else {
          this.replace(entry.entryId, { refused: code });
          goOn();
        }
      },
    );
  }

  private replace(entryId: string, fields: Partial<Unsent>): void {
    this.entries = this.entries.map((each) => (each.entryId === entryId ? { ...each, ...fields } : each));
  }
}
