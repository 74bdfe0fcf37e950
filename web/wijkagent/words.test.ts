import { expect, it } from "vitest";
import { STAFF } from "../shared/i18n/staff.ts";
import { translator } from "../shared/i18n/translate.ts";
import { calling, OFFICER } from "./words.ts";

it("who is called back is a resident in every text, and no visitor", () => {
  expect(OFFICER.nl["hold.staff"]).toBe("De inwoner staat in de wacht.");
  expect(OFFICER.en["hold.off"]).toBe("Resident hears you");
  expect(JSON.stringify(Object.values(OFFICER.nl))).not.toMatch(/bezoeker/i);
  expect(JSON.stringify(Object.values(OFFICER.en))).not.toMatch(/visitor/i);
  expect(Object.keys(OFFICER.nl)).toEqual(Object.keys(STAFF.nl));
});

it("the citizen is called by their name to whom they are known by it", () => {
  const t = calling(translator(OFFICER, "nl", ["nl"]), "Jo Smit");
  expect([t("role.citizen"), t("role.interpreter"), t.locale]).toEqual(["Jo Smit", "Tolk", "nl"]);
});
