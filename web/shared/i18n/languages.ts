/** The languages a visitor can choose, in the order of the tiles; each by its own name. */
export interface VisitorLanguage {
  readonly code: string;
  readonly name: string;
  readonly dir: "ltr" | "rtl";
}

export const VISITOR_LANGUAGES: readonly VisitorLanguage[] = [
  { code: "nl", name: "Nederlands", dir: "ltr" },
  { code: "en", name: "English", dir: "ltr" },
  { code: "de", name: "Deutsch", dir: "ltr" },
  { code: "fr", name: "Français", dir: "ltr" },
  { code: "es", name: "Español", dir: "ltr" },
  { code: "pl", name: "Polski", dir: "ltr" },
  { code: "tr", name: "Türkçe", dir: "ltr" },
  { code: "uk", name: "Українська", dir: "ltr" },
  { code: "ar", name: "العربية", dir: "rtl" },
];

/** Return the writing direction of `locale`. */
export function direction(locale: string): "ltr" | "rtl" {
  return VISITOR_LANGUAGES.find((language) => language.code === locale)?.dir ?? "ltr";
}
