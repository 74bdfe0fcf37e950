/**
 * Tells a tap that was meant for a screen from the rest of a burst that began on the one before. No DOM in it.
 *
 * Somebody who taps twice, or drums, means the button they saw first. Taps in quick succession at one place are one
 * burst; as soon as the screen changes under it, the rest of the burst is stray. A mouse stays on its place when it
 * clicks twice, a finger does not.
 */
export interface Tap {
  readonly at: number;
  readonly x: number;
  readonly y: number;
  readonly fine: boolean;
}

const BURST_MS = 400;
const FINGER_PX = 60;
const MOUSE_PX = 24;

export class TapGuard {
  private last: Tap | null = null;
  private burstScreen = "";

  /** Say whether `tap`, on `screen`, belongs to a burst that began on another screen. */
  isStray(tap: Tap, screen: string): boolean {
    const { last } = this;
    const reach = tap.fine ? MOUSE_PX : FINGER_PX;
    const sameBurst =
      last !== null && tap.at - last.at <= BURST_MS && Math.hypot(tap.x - last.x, tap.y - last.y) <= reach;
    if (!sameBurst) this.burstScreen = screen;
    this.last = tap;
    return this.burstScreen !== screen;
  }
}

/** Keep stray clicks from everything below `root`; a click by keyboard or script always passes. */
export function guardTaps(root: HTMLElement, screen: () => string): () => void {
  const guard = new TapGuard();
  let stray = false;
  const down = (event: PointerEvent) => {
    const tap = { at: event.timeStamp, x: event.clientX, y: event.clientY };
    stray = guard.isStray({ ...tap, fine: event.pointerType === "mouse" }, screen());
  };
  const click = (event: MouseEvent) => {
    if (!stray || event.detail === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  root.addEventListener("pointerdown", down, true);
  root.addEventListener("click", click, true);
  return () => {
    root.removeEventListener("pointerdown", down, true);
    root.removeEventListener("click", click, true);
  };
}
