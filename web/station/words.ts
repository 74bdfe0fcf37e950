/** The texts of the station's page: those of all staff, some of them in its own words, and its own. */
import { station as stationEn } from "../shared/i18n/en/station.ts";
import { station as stationNl } from "../shared/i18n/nl/station.ts";
import { STAFF } from "../shared/i18n/staff.ts";
import type { Translate } from "../shared/i18n/translate.ts";

export const STATION = {
  nl: { ...STAFF.nl, ...stationNl },
  en: { ...STAFF.en, ...stationEn },
};
export type StationTexts = Translate<keyof typeof STATION.nl>;
