/** Keeps the screen on during a call, where the browser can. */

export class WakeLock {
  private wanted = false;
  private lock: WakeLockSentinel | null = null;
  private asking = false;

  /** Keep the screen on while `on`; harmless to repeat. */
  hold(on: boolean): void {
    if (on === this.wanted) return;
    this.wanted = on;
    if (on) {
      document.addEventListener("visibilitychange", this.ask);
      void this.ask();
    } else {
      document.removeEventListener("visibilitychange", this.ask);
      void this.lock?.release().catch(() => undefined);
      this.lock = null;
    }
  }

  /** Browsers take the lock away when the page is hidden; once it is seen again it is asked for anew. */
  private readonly ask = async (): Promise<void> => {
    const isHeld = this.lock !== null && !this.lock.released;
    if (!("wakeLock" in navigator) || document.visibilityState !== "visible" || isHeld || this.asking) return;
    this.asking = true;
    // Refused when the battery is low: then the screen goes dark as its owner has set it.
    const lock = await navigator.wakeLock.request("screen").catch(() => null);
    this.asking = false;
    if (this.wanted) this.lock = lock;
    else void lock?.release().catch(() => undefined);
  };
}
