/** Whether the same page is open in another tab or window of this browser, and how one of them takes over. */

const ASK_MS = 4000;
/** A tab that has let so many questions go unanswered is gone. */
const MOST_UNANSWERED = 2;

type Word = { readonly kind: "who" | "here" | "gone" | "take"; readonly from: string };

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
  open?: () => Channel;
  id?: string;
}

export class Tabs {
  private readonly options: Required<TabsOptions>;
  private readonly others = new Map<string, number>();
  private channel: Channel | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(page: string, options: TabsOptions) {
    this.options = {
      open: () => new BroadcastChannel(`callrouter.${page}`) as Channel,
      id: crypto.randomUUID(),
      ...options,
    };
  }

  /** Whether another one is open. */
  get isElsewhere(): boolean {
    return this.others.size > 0;
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
  }

  /** Go on here alone. */
  take(): void {
    this.say("take");
  }

  private look(): void {
    const before = this.others.size;
    for (const [id, unanswered] of this.others) {
      if (unanswered >= MOST_UNANSWERED) this.others.delete(id);
      else this.others.set(id, unanswered + 1);
    }
    if (this.others.size !== before) this.options.onChange();
    this.say("who");
  }

  private heard({ kind, from }: Word): void {
    const before = this.others.size;
    if (kind === "gone") this.others.delete(from);
    else this.others.set(from, 0);
    if (kind === "who") this.say("here");
    if (this.others.size !== before) this.options.onChange();
    if (kind === "take") this.options.onTaken();
  }

  private say(kind: Word["kind"]): void {
    this.channel?.postMessage({ kind, from: this.options.id } satisfies Word);
  }
}
