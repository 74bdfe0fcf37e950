import { expect, test } from "vitest";
import { focusAfter } from "./focus.ts";
import { FRESH } from "./state.ts";

test("what opens over a screen gets the focus, and its button has it again afterwards", () => {
  const open = { ...FRESH, helpOpen: true };
  expect(focusAfter(FRESH, open)).toBe("#help-heading");
  expect(focusAfter(open, FRESH)).toBe("[data-testid='help']");
  expect(focusAfter(open, { ...open, touchedAt: 1 })).toBeNull();
});

test("whoever hangs up can take it back with the next key", () => {
  const ending = { ...FRESH, endingAt: 5 };
  expect(focusAfter(FRESH, ending)).toBe("[data-testid='hang-up-undo']");
  expect(focusAfter(ending, { ...ending, endingAt: 6 })).toBeNull();
  expect(focusAfter(ending, FRESH)).toBe("[data-testid='hang-up']");
});
