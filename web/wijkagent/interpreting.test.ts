import { expect, it } from "vitest";
import { interpretingOf } from "./interpreting.ts";

const SPOKEN = { own: ["nl", "en"], interpreted: ["ar", "uk"], counts: [] };

it.each([
  ["nl", [0, 0], null],
  ["zh", [0, 0], "lacking"],
  ["ar", [1, 2], "free"],
  ["ar", [0, 2], "busy"],
  ["ar", [0, 0], "away"],
] as const)("%s with interpreters free and present %j: %s", (language, [free, present], stands) => {
  const counts = [{ language, free, present }];
  expect(interpretingOf({ ...SPOKEN, counts }, language)).toBe(stands);
  if (language === "ar" && present === 0) expect(interpretingOf(SPOKEN, language)).toBe("away");
});
