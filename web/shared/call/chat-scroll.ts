/** Keeps the newest line of a chat in sight, unless its reader has scrolled up. */
import type { ChatEntry } from "../protocol/server.ts";

/** So near to the end counts as reading the newest line. */
const NEAR_PX = 40;

/** What is needed of the scrolling element. */
export interface Scroller {
  scrollTop: number;
  readonly scrollHeight: number;
  readonly clientHeight: number;
}

export class ChatScroll {
  /** A message came that the reader hasn't seen. */
  unseen = false;
  private following = true;
  private newest: string | null = null;
  private readonly onChange: () => void;

  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  /** Call after each rendering. */
  rendered(log: Scroller | null, chat: readonly ChatEntry[], self: string): void {
    const entry = chat.at(-1);
    const isNew = entry !== undefined && entry.entry_id !== this.newest;
    this.newest = entry?.entry_id ?? null;
    if (!entry) this.following = true;
    if (!log) return;
    if (isNew && entry.participant_id === self) this.following = true;
    if (this.following) {
      if (log.scrollTop + log.clientHeight < log.scrollHeight) log.scrollTop = log.scrollHeight;
      this.setUnseen(false);
    } else if (isNew) {
      this.setUnseen(true);
    }
  }

  /** The reader, or this, has scrolled. */
  scrolled(log: Scroller): void {
    this.following = log.scrollHeight - log.scrollTop - log.clientHeight <= NEAR_PX;
    if (this.following) this.setUnseen(false);
  }

  toNewest(log: Scroller): void {
    this.following = true;
    log.scrollTop = log.scrollHeight;
    this.setUnseen(false);
  }

  private setUnseen(unseen: boolean): void {
    if (this.unseen === unseen) return;
    this.unseen = unseen;
    this.onChange();
  }
}
