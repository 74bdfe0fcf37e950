import { describe, expect, it } from "vitest";
import { MOST_MB, objectionTo, sheetOf, turned } from "./document-pages.ts";

describe("a file to be shown", () => {
  it.each(["image/png", "image/jpeg", "image/webp", "application/pdf"])("may be %s", (type) => {
    expect(objectionTo({ type, size: 1000 })).toBeNull();
  });

  it.each(["", "image/svg+xml", "text/html", "application/msword"])("may not be '%s'", (type) => {
    expect(objectionTo({ type, size: 1000 })).toBe("wrong_type");
  });

  it("is neither empty nor too big", () => {
    expect(objectionTo({ type: "image/png", size: 0 })).toBe("broken");
    expect(objectionTo({ type: "application/pdf", size: MOST_MB * 1_000_000 })).toBeNull();
    expect(objectionTo({ type: "application/pdf", size: MOST_MB * 1_000_000 + 1 })).toBe("too_big");
  });
});

describe("the sheet of a page", () => {
  it("is as large as a full HD screen at most, also for a large photo and a small picture", () => {
    for (const size of [
      { width: 16, height: 9 },
      { width: 9600, height: 5400 },
    ])
      expect(sheetOf(size)).toMatchObject({ width: 1920, height: 1080 });
  });

  it("has an upright page's shape", () => {
    const { width, height, page } = sheetOf({ width: 595, height: 842 });
    expect(width / height).toBeCloseTo(595 / 842, 2);
    expect(height).toBeGreaterThan(1280);
    expect(width * height).toBeLessThan(1920 * 1081);
    expect(page.x).toBeCloseTo(0, 0);
  });

  it("has even sides and holds the whole page, whatever its shape", () => {
    for (const [width, height] of [
      [595, 842],
      [333, 777],
      [1, 5000],
      [5000, 1],
      [1, 1],
    ] as const) {
      const sheet = sheetOf({ width, height });
      expect([sheet.width % 2, sheet.height % 2]).toEqual([0, 0]);
      expect(Math.min(sheet.width, sheet.height)).toBeGreaterThanOrEqual(240);
      expect(sheet.page.width).toBeLessThanOrEqual(sheet.width + 1);
      expect(sheet.page.height).toBeLessThanOrEqual(sheet.height + 1);
    }
  });
});

describe("turning pages", () => {
  it.each([
    ["ArrowRight", 3],
    ["PageDown", 3],
    ["ArrowLeft", 1],
    ["Home", 1],
    ["End", 7],
  ])("%s leads from 2 of 7 to %i", (key, page) => {
    expect(turned(key, 2, 7)).toBe(page);
  });

  it("stays within the document", () => {
    expect(turned("ArrowRight", 7, 7)).toBe(7);
    expect(turned("ArrowLeft", 1, 7)).toBe(1);
  });

  it("leaves other keys alone", () => {
    expect(turned("Tab", 2, 7)).toBeNull();
    expect(turned("toString", 2, 7)).toBeNull();
  });
});
