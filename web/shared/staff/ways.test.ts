import { expect, it } from "vitest";
import { problemIn, providerAddress } from "./ways.ts";

it("reads what came of signing in from the address, and only words it knows", () => {
  expect(problemIn("?sign-in=no_role")).toBe("no_role");
  expect(problemIn("?sign-in=unavailable")).toBe("unreachable");
  expect(problemIn("?sign-in=%3Cscript%3E")).toBeNull();
  expect(problemIn("?sign-in=toString")).toBeNull();
  expect(problemIn("")).toBeNull();
});

it("begins at the page that is wanted", () => {
  expect(providerAddress("supervisor")).toBe("/oidc/login?page=supervisor");
});
