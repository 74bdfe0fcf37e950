import { expect, it } from "vitest";
import { digitsOf } from "./postcode.ts";

it.each([
  ["9712 AB", "9712"],
  ["9712ab", "9712"],
  [" 9712 ", "9712"],
  ["٩٧١٢ AB", "9712"],
  ["۹۷۱۲", "9712"],
])("tells the place from %j", (typed, digits) => {
  expect(digitsOf(typed)).toBe(digits);
});

it.each(["", "971", "9712 A", "0712 AB", "9712 ABC", "../9712"])("waits for more after %j", (typed) => {
  expect(digitsOf(typed)).toBeNull();
});
