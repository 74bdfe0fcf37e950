/** The texts of a citizen's page: Dutch and English in the page, the other languages fetched when somebody reads them. */
import { call as callEn } from "./en/call.ts";
import { join as joinEn } from "./en/join.ts";
import { call as callNl } from "./nl/call.ts";
import { join as joinNl } from "./nl/join.ts";
import { Reading } from "./reading.ts";
import type { CatalogLike } from "./translate.ts";

export const CITIZEN = { nl: { ...callNl, ...joinNl }, en: { ...callEn, ...joinEn } };
export type JoinCatalog = CatalogLike<typeof CITIZEN.nl>;

/** What one of the fetched languages has. */
interface CitizenTexts {
  readonly call: Partial<CatalogLike<typeof callNl>>;
  readonly join: Partial<CatalogLike<typeof joinNl>>;
}

export const FETCHED_FOR_CITIZENS: Readonly<Record<string, () => Promise<CitizenTexts>>> = {
  de: () => import("./de/citizen.ts"),
  fr: () => import("./fr/citizen.ts"),
  es: () => import("./es/citizen.ts"),
  pl: () => import("./pl/citizen.ts"),
  tr: () => import("./tr/citizen.ts"),
  uk: () => import("./uk/citizen.ts"),
  ar: () => import("./ar/citizen.ts"),
};

/** Return the texts that `locale`, one of the fetched languages, has for a citizen. */
export async function fetchJoin(locale: string): Promise<Partial<JoinCatalog> | null> {
  const texts = await FETCHED_FOR_CITIZENS[locale]?.();
  return texts ? { ...texts.call, ...texts.join } : null;
}

/** Begin to read a citizen's page in `locale`; `onChange` is called when another language's texts have arrived. */
export function readJoin(locale: string, onChange: () => void): Reading<typeof CITIZEN.nl> {
  return new Reading({ home: CITIZEN, fetch: fetchJoin, fallbacks: ["en", "nl"], onChange }, locale);
}
