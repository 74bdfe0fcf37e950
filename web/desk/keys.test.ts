import { describe, expect, it } from "vitest";
import { actOf } from "./keys.ts";

function pressed(key: string, fields: Partial<KeyboardEvent> = {}) {
  return actOf({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...fields });
}

describe("keys at the desk", () => {
  it("are function keys: a character alone does nothing", () => {
    expect(["F1", "F2", "F4", "F8", "F9"].map((key) => pressed(key))).toEqual([
      "list",
      "note",
      "disposition",
      "microphone",
      "chat",
    ]);
    for (const key of ["?", "/", "a", "Enter", "Escape"]) expect(pressed(key)).toBeNull();
  });

  it("finish with Ctrl or Command and Enter, and leave other chords to the browser", () => {
    expect(pressed("Enter", { ctrlKey: true })).toBe("done");
    expect(pressed("Enter", { metaKey: true })).toBe("done");
    expect(pressed("F4", { altKey: true })).toBeNull();
    expect(pressed("F2", { ctrlKey: true })).toBeNull();
    expect(pressed("F8", { repeat: true })).toBeNull();
  });
});
