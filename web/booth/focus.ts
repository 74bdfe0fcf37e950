/** Where the focus goes when something opens over a screen, and where it goes back to. Pure. */
import type { BoothState } from "./state.ts";

/** What opens over a screen, its heading, and the button that opened it. */
const OVER = [
  ["readingOpen", "#reading-heading", "[data-testid='reading']"],
  ["helpOpen", "#help-heading", "[data-testid='help']"],
  ["cameraAsked", "#camera-heading", "[data-testid='toggle-camera']"],
] as const;

/** Return the selector of what gets the focus as `before` becomes `after`; null: it stays. */
export function focusAfter(before: BoothState, after: BoothState): string | null {
  if ((after.endingAt === null) !== (before.endingAt === null))
    return after.endingAt === null ? "[data-testid='hang-up']" : "[data-testid='hang-up-undo']";
  for (const [name, heading, opener] of OVER) {
    if (after[name] !== before[name]) return after[name] ? heading : opener;
  }
  return null;
}
