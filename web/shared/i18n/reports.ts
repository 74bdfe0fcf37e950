/** The texts of the supervisor's reports, with those of every page for staff. */
import { reports as reportsEn } from "./en/reports.ts";
import { reports as reportsNl } from "./nl/reports.ts";
import { STAFF } from "./staff.ts";
import type { Translate } from "./translate.ts";

export const REPORTS = { nl: { ...STAFF.nl, ...reportsNl }, en: { ...STAFF.en, ...reportsEn } };
export type ReportTexts = Translate<keyof typeof REPORTS.nl>;
