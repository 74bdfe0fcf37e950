import { describe, expect, it } from "vitest";
import { offerAnswer } from "./offer-keys.ts";

/** What `key` means where the focus is in elements that `within` names. */
function pressed(key: string, { forInterpreter = false, within = [".offer"] } = {}) {
  const target = {
    closest: (selector: string) => (selector.split(", ").some((each) => within.includes(each)) ? {} : null),
  };
  return offerAnswer({ key, target } as unknown as KeyboardEvent, forInterpreter);
}

describe("keys while it rings", () => {
  it("accept and decline", () => {
    expect(["a", "Enter", "d", "Escape", "x"].map((key) => pressed(key))).toEqual([
      "accept",
      "accept",
      "decline",
      "decline",
      null,
    ]);
  });

  it("let an interpreter, and nobody else, choose between picture and sound", () => {
    expect(pressed("S", { forInterpreter: true })).toBe("sound");
    expect(pressed("v", { forInterpreter: true })).toBe("video");
    expect(pressed("s")).toBeNull();
  });

  it("are left to a dialog, and to another control", () => {
    expect(pressed("Escape", { within: ["dialog"] })).toBeNull();
    expect(pressed("a", { within: ["input"] })).toBeNull();
    expect(pressed("Escape", { within: ["input"] })).toBe("decline");
  });

  it("are letters only while the focus is in the offer", () => {
    const nowhere = { forInterpreter: true, within: [] };
    expect(["a", "d", "s", "v"].map((key) => pressed(key, nowhere))).toEqual([null, null, null, null]);
    expect(["Enter", "Escape"].map((key) => pressed(key, nowhere))).toEqual(["accept", "decline"]);
  });
});
