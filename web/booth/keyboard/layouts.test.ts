import { describe, expect, it } from "vitest";
import { VISITOR_LANGUAGES } from "../../shared/i18n/languages.ts";
import { AT_REST, otherScript, pressed, rowsOf } from "./hands.ts";
import { ACCENTS, capital, layoutOf, SIGNS } from "./layouts.ts";

const LATIN = "abcdefghijklmnopqrstuvwxyz";
/** Every letter of the alphabet that people write the language with. */
const ALPHABETS: Readonly<Record<string, string>> = {
  nl: `${LATIN}éëïöüèáó`,
  en: LATIN,
  de: `${LATIN}äöüß`,
  fr: `${LATIN}àâæçéèêëîïôœùûüÿ`,
  es: `${LATIN}áéíñóúü`,
  pl: `${LATIN}ąćęłńóśźż`,
  tr: `${LATIN}çğıöşü`,
  uk: "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя’",
  ar: "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي",
};
const ON_THE_KEYS = ["de", "pl", "tr", "uk", "ar"];

describe("layouts", () => {
  it.each(VISITOR_LANGUAGES.map(({ code }) => code))("has every letter of %s, once", (code) => {
    const layout = layoutOf(code);
    expect(layout.locale).toBe(code);
    const keys = layout.letters.join("");
    expect(new Set(keys).size).toBe([...keys].length);
    const further = layout.sign === "ABC" && !ON_THE_KEYS.includes(code) ? ACCENTS.join("") : "";
    for (const letter of ALPHABETS[code] ?? "?") expect(keys + further).toContain(letter);
  });

  it.each(VISITOR_LANGUAGES.map(({ code }) => code))("gives %s keys wide enough for a finger", (code) => {
    const { letters, hasCapitals } = layoutOf(code);
    for (const [top, middle, low] of [letters, ACCENTS, SIGNS])
      expect(Math.max(top.length, middle.length, low.length + 1 + Number(hasCapitals))).toBeLessThan(14);
  });

  it("capitalizes as the language does", () => {
    expect(capital("i", layoutOf("tr"))).toBe("İ");
    expect(capital("ı", layoutOf("tr"))).toBe("I");
    expect(capital("i", layoutOf("nl"))).toBe("I");
    expect(capital("ß", layoutOf("de"))).toBe("ß");
    expect(capital("ї", layoutOf("uk"))).toBe("Ї");
    expect(capital("ب", layoutOf("ar"))).toBe("ب");
  });
});

describe("hands", () => {
  const first = (hands: typeof AT_REST, locale: string) => rowsOf(hands, locale)[0]?.[0];

  it("holds shift for one letter, or locks it", () => {
    const once = pressed(AT_REST, "shift");
    expect(first(once, "nl")).toBe("Q");
    expect(first(pressed(once, "letter"), "nl")).toBe("q");
    const locked = pressed(once, "shift");
    expect(first(pressed(locked, "letter"), "nl")).toBe("Q");
    expect(pressed(locked, "shift")).toEqual(AT_REST);
  });

  it("goes back to the letters after one accent, and stays at the numbers", () => {
    expect(pressed(pressed(AT_REST, "accents"), "letter").page).toBe("letters");
    const numbers = pressed(AT_REST, "signs");
    expect(pressed(numbers, "letter").page).toBe("signs");
    expect(pressed(numbers, "signs").page).toBe("letters");
  });

  it("offers Latin letters beside another script, and only there", () => {
    expect(otherScript(AT_REST, "nl")).toBeNull();
    expect(otherScript(AT_REST, "ar")).toBe("ABC");
    const latin = pressed(AT_REST, "script");
    expect(first(latin, "ar")).toBe("q");
    expect(otherScript(latin, "uk")).toBe("АБВ");
    expect(first(pressed(latin, "script"), "uk")).toBe("й");
  });
});
