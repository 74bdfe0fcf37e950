/**
 * Tells a touch that was meant for another request: the list moved under the finger just before it came down. Pure,
 * but for `guardMoved`.
 */

/** Where something stands on the page, px from its top. */
export interface Place {
  readonly id: string;
  readonly top: number;
  readonly bottom: number;
}

/** So long a finger may be on its way to what stood there. */
const REACTS_MS = 500;

export class Places {
  private shown: readonly Place[] = [];
  private before: readonly Place[] = [];
  private movedAt = Number.NEGATIVE_INFINITY;

  /** Take note of where everything stands from `at` on. */
  stand(places: readonly Place[], at: number): void {
    if (JSON.stringify(places) === JSON.stringify(this.shown)) return;
    // What moves twice in a moment was aimed at where it stood first.
    if (at - this.movedAt > REACTS_MS) this.before = this.shown;
    this.shown = places;
    this.movedAt = at;
  }

  /** Say whether something else stood at `y` a moment ago. */
  isAnother(y: number, at: number): boolean {
    if (at - this.movedAt > REACTS_MS) return false;
    const now = idAt(this.shown, y);
    const then = idAt(this.before, y);
    return now !== null && then !== null && now !== then;
  }
}

function idAt(places: readonly Place[], y: number): string | null {
  return places.find(({ top, bottom }) => top <= y && y < bottom)?.id ?? null;
}

const STANDS = "[data-testid='request'], [data-testid='request-done'], [data-testid='offer']";

/** Keep touches that were meant for another request from everything below `root`; returns what to call after each rendering. */
export function guardMoved(root: HTMLElement): () => void {
  const places = new Places();
  let isStray = false;
  const down = (event: PointerEvent) => {
    isStray = event.pointerType !== "mouse" && places.isAnother(event.pageY, event.timeStamp);
  };
  const click = (event: MouseEvent) => {
    // A click by keyboard or by script always passes.
    if (!isStray || event.detail === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  root.addEventListener("pointerdown", down, true);
  root.addEventListener("click", click, true);
  return () => {
    const standing = [...root.querySelectorAll<HTMLElement>(STANDS)].map((each) => {
      const { top, bottom } = each.getBoundingClientRect();
      const id = `${each.dataset["testid"]} ${each.dataset["requestId"] ?? ""}`;
      return { id, top: Math.round(top + scrollY), bottom: Math.round(bottom + scrollY) };
    });
    places.stand(standing, performance.now());
  };
}
