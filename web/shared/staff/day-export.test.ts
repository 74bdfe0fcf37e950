import { describe, expect, it } from "vitest";
import { STAFF } from "../i18n/staff.ts";
import { translator } from "../i18n/translate.ts";
import type { DayEntry } from "../protocol/server.ts";
import { dayFile, dayFileName } from "./day-export.ts";

const t = translator(STAFF, "en", ["nl"]);
const at = (hour: number, minute: number) => new Date(2026, 2, 9, hour, minute, 5).getTime();

function entry(fields: Partial<DayEntry>): DayEntry {
  return {
    entry_id: "e",
    outcome: "talked",
    call_id: "c",
    reference: "7KM4-RX2P",
    role: "interpreter",
    language: "ar",
    call_language: "ar",
    subject: "report",
    location: "here",
    joined_at: at(9, 0),
    at: at(9, 30),
    kind: "audio",
    disposition: null,
    ...fields,
  };
}

describe("the file of an interpreter's day", () => {
  it("has each call with its minutes, oldest first, and their sum", () => {
    const later = entry({ joined_at: at(13, 0), at: at(13, 15), kind: "video" });
    const missed = entry({ outcome: "missed" as DayEntry["outcome"], joined_at: null });
    const lines = dayFile(t, [later, missed, entry({})])
      .slice(1)
      .split("\r\n");
    expect(lines).toHaveLength(5);
    expect(lines[1]).toBe("2026-03-09,09:00:05,09:30:05,30.0,ar,ar,Sound only,7KM4-RX2P");
    expect(lines[2]).toMatch(/^2026-03-09,13:00:05,13:15:05,15.0,/);
    expect(lines[3]).toBe("Total,,,45.0");
  });

  it("holds no formula, whatever stands in it", () => {
    expect(dayFile(t, [entry({ reference: '=HYPERLINK("x")' })])).toContain(`"'=HYPERLINK(""x"")"`);
  });

  it("is named by its day", () => {
    expect(dayFileName(at(0, 0))).toBe("callrouter-2026-03-09.csv");
  });
});
