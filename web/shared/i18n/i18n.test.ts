import { describe, expect, it } from "vitest";
import { BOOTH, STAFF } from "./catalogs.ts";
import { duration, placeName, weekday } from "./format.ts";
import { type Catalog, translator } from "./translate.ts";

const KINDS: [string, Record<string, Catalog>][] = [
  ["booth", BOOTH],
  ["staff", STAFF],
];

function slots(text: Catalog[string]): string[] {
  const words = typeof text === "string" ? text : text.other;
  return [...words.matchAll(/\{\w+\}/g)].map(String).sort();
}

describe.each(KINDS)("texts of the %s", (_kind, catalogs) => {
  const dutch = catalogs["nl"] ?? {};

  it.each(Object.keys(catalogs))("%s has the keys of nl, and nothing else", (locale) => {
    expect(Object.keys(catalogs[locale] ?? {}).sort()).toEqual(Object.keys(dutch).sort());
  });

  it.each(Object.keys(catalogs))("%s fills the same places, and has exactly its plurals", (locale) => {
    const categories = new Intl.PluralRules(locale).resolvedOptions().pluralCategories.sort();
    for (const [key, text] of Object.entries(catalogs[locale] ?? {})) {
      expect(slots(text), key).toEqual(slots(dutch[key] ?? ""));
      if (typeof text !== "string") expect(Object.keys(text).sort(), key).toEqual(categories);
    }
  });
});

describe("translator", () => {
  it("fills places and picks plurals", () => {
    const t = translator(BOOTH, "nl", ["nl"]);
    expect(t("waiting.position", { count: 1 })).toBe("Er is 1 wachtende voor u.");
    expect(t("waiting.position", { count: 3 })).toBe("Er zijn 3 wachtenden voor u.");
  });

  it("falls back to English for a language without texts", () => {
    const t = translator(BOOTH, "ar", ["en", "nl"]);
    expect(t.locale).toBe("en");
    expect(t("booth.back")).toBe("Back");
  });
});

describe("formats", () => {
  it("writes durations", () => {
    expect([0, 59, 60, 3599, 3661, -5].map(duration)).toEqual([
      "0:00",
      "0:59",
      "1:00",
      "59:59",
      "1:01:01",
      "0:00",
    ]);
  });

  it("names days and places", () => {
    expect(weekday(1, "nl")).toBe("maandag");
    expect(weekday(7, "en")).toBe("Sunday");
    expect(placeName("utrecht-stationsplein")).toBe("Utrecht Stationsplein");
  });
});
