import { describe, expect, it } from "vitest";
import { VISITOR_LANGUAGES } from "./languages.ts";
import { matching, PHRASE_LANGUAGES, PHRASES, phrase, written } from "./phrases.ts";

describe("ready phrases", () => {
  it("are there in every language a visitor can choose, and fit into a message", () => {
    expect([...PHRASE_LANGUAGES].sort()).toEqual(VISITOR_LANGUAGES.map(({ code }) => code).sort());
    for (const language of PHRASE_LANGUAGES)
      for (const key of PHRASES) {
        expect(phrase(key, language).trim(), `${language} ${key}`).not.toBe("");
        expect(written(key, language, "nl").length).toBeLessThan(500);
      }
  });

  it("are written in the visitor's words, with the employee's behind them", () => {
    expect(written("moment", "en", "nl")).toBe("One moment, please. (Een ogenblik alstublieft.)");
    expect(written("moment", "ar", "nl")).toContain("(\u2068Een ogenblik alstublieft.\u2069)");
    expect(written("moment", "nl", "nl")).toBe("Een ogenblik alstublieft.");
  });

  it("are in English for a language without phrases", () => {
    expect(phrase("moment", "so")).toBe("One moment, please.");
  });

  it("are found by words of either language, whatever the accents", () => {
    expect(matching("tolk nodig", "tr", "nl")).toEqual(["interpreter"]);
    expect(matching("interprete besoin", "fr", "nl")).toEqual(["interpreter"]);
    expect(matching("", "fr", "nl")).toEqual(PHRASES);
    expect(matching("xyzzy", "fr", "nl")).toEqual([]);
  });
});
