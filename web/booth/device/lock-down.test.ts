import { describe, expect, it } from "vitest";
import { isForbidden, type Pressed } from "./lock-down.ts";

function press(chord: string): Pressed {
  const keys = chord.split(" ");
  const has = (name: string) => keys.includes(name);
  return { key: keys.at(-1) ?? "", ctrlKey: has("Ctrl"), altKey: has("Alt"), metaKey: has("Meta") };
}

describe("keys at a booth", () => {
  it.each([
    "F5",
    "F11",
    "F12",
    "Ctrl r",
    "Ctrl P",
    "Meta p",
    "Ctrl +",
    "Ctrl 0",
    "Alt ArrowLeft",
    "Alt Home",
  ])("%s leads nowhere", (chord) => {
    expect(isForbidden(press(chord), false)).toBe(true);
    expect(isForbidden(press(chord), true)).toBe(true);
  });

  it.each(["Ctrl Tab", "Ctrl PageDown", "BrowserBack", "ContextMenu", "Ctrl c", "Backspace"])(
    "%s does nothing outside of a field",
    (chord) => {
      expect(isForbidden(press(chord), false)).toBe(true);
    },
  );

  it.each(["Tab", "Enter", " ", "Escape", "ArrowDown", "ArrowLeft", "Home", "PageDown", "f", "5"])(
    "%s is for moving about and typing",
    (chord) => {
      expect(isForbidden(press(chord), false)).toBe(false);
    },
  );

  it.each(["Backspace", "Ctrl a", "Ctrl v", "Ctrl ArrowLeft", "Ctrl Alt e", "@", "Delete"])(
    "%s is for who types",
    (chord) => {
      expect(isForbidden(press(chord), true)).toBe(false);
    },
  );
});
