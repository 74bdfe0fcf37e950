/** How the screen's keyboard stands: which page of keys, and shift. A pure reducer. */
import { ACCENTS, capital, ENGLISH, isForeign, type Layout, layoutOf, type Rows, SIGNS } from "./layouts.ts";

export interface Hands {
  readonly page: "letters" | "accents" | "signs";
  /** Shift holds for one letter, or until it is pressed again. */
  readonly shift: "off" | "once" | "locked";
  /** Latin letters instead of those of the visitor's own script. */
  readonly isLatin: boolean;
}

export const AT_REST: Hands = { page: "letters", shift: "off", isLatin: false };

export type Press = "letter" | "shift" | "accents" | "signs" | "script";

const NEXT_SHIFT = { off: "once", once: "locked", locked: "off" } as const;

/** What `press` makes of the keyboard; `letter` is any key that writes a sign. */
export function pressed(hands: Hands, press: Press): Hands {
  switch (press) {
    case "letter": {
      const shift = hands.shift === "locked" ? "locked" : "off";
      // A letter with an accent is one within a word; numbers are written in a row.
      return { ...hands, shift, page: hands.page === "signs" ? "signs" : "letters" };
    }
    case "shift":
      return { ...hands, shift: NEXT_SHIFT[hands.shift] };
    case "script":
      return { ...AT_REST, isLatin: !hands.isLatin };
    default:
      return { ...hands, page: hands.page === press ? "letters" : press };
  }
}

/** The layout that is typed on by somebody who reads `locale`. */
export function layoutFor(hands: Hands, locale: string): Layout {
  return hands.isLatin ? ENGLISH : layoutOf(locale);
}

/** What stands on the three rows of keys now. */
export function rowsOf(hands: Hands, locale: string): readonly (readonly string[])[] {
  const layout = layoutFor(hands, locale);
  const rows: Rows = { letters: layout.letters, accents: ACCENTS, signs: SIGNS }[hands.page];
  const isCapital = hands.shift !== "off" && hands.page !== "signs";
  return rows.map((row) => [...row].map((letter) => (isCapital ? capital(letter, layout) : letter)));
}

/** What stands on the key that changes the script; null where there is one script only. */
export function otherScript(hands: Hands, locale: string): string | null {
  const own = layoutOf(locale);
  if (!isForeign(own)) return null;
  return hands.isLatin ? own.sign : ENGLISH.sign;
}
