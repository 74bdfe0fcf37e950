import { describe, expect, it } from "vitest";
import { preferencesOf } from "./preferences.ts";

describe("preferences", () => {
  it("are as usual where nothing was chosen, or something else is kept there", () => {
    const usual = { theme: "system", volume: "normal", soundOnly: false };
    for (const text of [null, "", "null", "[1]", "{broken", '{"theme":"pink","volume":3,"soundOnly":"yes"}'])
      expect(preferencesOf(text), String(text)).toEqual(usual);
  });

  it("are what was chosen", () => {
    const chosen = { theme: "dark", volume: "off", soundOnly: true };
    expect(preferencesOf(JSON.stringify(chosen))).toEqual(chosen);
  });
});
