import { describe, expect, it } from "vitest";
import { readinessOf } from "./readiness.ts";

describe("readiness", () => {
  it.each([
    ["ok", "granted", true],
    ["ok", null, true],
    ["ask", "prompt", true],
    ["missing", "granted", false],
    ["missing", "prompt", false],
    ["denied", "denied", true],
    ["denied", "denied", false],
  ] as const)("is %s with permission %s and a device: %s", (expected, permission, present) => {
    expect(readinessOf(permission, present)).toBe(expected);
  });

  it("remembers a refusal, until the browser says otherwise", () => {
    expect(readinessOf("prompt", true, true)).toBe("denied");
    expect(readinessOf(null, true, true)).toBe("denied");
    expect(readinessOf("granted", true, true)).toBe("ok");
  });
});
