import { expect, it } from "vitest";
import { checkLead } from "./check.ts";

it("asks to try only what will be used", () => {
  expect([checkLead(false, false), checkLead(false, true)]).toEqual(["check.lead", "check.lead.silent"]);
  expect([checkLead(true, false), checkLead(true, true)]).toEqual(["check.lead.anonymous", null]);
});
