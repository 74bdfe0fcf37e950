/** Whether an interpreter could be had for a conversation, said before anybody is invited to it. Pure. */
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { languageName } from "../shared/i18n/format.ts";
import type { LanguageCount } from "../shared/protocol/server.ts";

export interface Spoken {
  /** What the officer speaks. */
  readonly own: readonly string[];
  /** For which languages an interpreter exists. */
  readonly interpreted: readonly string[];
  /** How many interpreters there are now. */
  readonly counts: readonly LanguageCount[];
}

export type Interpreting = "free" | "busy" | "away" | "lacking";

/** Return how the interpreters of a language stand now; null where none is needed. */
export function interpretingOf({ own, interpreted, counts }: Spoken, language: string): Interpreting | null {
  if (own.includes(language)) return null;
  if (!interpreted.includes(language)) return "lacking";
  const count = counts.find((each) => each.language === language);
  if (count && count.free > 0) return "free";
  return count && count.present > 0 ? "busy" : "away";
}

/** Return the same in words; "" where none is needed. */
export function interpretingText(t: StaffTexts, spoken: Spoken, language: string): string {
  const stands = interpretingOf(spoken, language);
  return stands === null
    ? ""
    : t(`request.interpreter.${stands}`, { language: languageName(language, t.locale) });
}
