/** The texts for operators at a booth, in the languages of the staff. */
import { device as deviceEn } from "./en/device.ts";
import { device as deviceNl } from "./nl/device.ts";

export const DEVICE = { nl: deviceNl, en: deviceEn };
