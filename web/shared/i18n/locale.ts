/** The language of a staff page: remembered in this browser, and told to the document. */
import { direction } from "./languages.ts";

const KEY = "callrouter.locale";

/** Return what was chosen here before, or else what the browser prefers. */
export function rememberedLocale(): string {
  const chosen = localStorage.getItem(KEY) ?? navigator.language;
  return chosen.startsWith("en") ? "en" : "nl";
}

export function rememberLocale(locale: string): void {
  localStorage.setItem(KEY, locale);
}

/** Set the document's language, direction and title. */
export function describeDocument(locale: string, title: string): void {
  const root = document.documentElement;
  // Setting them anew, even to the same, has the browser work out the style of every element again.
  if (root.lang !== locale) root.lang = locale;
  if (root.dir !== direction(locale)) root.dir = direction(locale);
  if (document.title !== title) document.title = title;
}
