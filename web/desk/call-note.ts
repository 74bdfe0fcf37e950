/** Keeps the note on one call at the server: soon after typing, through reloads and lost connections. */

import type { Note } from "../shared/protocol/server.ts";
import { Refused, type Socket } from "../shared/protocol/socket.ts";
import { arrived, failed, isUnsaved, NO_NOTE, type NoteState, sent, told, typed } from "./note.ts";

/** Typing is over for now. */
const PAUSE_MS = 600;
const RETRY_MS = 2000;
const KEY = "callrouter.note.";

interface NoteOptions {
  staffId: string;
  callId: string;
  socket(): Pick<Socket, "ask">;
  changed(): void;
  /** Kept as long as the tab, and when it crashes. */
  storage: Storage;
}

export class CallNote {
  state: NoteState = NO_NOTE;
  /** The server takes no note on this call any longer. */
  closed = false;
  readonly callId: string;
  private readonly options: NoteOptions;
  private readonly key: string;
  private isAbandoned = false;
  private writing: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: NoteOptions) {
    this.options = options;
    this.callId = options.callId;
    this.key = `${KEY}${options.staffId}/${options.callId}`;
    const draft = this.options.storage.getItem(this.key);
    if (draft !== null) this.state = { ...(JSON.parse(draft) as NoteState), sending: null };
  }

  /** Send what an earlier page of this tab could not, on calls other than `current`; returns those notes. */
  static rescue(options: Omit<NoteOptions, "callId">, current: string | null): CallNote[] {
    const prefix = `${KEY}${options.staffId}/`;
    const { storage } = options;
    const calls = Object.keys(storage)
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length));
    return calls
      .filter((callId) => callId !== current)
      .map((callId) => {
        const note = new CallNote({ ...options, callId });
        void note.read();
        return note;
      });
  }

  /** Take every note out of `storage`. */
  static clear(storage: Storage): void {
    for (const key of Object.keys(storage).filter((each) => each.startsWith(KEY))) storage.removeItem(key);
  }

  /** Whether the server has all of it, or takes no more. */
  get isSettled(): boolean {
    return this.closed || (this.state.sending === null && !isUnsaved(this.state));
  }

  /** Send nothing any more: what isn't sent stays in the tab, for its writer. */
  abandon(): void {
    clearTimeout(this.timer);
    this.isAbandoned = true;
  }

  type(text: string): void {
    this.become(typed(this.state, text));
    this.soon(PAUSE_MS);
  }

  /** The server tells what it has; null = nothing. */
  told(note: Note | null, certain = false): void {
    this.become(told(this.state, note ?? NO_NOTE.kept, certain));
    this.soon(0);
  }

  /** Ask the server what it has; returns all it shows, null if it couldn't be asked. */
  async read(): Promise<readonly Note[] | null> {
    const { callId, staffId } = this.options;
    const answer = await this.options
      .socket()
      .ask({ type: "note.read", call_id: callId })
      .catch(() => null);
    if (!answer || this.isAbandoned) return null;
    this.told(answer.notes.find((note) => note.staff_id === staffId) ?? null, true);
    return answer.notes;
  }

  /** Send what isn't sent yet, now; resolves when what is on its way has arrived, or failed. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    const isBusy = this.isAbandoned || this.state.sending !== null;
    if (!isBusy && !this.isSettled) this.writing = this.write();
    return this.writing;
  }

  private async write(): Promise<void> {
    const { text, kept } = this.state;
    this.become(sent(this.state));
    try {
      const revision = kept.revision + 1;
      await this.options.socket().ask({ type: "note.write", call_id: this.callId, text, revision });
      this.become(arrived(this.state));
      this.soon(PAUSE_MS);
    } catch (error) {
      this.become(failed(this.state));
      // Without a connection the text stays in the tab, and goes when the page is back.
      if (error instanceof Refused && !this.isAbandoned) await this.refused(error);
    }
  }

  private async refused({ code }: Refused): Promise<void> {
    if (code === "changed_meanwhile") await this.read();
    else if (code === "unavailable" || code === "too_many" || code === "internal") this.soon(RETRY_MS);
    else {
      this.closed = true;
      this.options.storage.removeItem(this.key);
      this.options.changed();
    }
  }

  private soon(ms: number): void {
    clearTimeout(this.timer);
    if (isUnsaved(this.state) && !this.isAbandoned) this.timer = setTimeout(() => void this.flush(), ms);
  }

  private become(state: NoteState): void {
    this.state = state;
    if (this.isAbandoned) return;
    if (isUnsaved(state)) this.options.storage.setItem(this.key, JSON.stringify(state));
    else this.options.storage.removeItem(this.key);
    this.options.changed();
  }
}
