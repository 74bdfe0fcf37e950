/** The catalogs of the two kinds of pages, and the types of their translators. */
import { board as boardEn } from "./en/board.ts";
import { booth as boothEn } from "./en/booth.ts";
import { call as callEn } from "./en/call.ts";
import { staff as staffEn } from "./en/staff.ts";
import { board as boardNl } from "./nl/board.ts";
import { booth as boothNl } from "./nl/booth.ts";
import { call as callNl } from "./nl/call.ts";
import { staff as staffNl } from "./nl/staff.ts";
import type { Translate } from "./translate.ts";

export const BOOTH = { nl: { ...callNl, ...boothNl }, en: { ...callEn, ...boothEn } };
export const STAFF = {
  nl: { ...callNl, ...staffNl, ...boardNl },
  en: { ...callEn, ...staffEn, ...boardEn },
};

export type CallTexts = Translate<keyof typeof callNl>;
export type BoothTexts = Translate<keyof typeof BOOTH.nl>;
export type StaffTexts = Translate<keyof typeof STAFF.nl>;
