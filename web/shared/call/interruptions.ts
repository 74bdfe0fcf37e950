/** Notices what cuts a page off without anybody telling it: another network, a computer asleep, a frozen tab. */

/** A second's timer that is this late was not late: the computer slept. */
const SLEPT_MS = 4000;
const TICK_MS = 1000;

/** What not every browser has of the Network Information API; desktops don't know the `type`. */
interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

export class Interruptions {
  private readonly onInterrupted: () => void;
  private readonly network = (navigator as { connection?: NetworkInformation }).connection;
  private networkType = this.network?.type;
  private tickedAt = Date.now();
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(onInterrupted: () => void) {
    this.onInterrupted = onInterrupted;
    this.timer = setInterval(this.tick, TICK_MS);
    window.addEventListener("online", this.onInterrupted);
    document.addEventListener("resume", this.onInterrupted);
    document.addEventListener("visibilitychange", this.tick);
    this.network?.addEventListener("change", this.networkChanged);
  }

  stop(): void {
    clearInterval(this.timer);
    window.removeEventListener("online", this.onInterrupted);
    document.removeEventListener("resume", this.onInterrupted);
    document.removeEventListener("visibilitychange", this.tick);
    this.network?.removeEventListener("change", this.networkChanged);
  }

  private readonly tick = (): void => {
    const now = Date.now();
    const slept = now - this.tickedAt > SLEPT_MS;
    this.tickedAt = now;
    if (slept) this.onInterrupted();
  };

  /** The same event tells each new estimate of the speed, which means nothing. */
  private readonly networkChanged = (): void => {
    const before = this.networkType;
    this.networkType = this.network?.type;
    if (this.networkType !== before) this.onInterrupted();
  };
}
