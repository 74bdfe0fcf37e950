import { beforeAll, describe, expect, it } from "vitest";
import { ALERT_RULES } from "../../supervisor/alerts/rules/texts.ts";
import { STAFFING } from "../../supervisor/staffing/texts.ts";
import { AUDIT } from "./audit.ts";
import { fetchBooth, HOME, readBooth } from "./booth.ts";
import { clockTime, dayAndTime, duration, languageName, listOf, placeName, weekday } from "./format.ts";
import { CITIZEN, fetchJoin } from "./join.ts";
import { VISITOR_LANGUAGES } from "./languages.ts";
import { REPORTS } from "./reports.ts";
import { STAFF } from "./staff.ts";
import { type Catalog, translator } from "./translate.ts";
import { FETCHED } from "./visitor.ts";

function slots(text: Catalog[string]): string[] {
  const words = typeof text === "string" ? text : text.other;
  return [...words.matchAll(/\{\w+\}/g)].map(String).sort();
}

/** Return the keys of `catalog` that fill other places than Dutch, or lack a plural of the language. */
function unsound(catalog: Catalog, locale: string, dutch: Catalog): string[] {
  const categories = String(new Intl.PluralRules(locale).resolvedOptions().pluralCategories.sort());
  return Object.entries(catalog)
    .filter(([key, text]) => {
      const same = String(slots(text)) === String(slots(dutch[key] ?? ""));
      return typeof text === "string"
        ? !same || typeof dutch[key] !== "string"
        : !same || String(Object.keys(text).sort()) !== categories;
    })
    .map(([key]) => key);
}

describe.each([
  ["booth", HOME],
  ["citizen", CITIZEN],
  ["staff", STAFF],
  ["staffing screen", STAFFING],
  ["reports", REPORTS],
  ["audit log", AUDIT],
  ["alert rules", ALERT_RULES],
] as [string, Record<string, Catalog>][])("texts of the %s", (_kind, catalogs) => {
  const dutch = catalogs["nl"] ?? {};

  it.each(Object.keys(catalogs))("%s has the keys of nl, and nothing else", (locale) => {
    expect(Object.keys(catalogs[locale] ?? {}).sort()).toEqual(Object.keys(dutch).sort());
  });

  it.each(Object.keys(catalogs))("%s fills the same places, and has exactly its plurals", (locale) => {
    expect(unsound(catalogs[locale] ?? {}, locale, dutch)).toEqual([]);
  });
});

describe.each(Object.keys(FETCHED))("texts for visitors in %s", (locale) => {
  let catalog: Catalog = {};
  beforeAll(async () => {
    catalog = (await fetchBooth(locale)) as Catalog;
  });

  it("has the keys of nl, and nothing else", () => {
    expect(Object.keys(catalog).sort()).toEqual(Object.keys(HOME.nl).sort());
  });

  it("fills the same places, and has exactly its plurals", () => {
    expect(unsound(catalog, locale, HOME.nl)).toEqual([]);
  });
});

describe.each(Object.keys(FETCHED))("texts for citizens in %s", (locale) => {
  let catalog: Catalog = {};
  beforeAll(async () => {
    catalog = (await fetchJoin(locale)) as Catalog;
  });

  it("has the keys of nl, and nothing else", () => {
    expect(Object.keys(catalog).sort()).toEqual(Object.keys(CITIZEN.nl).sort());
  });

  it("fills the same places, and has exactly its plurals", () => {
    expect(unsound(catalog, locale, CITIZEN.nl)).toEqual([]);
  });
});

it("keeps French signs on the line of their word", async () => {
  const texts = Object.values({ ...(await fetchBooth("fr")), ...(await fetchJoin("fr")) }).map((text) =>
    JSON.stringify(text),
  );
  expect(texts.filter((text) => / [?!;:»]|« /.test(text))).toEqual([]);
});

describe("translator", () => {
  it("fills places and picks plurals", () => {
    const t = translator(HOME, "nl", ["nl"]);
    expect(t("waiting.position", { count: 1 })).toBe("Er is 1 wachtende voor u.");
    expect(t("waiting.position", { count: 3 })).toBe("Er zijn 3 wachtenden voor u.");
    expect(t("waiting.position", { count: 1200 })).toBe("Er zijn 1.200 wachtenden voor u.");
  });

  it("falls back to English for a language without texts", () => {
    const t = translator(HOME, "so", ["en", "nl"]);
    expect(t.locale).toBe("en");
    expect(t("booth.back")).toBe("Back");
  });

  it("takes the plural of the language it borrows a text from", () => {
    const some = { ...HOME, ar: { "booth.back": "رجوع" } };
    const t = translator<typeof HOME.nl>(some, "ar", ["en", "nl"]);
    expect(t.locale).toBe("ar");
    expect(t("booth.back")).toBe("رجوع");
    expect(t("waiting.position", { count: 1 })).toBe("1 person is before you.");
  });
});

describe("reading", () => {
  it("keeps the old texts until the new ones are there, and follows the last choice", async () => {
    let changes = 0;
    const reading = readBooth(() => {
      changes += 1;
    });
    const polish = reading.read("pl");
    const arabic = reading.read("ar");
    expect(reading.t.locale).toBe("nl");
    await Promise.all([polish, arabic]);
    expect(reading.t.locale).toBe("ar");
    expect(changes).toBe(1);
  });

  it("changes at once to a language that is there", async () => {
    const reading = readBooth(() => {});
    await reading.prefetch(["ar"]);
    void reading.read("ar");
    expect(reading.t.locale).toBe("ar");
    void reading.read("en");
    expect(reading.t.locale).toBe("en");
  });

  it("reads English where a language has no texts", async () => {
    const reading = readBooth(() => {});
    await reading.read("ti");
    expect(reading.t.locale).toBe("en");
  });

  it("has every language of the tiles", () => {
    const codes = VISITOR_LANGUAGES.map(({ code }) => code).sort();
    expect(codes).toEqual([...Object.keys(HOME), ...Object.keys(FETCHED)].sort());
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

  it("writes times with the digits and hours of the house", () => {
    const at = Date.UTC(2026, 0, 5, 18, 30);
    expect(clockTime(at, "ar", "Europe/Amsterdam")).toBe("19:30");
    expect(dayAndTime(at, "en", "Europe/Amsterdam")).toMatch(/^Monday.* 19:30$/);
    expect(dayAndTime(at, "ar", "Europe/Amsterdam")).toContain("19:30");
  });

  it("names every language, in English where a language has no word for it", () => {
    expect(languageName("ti", "nl")).toBe("Tigrinya");
    expect(languageName("rif", "es")).toBe("Riffian");
    expect(languageName("xx-none", "nl")).toContain("xx");
  });

  it("joins words as the language does", () => {
    expect(listOf(["a", "b", "c"], "nl")).toBe("a, b en c");
  });

  it("names days and places", () => {
    expect(weekday(1, "nl")).toBe("maandag");
    expect(weekday(7, "en")).toBe("Sunday");
    expect(placeName("utrecht-stationsplein")).toBe("Utrecht Stationsplein");
  });
});
