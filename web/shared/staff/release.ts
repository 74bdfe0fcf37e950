/** A page goes over to a newer release by itself: when nobody is at it, and nothing goes on here. */

/** For how long nobody has touched the page. */
const QUIET_MS = 60_000;
const TOUCHES = ["pointerdown", "keydown"] as const;

export class Release {
  /** Of the page, which came from the node it spoke with first. */
  private own: string | null = null;
  private isOld = false;
  private touchedAt = Date.now();

  start(): void {
    for (const type of TOUCHES) addEventListener(type, this.touched, { capture: true, passive: true });
  }

  stop(): void {
    for (const type of TOUCHES) removeEventListener(type, this.touched, { capture: true });
  }

  /** A node said which pages it has. */
  heard(pages: string): void {
    this.own ??= pages;
    this.isOld = pages !== this.own;
  }

  /** Whether to load the page anew. `now`: epoch ms. */
  isDue(now: number): boolean {
    return this.isOld && now - this.touchedAt >= QUIET_MS;
  }

  private readonly touched = (): void => {
    this.touchedAt = Date.now();
  };
}

/** Whether something stands open in the page, or is half written. */
export function isInUse(page: ParentNode): boolean {
  const fields = page.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
    "textarea, input[type=text], input[type=password]",
  );
  return page.querySelector("dialog[open]") !== null || [...fields].some(({ value }) => value !== "");
}
