/** The texts of the pages for staff, which have no more than these two languages. */
import { account as accountEn } from "./en/account.ts";
import { alerts as alertsEn } from "./en/alerts.ts";
import { asking as askingEn } from "./en/asking.ts";
import { board as boardEn } from "./en/board.ts";
import { call as callEn } from "./en/call.ts";
import { deeds as deedsEn } from "./en/deeds.ts";
import { joining as joiningEn } from "./en/joining.ts";
import { officer as officerEn } from "./en/officer.ts";
import { places as placesEn } from "./en/places.ts";
import { staff as staffEn } from "./en/staff.ts";
import { wall as wallEn } from "./en/wall.ts";
import { work as workEn } from "./en/work.ts";
import { account as accountNl } from "./nl/account.ts";
import { alerts as alertsNl } from "./nl/alerts.ts";
import { asking as askingNl } from "./nl/asking.ts";
import { board as boardNl } from "./nl/board.ts";
import { call as callNl } from "./nl/call.ts";
import { deeds as deedsNl } from "./nl/deeds.ts";
import { joining as joiningNl } from "./nl/joining.ts";
import { officer as officerNl } from "./nl/officer.ts";
import { places as placesNl } from "./nl/places.ts";
import { staff as staffNl } from "./nl/staff.ts";
import { wall as wallNl } from "./nl/wall.ts";
import { work as workNl } from "./nl/work.ts";

export const STAFF = {
  nl: {
    ...callNl,
    ...staffNl,
    ...workNl,
    ...boardNl,
    ...wallNl,
    ...alertsNl,
    ...deedsNl,
    ...joiningNl,
    ...placesNl,
    ...officerNl,
    ...askingNl,
    ...accountNl,
  },
  en: {
    ...callEn,
    ...staffEn,
    ...workEn,
    ...boardEn,
    ...wallEn,
    ...alertsEn,
    ...deedsEn,
    ...joiningEn,
    ...placesEn,
    ...officerEn,
    ...askingEn,
    ...accountEn,
  },
};
