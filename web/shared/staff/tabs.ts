/** Whether the same page is open in another tab or window of this browser, and how one of them takes over. */

const ASK_MS = 4000;
/** A tab that has let so many questions go unanswered is gone. */
const MOST_UNANSWERED = 2;
/** A tab that is loaded anew goes, and is back within this time; ms. */
const RELOAD_MS = 2500;

interface Word {
  readonly kind: "who" | "here" | "gone" | "take";
  readonly from: string;
  /** Whether whoever says it has the camera and microphone of a call. */
  readonly holds: boolean;
}

interface Other {
  readonly unanswered: number;
  readonly holds: boolean;
}

/** What `Tabs` needs of a BroadcastChannel. */
export interface Channel {
  onmessage: ((event: { data: unknown }) => void) | null;
  postMessage(word: unknown): void;
  close(): void;
}

export interface TabsOptions {
  onChange(): void;
  /** Another tab goes on alone: leave everything to it. */
  onTaken(): void;
  /** Whether this tab has the camera and microphone of a call. */
  holds?(): boolean;
  open?: () => Channel;
  id?: string;
}

export class Tabs {
  private readonly options: Required<TabsOptions>;
  private readonly others = new Map<string, Other>();
  /** When the tab that had the call went, local time. */
  private orphanedAt: number | null = null;
  private channel: Channel | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(page: string, options: TabsOptions) {
    this.options = {
      open: () => new BroadcastChannel(`callrouter.${page}`) as Channel,
      id: crypto.randomUUID(),
      holds: () => false,
      ...options,
    };
  }

  /** Whether another one is open. */
  get isElsewhere(): boolean {
    return this.others.size > 0;
  }

  /** Whether the tab that had the call is gone for good, and this is the one of those left that goes on with it. */
  inherits(now: number): boolean {
    if (this.orphanedAt === null || now - this.orphanedAt < RELOAD_MS) return false;
    return [...this.others.keys()].every((id) => this.options.id < id);
  }

  /** Be there, and look who else is. */
  start(): void {
    const channel = this.options.open();
    channel.onmessage = ({ data }) => this.heard(data as Word);
    this.channel = channel;
    this.timer = setInterval(() => this.look(), ASK_MS);
    this.say("who");
  }

  /** Be here no longer. */
  stop(): void {
    clearInterval(this.timer);
    this.say("gone");
    this.channel?.close();
    this.channel = null;
    this.others.clear();
    this.orphanedAt = null;
  }

  /** Tell the others now whether this one holds a call. */
  tell(): void {
    if (this.options.holds()) this.orphanedAt = null;
    this.say("who");
  }

  /** Go on here alone. */
  take(): void {
    this.say("take");
  }

  private look(): void {
    const before = this.others.size;
    for (const [id, other] of this.others) {
      if (other.unanswered >= MOST_UNANSWERED) this.lose(id);
      else this.others.set(id, { ...other, unanswered: other.unanswered + 1 });
    }
    if (this.others.size !== before) this.options.onChange();
    this.say("who");
  }

  private heard({ kind, from, holds }: Word): void {
    const before = this.others.size;
    if (kind === "gone") this.lose(from);
    else this.others.set(from, { unanswered: 0, holds });
    if (holds && kind !== "gone") this.orphanedAt = null;
    if (kind === "who") this.say("here");
    if (this.others.size !== before) this.options.onChange();
    if (kind === "take") this.options.onTaken();
  }

  private lose(id: string): void {
    if (this.others.get(id)?.holds) this.orphanedAt = Date.now();
    this.others.delete(id);
  }

  private say(kind: Word["kind"]): void {
    const { id, holds } = this.options;
    this.channel?.postMessage({ kind, from: id, holds: holds() } satisfies Word);
  }
}
