import { describe, expect, it } from "vitest";
import type { OpeningTimes } from "../shared/protocol/server.ts";
import { exceptionToday } from "./today.ts";

const usual: OpeningTimes = { weekday: 7, opens: "09:00", closes: "19:00", special: false, line: "" };
const other = { ...usual, closes: "12:00", special: true, line: "Opleiding" };
const SUNDAY = Date.UTC(2026, 10, 22, 23, 30);
const timezone = "Europe/Amsterdam";

describe("today's hours", () => {
  it("are told where they are an exception, by the clock of the location", () => {
    expect(exceptionToday({ hours: [other], timezone: "UTC" }, SUNDAY)).toEqual(other);
    expect(exceptionToday({ hours: [other], timezone }, SUNDAY)).toBeNull();
    expect(exceptionToday({ hours: [{ ...other, weekday: 1 }], timezone }, SUNDAY)?.line).toBe("Opleiding");
  });

  it("are nothing to speak of on a day like any other", () => {
    expect(exceptionToday({ hours: [usual], timezone: "UTC" }, SUNDAY)).toBeNull();
  });
});
