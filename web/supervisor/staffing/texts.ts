/** The texts of the staffing screen, which come with it. */
import { staffing as en } from "../../shared/i18n/en/staffing.ts";
import { staffing as nl } from "../../shared/i18n/nl/staffing.ts";
import type { Translate } from "../../shared/i18n/translate.ts";

export const STAFFING = { nl, en };
export type StaffingTexts = Translate<keyof typeof nl>;
