/** The texts of the officer's page: those of all staff, in which who is called back is a resident, and no visitor. */
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { STAFF } from "../shared/i18n/staff.ts";
import type { Plural } from "../shared/i18n/translate.ts";

type Texts = Readonly<Record<keyof typeof STAFF.nl, string | Plural>>;

/** Return texts with another word in them, at the beginning of sentences too. */
export function reworded(texts: Texts, word: string, other: string): Texts {
  const begins = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  const replaced = (text: string) => text.replaceAll(word, other).replaceAll(begins(word), begins(other));
  const change = (text: string | Plural): string | Plural =>
    typeof text === "string"
      ? replaced(text)
      : (Object.fromEntries(Object.entries(text).map(([form, each]) => [form, replaced(each)])) as Plural);
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, change(text)])) as Texts;
}

/** Return the texts in which the citizen is called by their name. */
export function calling(t: StaffTexts, name: string): StaffTexts {
  const named = (...[key, values]: Parameters<StaffTexts>) =>
    key === "role.citizen" ? name : t(key, values);
  return Object.assign(named, { locale: t.locale });
}

export const OFFICER = {
  nl: reworded(STAFF.nl, "bezoeker", "inwoner"),
  en: reworded(STAFF.en, "visitor", "resident"),
};
