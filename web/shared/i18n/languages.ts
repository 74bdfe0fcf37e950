/** The languages a visitor can choose, in the order of the tiles; each by its own name. */
export interface VisitorLanguage {
  readonly code: string;
  readonly name: string;
  readonly dir: "ltr" | "rtl";
  /** Said where nobody speaks or interprets it: the conversation is in Dutch or English. */
  readonly unserved: string;
}

export const VISITOR_LANGUAGES: readonly VisitorLanguage[] = [
  { code: "nl", name: "Nederlands", dir: "ltr", unserved: "Gesprek in het Nederlands of Engels" },
  { code: "en", name: "English", dir: "ltr", unserved: "Conversation in Dutch or English" },
  { code: "de", name: "Deutsch", dir: "ltr", unserved: "Gespräch auf Niederländisch oder Englisch" },
  { code: "fr", name: "Français", dir: "ltr", unserved: "Entretien en néerlandais ou en anglais" },
  { code: "es", name: "Español", dir: "ltr", unserved: "Conversación en neerlandés o inglés" },
  { code: "pl", name: "Polski", dir: "ltr", unserved: "Rozmowa po niderlandzku lub angielsku" },
  { code: "tr", name: "Türkçe", dir: "ltr", unserved: "Görüşme Felemenkçe veya İngilizce" },
  { code: "uk", name: "Українська", dir: "ltr", unserved: "Розмова нідерландською або англійською" },
  { code: "ar", name: "العربية", dir: "rtl", unserved: "المحادثة بالهولندية أو الإنجليزية" },
];

/** Return the writing direction of `locale`. */
export function direction(locale: string): "ltr" | "rtl" {
  return VISITOR_LANGUAGES.find((language) => language.code === locale)?.dir ?? "ltr";
}

/** Keep words of another language in their own direction, whatever stands around them (U+2068 and U+2069, UAX 9). */
export function isolated(words: string): string {
  return `\u2068${words}\u2069`;
}
