import { describe, expect, it } from "vitest";
import { erasure, insertion, type Written } from "./typing.ts";

const written = (value: string, start = value.length, end = start, limit = -1): Written => ({
  value,
  start,
  end,
  limit,
});

describe("writing", () => {
  it("goes in at the caret, over what is selected", () => {
    expect(insertion(written("fits", 1), "e")).toEqual({ start: 1, end: 1, text: "e" });
    expect(insertion(written("fits", 1, 3), "e")).toEqual({ start: 1, end: 3, text: "e" });
  });

  it("is no longer than the field allows", () => {
    expect(insertion(written("four", 4, 4, 4), "x")).toBeNull();
    expect(insertion(written("four", 0, 1, 4), "x")).toEqual({ start: 0, end: 1, text: "x" });
    expect(insertion(written("fou", 3, 3, 4), "r")).not.toBeNull();
  });
});

describe("erasing", () => {
  it("takes what is selected, or else the letter before the caret", () => {
    expect(erasure(written("fiets", 1, 4))).toEqual({ start: 1, end: 4, text: "" });
    expect(erasure(written("fiets", 2))).toEqual({ start: 1, end: 2, text: "" });
    expect(erasure(written("fiets", 0))).toBeNull();
  });

  it("takes a letter with all its marks", () => {
    expect(erasure(written("e\u0301"))).toEqual({ start: 0, end: 2, text: "" });
    expect(erasure(written("ok👍🏽"))).toEqual({ start: 2, end: 6, text: "" });
    expect(erasure(written("بَ"))).toEqual({ start: 0, end: 2, text: "" });
  });
});
