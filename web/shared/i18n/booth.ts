/** The texts of the booth: Dutch and English in the page, the other languages fetched when somebody reads them. */
import { booth as boothEn } from "./en/booth.ts";
import { call as callEn } from "./en/call.ts";
import { booth as boothNl } from "./nl/booth.ts";
import { call as callNl } from "./nl/call.ts";
import { Reading } from "./reading.ts";
import type { CatalogLike } from "./translate.ts";
import { FETCHED } from "./visitor.ts";

export const HOME = { nl: { ...callNl, ...boothNl }, en: { ...callEn, ...boothEn } };
export type BoothCatalog = CatalogLike<typeof HOME.nl>;

/** Return the texts that `locale`, one of the fetched languages, has for the booth. */
export async function fetchBooth(locale: string): Promise<Partial<BoothCatalog> | null> {
  const texts = await FETCHED[locale]?.();
  return texts ? { ...texts.call, ...texts.booth } : null;
}

/** Begin to read the booth in Dutch; `onChange` is called when another language's texts have arrived. */
export function readBooth(onChange: () => void): Reading<typeof HOME.nl> {
  return new Reading({ home: HOME, fetch: fetchBooth, fallbacks: ["en", "nl"], onChange }, "nl");
}
