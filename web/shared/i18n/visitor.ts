/** The languages that a visitor's page fetches when they are read: one file each, of all a visitor can come across. */
import type { booth } from "./nl/booth.ts";
import type { call } from "./nl/call.ts";
import type { CatalogLike } from "./translate.ts";

/** What one of these languages has; a text that is not there yet is read in English. */
export interface VisitorTexts {
  readonly booth: Partial<CatalogLike<typeof booth>>;
  readonly call: Partial<CatalogLike<typeof call>>;
}

export const FETCHED: Readonly<Record<string, () => Promise<VisitorTexts>>> = {
  de: () => import("./de/texts.ts"),
  fr: () => import("./fr/texts.ts"),
  es: () => import("./es/texts.ts"),
  pl: () => import("./pl/texts.ts"),
  tr: () => import("./tr/texts.ts"),
  uk: () => import("./uk/texts.ts"),
  ar: () => import("./ar/texts.ts"),
};
