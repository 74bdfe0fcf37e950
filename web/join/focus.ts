/** Where the focus goes when something opens over a screen, and where it goes back to. Pure. */
import type { Dialog, JoinState } from "./state.ts";

const OPENERS: Readonly<Record<Dialog, string>> = {
  language: "[data-testid='reading']",
  moment: "[data-testid='join-other-moment']",
  cancel: "[data-testid='join-cancel']",
};

/** Return the selector of what gets the focus as `before` becomes `after`; null: it stays. */
export function focusAfter(before: JoinState, after: JoinState): string | null {
  if ((after.endingAt === null) !== (before.endingAt === null))
    return after.endingAt === null ? "[data-testid='hang-up']" : "[data-testid='hang-up-undo']";
  if (after.dialog === before.dialog) return null;
  if (after.dialog !== null) return "#dialog-heading";
  return before.dialog === null ? null : OPENERS[before.dialog];
}
