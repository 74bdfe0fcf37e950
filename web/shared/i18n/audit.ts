/** The texts of the supervisor's audit log, with those of every page for staff. */
import { audit as auditEn } from "./en/audit.ts";
import { audit as auditNl } from "./nl/audit.ts";
import { STAFF } from "./staff.ts";
import type { Translate } from "./translate.ts";

export const AUDIT = { nl: { ...STAFF.nl, ...auditNl }, en: { ...STAFF.en, ...auditEn } };
export type AuditKey = keyof typeof AUDIT.nl;
export type AuditTexts = Translate<AuditKey>;
