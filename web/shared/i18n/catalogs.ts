/** The types of the translators. Only types: a page must not carry the texts of another. */
import type { HOME } from "./booth.ts";
import type { CITIZEN } from "./join.ts";
import type { call } from "./nl/call.ts";
import type { STAFF } from "./staff.ts";
import type { Translate } from "./translate.ts";

export type CallTexts = Translate<keyof typeof call>;
export type BoothTexts = Translate<keyof typeof HOME.nl>;
export type JoinTexts = Translate<keyof typeof CITIZEN.nl>;
export type StaffTexts = Translate<keyof typeof STAFF.nl>;
