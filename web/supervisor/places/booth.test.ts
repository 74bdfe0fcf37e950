import { expect, it } from "vitest";
import { secondsLeft } from "./booth.ts";

it.each([
  [60_999, 60],
  [1, 0],
  [0, null],
  [-5, null],
])("a code that expires in %s ms has %s s left", (ms, left) => {
  expect(secondsLeft({ code: "1234-5678", expires_at: 1_000_000 + ms }, 1_000_000)).toBe(left);
});

it("has no time left without a code", () => expect(secondsLeft(null, 0)).toBeNull());
