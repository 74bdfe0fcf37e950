import { describe, expect, it } from "vitest";
import { INSECURE, isForbidden, troubleOf } from "./trouble.ts";

const error = (name: string, message = "") => new DOMException(message, name);

describe("why a device can't be had", () => {
  it.each([
    ["NotAllowedError", "denied", "blocked"],
    ["NotAllowedError", null, "blocked"],
    ["NotAllowedError", "prompt", "dismissed"],
    ["NotAllowedError", "granted", "system"],
    ["SecurityError", "prompt", "blocked"],
    ["NotReadableError", "granted", "busy"],
    ["AbortError", "granted", "busy"],
    ["NotFoundError", "prompt", "none"],
    ["OverconstrainedError", "granted", "none"],
  ] as const)("%s with the permission %s is %s", (name, permission, expected) => {
    expect(troubleOf(error(name), permission)).toBe(expected);
  });

  it("is the address where the page isn't secure", () => {
    expect(troubleOf(error("NotAllowedError", INSECURE), null)).toBe("insecure");
  });

  it("takes what it doesn't know for a device that isn't there", () => {
    expect(troubleOf("odd", null)).toBe("none");
  });

  it("tells permission from absence", () => {
    expect((["blocked", "dismissed", "system", "insecure"] as const).map(isForbidden)).not.toContain(false);
    expect((["busy", "none"] as const).map(isForbidden)).not.toContain(true);
  });
});
