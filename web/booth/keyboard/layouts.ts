/** What stands on the keys of the screen's keyboard, language by language. No DOM in it. */

/** Three rows, each a string of one-letter keys; a shift and an erasing key share the third. */
export type Rows = readonly [string, string, string];

export interface Layout {
  /** Whose rules capitals follow, BCP 47: Turkish has two letters i. */
  readonly locale: string;
  /** Stands on the key that leads here from another script. */
  readonly sign: string;
  readonly hasCapitals: boolean;
  readonly letters: Rows;
  readonly comma: string;
  readonly question: string;
}

const LATIN = { sign: "ABC", hasCapitals: true, comma: ",", question: "?" } as const;
const QWERTY: Rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/** Typed by whoever needs Latin letters beside their own. */
export const ENGLISH: Layout = { ...LATIN, locale: "en", letters: QWERTY };

const LAYOUTS: readonly Layout[] = [
  ENGLISH,
  { ...LATIN, locale: "nl", letters: QWERTY },
  { ...LATIN, locale: "de", letters: ["qwertzuiopü", "asdfghjklöä", "yxcvbnmß"] },
  { ...LATIN, locale: "fr", letters: ["azertyuiopé", "qsdfghjklmè", "wxcvbnàçù"] },
  { ...LATIN, locale: "es", letters: ["qwertyuiop", "asdfghjklñ", "zxcvbnm"] },
  { ...LATIN, locale: "pl", letters: ["qwertyuiopęóń", "asdfghjkląłś", "zxcvbnmżźć"] },
  { ...LATIN, locale: "tr", letters: ["qwertyuıopğü", "asdfghjklşi", "zxcvbnmöç"] },
  {
    ...LATIN,
    locale: "uk",
    sign: "АБВ",
    letters: ["йцукенгшщзхї", "фівапролджєґ", "ячсмитьбю’"],
  },
  {
    locale: "ar",
    sign: "أبج",
    hasCapitals: false,
    letters: ["ضصثقفغعهخحجد", "شسيبلاتنمكطذ", "ءأإآؤئرىةوزظ"],
    comma: "،",
    question: "؟",
  },
];

/** Letters of other Latin alphabets, and what else people write names with. */
export const ACCENTS: Rows = ["áàâäãåæçñß", "éèêëíìîïÿœ", "óòôöøúùûü"];
export const SIGNS: Rows = ["1234567890", "-/:;()€&@%", "!'\"+=_#*"];

/** The layout of those who read `locale`; English where there is none. */
export function layoutOf(locale: string): Layout {
  return LAYOUTS.find((layout) => layout.locale === locale) ?? ENGLISH;
}

/** Say whether `layout` writes another alphabet than Latin. */
export function isForeign(layout: Layout): boolean {
  return layout.sign !== ENGLISH.sign;
}

/** The capital of `letter`; itself where it has none of one letter. */
export function capital(letter: string, { locale, hasCapitals }: Layout): string {
  if (!hasCapitals) return letter;
  const upper = letter.toLocaleUpperCase(locale);
  return upper.length === 1 ? upper : letter;
}
