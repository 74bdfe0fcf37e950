/**
 * Real-time text (EN 301 549, 6.2): what somebody types is seen by the others while it is typed. Pure but for a timer.
 *
 * A page sends the whole line so far, so that a message lost or overtaken by another does no harm: of two the higher
 * revision counts. Nothing of it is kept; what is finished goes its way as an ordinary chat entry of the same id.
 */
import type { ChatEntry, TextTyped } from "../protocol/server.ts";

/** A line nobody has touched this long is not shown any more. */
export const ABANDONED_MS = 30_000;
/** At most this often a line is sent. */
export const PACE_MS = 300;

export interface LiveLine {
  readonly entryId: string;
  readonly revision: number;
  readonly text: string;
  /** When it was last changed, local time. */
  readonly at: number;
}

/** The line each participant is at, by their id; an empty one was given up. */
export type LiveLines = Readonly<Record<string, LiveLine>>;

/** Return the lines after somebody typed. */
export function typed(
  before: LiveLines,
  message: TextTyped,
  chat: readonly ChatEntry[],
  now: number,
): LiveLines {
  const { participant_id, entry_id, revision, text } = message;
  const known = before[participant_id];
  const isOld = known?.entryId === entry_id && known.revision >= revision;
  if (isOld || chat.some((entry) => entry.entry_id === entry_id)) return before;
  return { ...before, [participant_id]: { entryId: entry_id, revision, text, at: now } };
}

/** Return the lines after one of them was finished. */
export function settled(before: LiveLines, entry: ChatEntry): LiveLines {
  if (before[entry.participant_id]?.entryId !== entry.entry_id) return before;
  const { [entry.participant_id]: _finished, ...others } = before;
  return others;
}

/** Return what is shown at local time `now`, by participant: lines with something in them, of people who are there. */
export function shownLines(
  lines: LiveLines,
  present: readonly string[],
  now: number,
): readonly (readonly [string, LiveLine])[] {
  return present.flatMap((id) => {
    const line = lines[id];
    return line?.text && now - line.at < ABANDONED_MS ? [[id, line] as const] : [];
  });
}

export interface Line {
  readonly call_id: string;
  readonly entry_id: string;
  readonly revision: number;
  readonly text: string;
}

export interface TypingOptions {
  /** Send a line; resolves when the server has it. Its failure costs nothing but this one state of the line. */
  send(line: Line): Promise<unknown>;
  newId?: () => string;
}

/** What the user of this page types, on its way to the others, for one call at a time. */
export class Typing {
  /** Whether the others see it. */
  shared = false;
  private readonly send: TypingOptions["send"];
  private readonly newId: () => string;
  private callId = "";
  private entryId = "";
  private revision = 0;
  private text = "";
  /** What the others have last been told. */
  private told = "";
  private resting = false;

  constructor({ send, newId = () => crypto.randomUUID() }: TypingOptions) {
    this.send = send;
    this.newId = newId;
  }

  /**
   * Begin a call, in which text is shared or not until its user says otherwise; harmless to repeat. A line that was
   * lost with an earlier page of this user goes, or the others would see it until it counts as abandoned.
   */
  enter(callId: string, isShared: (callId: string) => boolean): void {
    if (this.callId === callId) return;
    this.callId = callId;
    this.shared = isShared(callId);
    this.begin();
    void this.send({ call_id: callId, entry_id: this.entryId, revision: 0, text: "" }).catch(() => undefined);
  }

  /** Forget what belongs to another call than this; null: there is none. */
  keep(callId: string | null): void {
    if (this.callId === (callId ?? "")) return;
    this.callId = "";
    this.begin();
  }

  /** Let the others see what is typed, or no longer: then what they see of this line goes too. */
  share(shared: boolean): void {
    this.shared = shared;
    this.tell();
  }

  /** How long the line is now. */
  get length(): number {
    return this.text.length;
  }

  /** The line is this now. */
  type(text: string): void {
    this.text = text;
    this.tell();
  }

  /** The line is finished: return the id to post it under, and begin the next. */
  finish(): string {
    const id = this.entryId;
    this.begin();
    return id;
  }

  private begin(): void {
    this.entryId = this.newId();
    this.revision = 0;
    this.text = this.told = "";
  }

  private tell(): void {
    const text = this.shared ? this.text : "";
    if (this.resting || text === this.told) return;
    this.told = text;
    this.revision += 1;
    this.resting = true;
    const line = { call_id: this.callId, entry_id: this.entryId, revision: this.revision, text };
    const answered = this.send(line).catch(() => undefined);
    const pause = new Promise<void>((resolve) => setTimeout(resolve, PACE_MS));
    void Promise.all([answered, pause]).then(() => {
      this.resting = false;
      this.tell();
    });
  }
}
