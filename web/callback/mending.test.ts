import { expect, it } from "vitest";
import { isMended } from "./mending.ts";

it("a field that changes mends itself, and what it takes to be reached", () => {
  expect(isMended("postcode", "unknown", "postcode")).toBe(true);
  expect(isMended("postcode", "unknown", "name")).toBe(false);
  expect(isMended("phone", "no_contact", "email")).toBe(true);
  expect(isMended("email", "no_way_to_write", "needs")).toBe(true);
  expect(isMended("phone", "malformed", "email")).toBe(false);
});
