/** What is said between the messages of a chat, such as from where on somebody reads along. Pure. */
import type { ChatEntry } from "../protocol/server.ts";

export interface ChatMark {
  /** Server time, epoch ms. */
  readonly at: number;
  readonly text: string;
}

export type ChatLine = { readonly entry: ChatEntry } | { readonly mark: ChatMark };

/** Return messages and marks in one row: a mark stands before the first message that is not older than it. */
export function withMarks(entries: readonly ChatEntry[], marks: readonly ChatMark[]): readonly ChatLine[] {
  const waiting = [...marks].sort((a, b) => a.at - b.at);
  const lines: ChatLine[] = [];
  for (const entry of entries) {
    while (waiting[0] && waiting[0].at <= entry.at) lines.push({ mark: waiting.shift() as ChatMark });
    lines.push({ entry });
  }
  return [...lines, ...waiting.map((mark) => ({ mark }))];
}

/** Return what tells the lines apart. */
export function keyOf(line: ChatLine): string {
  return "entry" in line ? line.entry.entry_id : `mark-${line.mark.at}`;
}
