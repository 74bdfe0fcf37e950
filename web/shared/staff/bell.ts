/** What makes somebody notice a call: it rings, and shows on the desktop when the page isn't looked at. */
import { Ring } from "../ui/ring.ts";
import { DesktopNotice, type NoticePermission } from "./desktop-notice.ts";
import type { Volume } from "./preferences.ts";

/** How loud it rings, 0 to 1. */
const LOUDNESS: Record<Volume, number> = { off: 0, soft: 0.04, normal: 0.12, loud: 0.4 };
const TOUCHES = ["pointerdown", "keydown"];

export class Bell {
  private readonly ring = new Ring();
  private readonly notice = new DesktopNotice();
  private readonly onChange: () => void;

  constructor(volume: Volume, onChange: () => void) {
    this.onChange = onChange;
    this.ring.volume = LOUDNESS[volume];
  }

  /** Whether the browser would let nobody hear it, or its user wants it so. */
  get isMuted(): boolean {
    return !this.ring.audible || this.ring.volume === 0;
  }

  get notices(): NoticePermission {
    return this.notice.permission;
  }

  start(): void {
    for (const touch of TOUCHES) document.addEventListener(touch, this.touched);
    // Allowed at once where this page was used before; otherwise at the first touch.
    this.touched();
  }

  stop(): void {
    for (const touch of TOUCHES) document.removeEventListener(touch, this.touched);
    this.still();
  }

  /** Ring, and show `title` and `text`, which say nothing of anybody; harmless to repeat. */
  sound(title: string, text: string): void {
    this.ring.set(true);
    this.notice.show(title, text);
  }

  /** Ring no longer. */
  still(): void {
    this.ring.set(false);
    this.notice.close();
  }

  /** Ring so loud from now on, and once now. */
  async tune(volume: Volume): Promise<void> {
    this.ring.volume = LOUDNESS[volume];
    await this.ring.test();
    this.onChange();
  }

  /** Let the browser ask its user for notifications. */
  async askNotices(): Promise<void> {
    await this.notice.ask();
    this.onChange();
  }

  /** Browsers let a page be heard once it was touched. */
  private readonly touched = (): void => {
    if (!this.ring.audible) void this.ring.unlock().then(this.onChange);
  };
}
