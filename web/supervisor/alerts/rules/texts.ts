/** The texts of the rules' screen, which come with it. */
import { alertRules as en } from "../../../shared/i18n/en/alert-rules.ts";
import { alertRules as nl } from "../../../shared/i18n/nl/alert-rules.ts";
import type { Translate } from "../../../shared/i18n/translate.ts";

export const ALERT_RULES = { nl, en };
export type RuleTexts = Translate<keyof typeof nl>;
