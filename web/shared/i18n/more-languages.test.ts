import { describe, expect, it } from "vitest";
import { VISITOR_LANGUAGES } from "./languages.ts";
import { FURTHER_LANGUAGES, findLanguages } from "./more-languages.ts";

function codes(search: string, locale = "nl"): string[] {
  return findLanguages(search, locale).map(({ code }) => code);
}

describe("the further languages", () => {
  it("are others than the nine, each once, with a code that a call can have", () => {
    const all = [...VISITOR_LANGUAGES, ...FURTHER_LANGUAGES].map(({ code }) => code);
    expect(new Set(all).size).toBe(all.length);
    expect(FURTHER_LANGUAGES.length).toBeGreaterThanOrEqual(40);
    for (const code of all) expect(code).toMatch(/^[a-z]{2,3}$/);
  });

  it.each([
    ["soma", "so"],
    ["Tigri", "ti"],
    ["ትግርኛ", "ti"],
    ["فارسی", "fa"],
    ["perz", "fa"],
    ["persian", "fa"],
    ["iraans", "fa"],
    ["afghaans dari", null],
    ["darija", "ar"],
    ["berber", "rif"],
    ["mandarijn", "zh"],
    ["tagalog", "tl"],
    ["arab", "ar"],
    ["türk", "tr"],
    ["romana", "ro"],
    ["TIENG VIET", "vi"],
    ["중", null],
  ])("are found by any of their names: %s", (search, code) => {
    expect(codes(search)).toEqual(code ? [code] : []);
  });

  it("are all found that a name may mean", () => {
    expect(codes("farsi")).toEqual(["prs", "fa"]);
    expect(codes("koerdisch").sort()).toEqual(["ckb", "kmr"]);
    expect(codes("afgha").sort()).toEqual(["prs", "ps"]);
  });

  it("stand in the order of their names in the language of the screen", () => {
    expect(codes("")).toHaveLength(FURTHER_LANGUAGES.length);
    expect(codes("", "nl").indexOf("fa")).toBeGreaterThan(codes("", "nl").indexOf("ne"));
    expect(codes("", "en").indexOf("sq")).toBe(0);
    expect(codes("  ", "ar")).toHaveLength(FURTHER_LANGUAGES.length);
  });
});
